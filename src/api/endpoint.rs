//! An endpoint as data: method, path, time limit, and whether the client may
//! send it again by itself.

use std::marker::PhantomData;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

impl Method {
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// One endpoint with the types of its request and its response. A GET sends
/// its request as a query string, a POST as a JSON body.
pub struct Endpoint<Request, Response> {
    pub method: Method,
    /// The path, with `{name}` where an id goes.
    pub path: &'static str,
    /// How long the client waits for the whole answer; of one that tells its
    /// progress, for the next event.
    pub time_limit: Duration,
    /// Sending the request twice does no harm.
    pub repeatable: bool,
    types: PhantomData<fn(Request) -> Response>,
}

impl<Request, Response> Endpoint<Request, Response> {
    pub const fn get(path: &'static str) -> Self {
        Self::new(Method::Get, path, true)
    }

    pub const fn post(path: &'static str) -> Self {
        Self::new(Method::Post, path, false)
    }

    const fn new(method: Method, path: &'static str, repeatable: bool) -> Self {
        Self { method, path, time_limit: Duration::from_secs(30), repeatable, types: PhantomData }
    }

    pub const fn within(mut self, seconds: u64) -> Self {
        self.time_limit = Duration::from_secs(seconds);
        self
    }

    pub const fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// The path with its `{…}` parts replaced by `values`, in order and
    /// percent-encoded.
    pub fn path_with(&self, values: &[&str]) -> String {
        let mut values = values.iter();
        let fill = |segment: &'static str| {
            if segment.starts_with('{') {
                let value = values.next().expect("one value for every part of the path");
                utf8_percent_encode(value, SEGMENT).to_string()
            } else {
                segment.to_owned()
            }
        };
        self.path.split('/').map(fill).collect::<Vec<_>>().join("/")
    }
}

/// What stays readable in a path segment.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_with_slashes_stay_one_segment() {
        let endpoint: Endpoint<(), ()> =
            Endpoint::get("/api/dse/artifact/{compiledId}/{signatureId}");
        assert_eq!(
            endpoint.path_with(&["sha256:ab", "@a/b.v1"]),
            "/api/dse/artifact/sha256%3Aab/%40a%2Fb.v1"
        );
    }
}
