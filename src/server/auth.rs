//! Who may ask: whoever knows the secret.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{App, Failure};
use crate::api::error::Code;

/// The secret as it is compared: hashed, so that neither its length nor how
/// much of it was right shows in the time that a comparison takes.
pub struct Guard(Option<[u8; 32]>);

impl Guard {
    /// A guard that lets in who knows `secret`; without one, or with a blank
    /// one, nobody.
    pub fn new(secret: Option<&SecretString>) -> Self {
        let text = secret.map(|secret| secret.expose_secret().trim());
        Self(text.filter(|text| !text.is_empty()).map(|text| Sha256::digest(text).into()))
    }

    /// Whether this is the secret.
    pub fn admits(&self, bearer: &[u8]) -> bool {
        let given: [u8; 32] = Sha256::digest(bearer).into();
        self.0.is_some_and(|secret| bool::from(secret.ct_eq(&given)))
    }
}

/// Lets a request through to its handler, which alone reads the body.
pub async fn require(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if is_admitted(&app, request.headers()) {
        return next.run(request).await;
    }
    let message = "send the server's secret as `Authorization: Bearer …`";
    Failure::new(Code::Unauthorized, message).into_response()
}

/// Whether the headers of a request carry the secret.
pub fn is_admitted(app: &App, headers: &HeaderMap) -> bool {
    let header = headers.get(header::AUTHORIZATION);
    let bearer = header.and_then(|value| bearer(value.as_bytes()));
    bearer.is_some_and(|bearer| app.guard.admits(bearer))
}

/// The token of a header value; the scheme's name is the same in any case.
fn bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = value.split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_secret_admits() {
        let guard = Guard::new(Some(&SecretString::from(" s3cret\n".to_owned())));
        assert!(guard.admits(b"s3cret"));
        assert!(!guard.admits(b"s3cre"));
        assert!(!guard.admits(b""));
    }

    #[test]
    fn without_a_secret_nobody_is_admitted() {
        assert!(!Guard::new(None).admits(b""));
        let blank = SecretString::from("  ".to_owned());
        assert!(!Guard::new(Some(&blank)).admits(b""));
    }

    #[test]
    fn a_token_follows_its_scheme() {
        assert_eq!(bearer(b"Bearer  abc"), Some(&b"abc"[..]));
        assert_eq!(bearer(b"bearer abc"), Some(&b"abc"[..]));
        assert_eq!(bearer(b"Basic abcd"), None);
        assert_eq!(bearer(b"Bear"), None);
    }
}
