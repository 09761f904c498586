//! The REST client: one `send` for all endpoints.

mod calls;
mod error;
mod send;
mod stream;

use std::time::Duration;

use secrecy::SecretString;

pub use error::{ClientError, Reason};

/// Where requests go, and how patiently.
#[derive(Clone, Debug)]
pub struct ClientSettings {
    /// Scheme, host and port, without a path.
    pub base_url: String,
    /// Sent as the bearer of each request.
    pub secret: Option<SecretString>,
    /// In place of each endpoint's own limit: for the whole answer, or for the
    /// next event of one that tells its progress.
    pub time_limit: Option<Duration>,
    /// How often a repeatable request is sent again.
    pub retries: usize,
}

/// A client of one server.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    settings: ClientSettings,
}

/// An answer, and the id its request has in the server's log.
#[derive(Clone, Debug)]
pub struct Answer<T> {
    pub body: T,
    pub request_id: String,
}

impl Client {
    /// A client that follows no redirect and uses no proxy for loopback.
    ///
    /// # Errors
    /// When the base URL is not an absolute `http` or `https` URL.
    pub fn new(settings: ClientSettings) -> Result<Self, InvalidBaseUrl> {
        let base_url = check_base_url(&settings.base_url)?;
        crate::tls::install();
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .user_agent(concat!("dse/", env!("CARGO_PKG_VERSION")));
        // A request to this machine must not take the way over a proxy.
        let builder = if is_loopback(&base_url) { builder.no_proxy() } else { builder };
        let http = builder
            .build()
            .map_err(|error| InvalidBaseUrl { url: base_url.clone(), reason: error.to_string() })?;
        Ok(Self { http, settings: ClientSettings { base_url, ..settings } })
    }

    /// The bearer of each request, for child processes that talk to the server.
    pub fn secret(&self) -> Option<&SecretString> {
        self.settings.secret.as_ref()
    }

    pub fn base_url(&self) -> &str {
        &self.settings.base_url
    }
}

/// The server's address cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server address `{url}` cannot be used: {reason}")]
pub struct InvalidBaseUrl {
    pub url: String,
    pub reason: String,
}

fn check_base_url(url: &str) -> Result<String, InvalidBaseUrl> {
    let invalid = |reason: &str| InvalidBaseUrl { url: url.to_owned(), reason: reason.to_owned() };
    let parsed = reqwest::Url::parse(url).map_err(|error| invalid(&error.to_string()))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(invalid("it must begin with http:// or https://"));
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(invalid("it must not hold a user name or password"));
    }
    Ok(url.trim_end_matches('/').to_owned())
}

/// Whether two addresses are those of one server, however they are spelled:
/// `localhost` and `127.0.0.1`, with a slash behind or without, with the port
/// that goes without saying. What is no address is compared to the letter.
pub fn same_server(left: &str, right: &str) -> bool {
    let place = |url: &str| {
        let url = reqwest::Url::parse(url).ok()?;
        let host = if is_loopback(url.as_str()) { "localhost" } else { url.host_str()? };
        let path = url.path().trim_end_matches('/').to_owned();
        Some((url.scheme().to_owned(), host.to_owned(), url.port_or_known_default()?, path))
    };
    match (place(left), place(right)) {
        (Some(left), Some(right)) => left == right,
        _ => left == right,
    }
}

/// Whether a secret would go to another machine in clear text.
pub fn is_clear(base_url: &str) -> bool {
    let scheme = reqwest::Url::parse(base_url).ok().map(|url| url.scheme().to_owned());
    scheme.as_deref() == Some("http") && !is_loopback(base_url)
}

/// Whether the address is one of this machine.
pub fn is_loopback(base_url: &str) -> bool {
    let url = reqwest::Url::parse(base_url).ok();
    let host = url.as_ref().and_then(reqwest::Url::host_str).unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback() || address.is_unspecified())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls_are_checked() {
        assert_eq!(check_base_url("http://127.0.0.1:1/").unwrap(), "http://127.0.0.1:1");
        for bad in ["localhost:8787", "ftp://x", "http://u:p@x", ""] {
            assert!(check_base_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn one_server_is_known_in_every_spelling() {
        for same in ["http://localhost:8787", "http://127.0.0.1:8787/", "HTTP://LocalHost:8787"] {
            assert!(same_server("http://127.0.0.1:8787", same), "{same}");
        }
        assert!(same_server("https://dse.example", "https://DSE.example:443/"));
        for (left, right) in [
            ("http://127.0.0.1:1", "http://127.0.0.1:2"),
            ("http://dse.example", "https://dse.example"),
            ("https://dse.example/a", "https://dse.example/b"),
            ("embedded:/a.db", "embedded:/b.db"),
            ("embedded:/a.db", "http://127.0.0.1:1"),
        ] {
            assert!(!same_server(left, right), "{left} {right}");
        }
        assert!(same_server("embedded:/a b.db", "embedded:/a b.db"));
    }

    #[test]
    fn clear_text_is_known() {
        assert!(is_clear("http://dse.example:8787"));
        for fine in ["https://dse.example", "http://127.0.0.1:1", "http://localhost", "x"] {
            assert!(!is_clear(fine), "{fine}");
        }
    }

    #[test]
    fn loopback_is_known_in_every_spelling() {
        for url in ["http://127.0.0.1:1", "http://[::1]:1", "http://localhost"] {
            assert!(is_loopback(url), "{url}");
        }
        assert!(!is_loopback("http://localhost.example.com"));
    }
}
