//! Why a call failed, and whether it is worth repeating.

use std::time::{Duration, SystemTime};

use reqwest::{
    StatusCode,
    header::{HeaderMap, RETRY_AFTER},
};

/// A call to one endpoint that failed.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub reason: String,
    pub again: Again,
    pub timed_out: bool,
    /// Nothing listens there, and it was tried often enough.
    pub unreachable: bool,
}

/// Whether to send the same request once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    Never,
    /// After a pause of the client's choice.
    Later,
    /// Not before this has passed: the server said so.
    After(Duration),
}

impl Failure {
    pub(super) fn lasting(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), again: Again::Never, timed_out: false, unreachable: false }
    }

    pub(super) fn passing(reason: impl Into<String>) -> Self {
        Self { again: Again::Later, ..Self::lasting(reason) }
    }

    pub(super) fn timeout(reason: impl Into<String>) -> Self {
        Self { timed_out: true, ..Self::lasting(reason) }
    }

    /// A response that is no success. Too many requests and the server's own
    /// faults pass; everything else stays wrong.
    pub(super) fn status(code: u16, headers: &HeaderMap, reason: String) -> Self {
        let server_fault = StatusCode::from_u16(code).is_ok_and(|code| code.is_server_error());
        let passes = code == 429 || code == 408 || server_fault;
        let again = match retry_after(headers) {
            _ if !passes => Again::Never,
            None => Again::Later,
            Some(pause) => Again::After(pause),
        };
        Self { again, ..Self::lasting(reason) }
    }

    /// A connection that could not be made or broke.
    pub(super) fn connection(error: &reqwest::Error) -> Self {
        Self::passing(with_causes(error))
    }

    /// The endpoint is not there, and nobody waits for it any longer.
    pub(super) fn unreachable(reason: impl Into<String>) -> Self {
        Self { unreachable: true, ..Self::lasting(reason) }
    }
}

/// `Retry-After` in both its forms: seconds, or a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// The causes say what happened; reqwest's own text says only where. The
/// address is left out, because the caller names it.
pub(super) fn with_causes(error: &reqwest::Error) -> String {
    let mut causes = Vec::new();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        causes.push(cause.to_string());
        next = cause.source();
    }
    causes.dedup();
    if causes.is_empty() { "the connection broke".to_owned() } else { causes.join(": ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(retry_after: &str) -> HeaderMap {
        HeaderMap::from_iter([(RETRY_AFTER, retry_after.parse().unwrap())])
    }

    #[test]
    fn both_forms_of_retry_after_are_read() {
        assert_eq!(retry_after(&headers("7")), Some(Duration::from_secs(7)));
        let later = SystemTime::now() + Duration::from_secs(3_600);
        let pause = retry_after(&headers(&httpdate::fmt_http_date(later))).unwrap();
        assert!(pause > Duration::from_secs(3_500) && pause <= Duration::from_secs(3_600));
        assert_eq!(retry_after(&headers("Thu, 01 Jan 1970 00:00:00 GMT")), Some(Duration::ZERO));
        assert_eq!(retry_after(&headers("soon")), None);
    }

    #[test]
    fn only_what_can_pass_is_repeated() {
        let again = |code| Failure::status(code, &HeaderMap::new(), String::new()).again;
        assert_eq!([again(429), again(500), again(503)], [Again::Later; 3]);
        assert_eq!([again(400), again(401), again(404), again(302)], [Again::Never; 4]);
        let told = Failure::status(429, &headers("2"), String::new()).again;
        assert_eq!(told, Again::After(Duration::from_secs(2)));
    }
}
