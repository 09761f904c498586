//! Signing in and out. The cookie is read here and nowhere else.

use std::{borrow::Cow, sync::Arc};

use axum::{
    extract::{Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use cookie::{Cookie, SameSite};
use maud::html;

use super::{chrome::Page, session::SESSION_TIME};
use crate::{
    api::endpoint::encode_segment,
    server::{App, body},
};

const COOKIE: &str = "dse_session";

/// The longest form that is read, bytes.
const FORM: usize = 16 << 10;

/// The path of a link that signs in.
pub fn open_path(ticket: &str) -> String {
    format!("/dse/open/{ticket}")
}

/// Lets readers through who are signed in; others are asked to.
pub async fn require(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if is_signed_in(&app, request.headers()) {
        return next.run(request).await;
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Page::refused(StatusCode::UNAUTHORIZED, "Sign in first.").into_response();
    }
    let wanted = request.uri().path_and_query().map_or("/dse", |path| path.as_str());
    Redirect::to(&format!("/dse/sign-in?to={}", encode_segment(wanted))).into_response()
}

fn is_signed_in(app: &App, headers: &HeaderMap) -> bool {
    let now_ms = app.clock.now_ms();
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .any(|cookie| cookie.name() == COOKIE && app.sessions.admits(cookie.value(), now_ms))
}

#[derive(serde::Deserialize)]
pub struct Asked {
    to: Option<String>,
}

pub async fn form(Query(asked): Query<Asked>) -> Response {
    sign_in_page(StatusCode::OK, &own_path(asked.to.as_deref()), None)
}

/// Reads the form; the right secret signs in.
pub async fn check(State(app): State<Arc<App>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let bytes = match body::read(&head.headers, body, FORM, &app.limits).await {
        Ok(bytes) => bytes,
        Err(failure) => return Page::of_failure(&failure).into_response(),
    };
    let fields: Vec<(Cow<'_, str>, Cow<'_, str>)> = form_urlencoded::parse(&bytes).collect();
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
    let to = own_path(field("to"));
    if !app.guard.admits(field("secret").unwrap_or_default().trim().as_bytes()) {
        let message = "That is not this server's secret.";
        return sign_in_page(StatusCode::UNAUTHORIZED, &to, Some(message));
    }
    signed_in(&app, &head.headers, &to)
}

/// Opens a link that signs in once.
pub async fn open(
    State(app): State<Arc<App>>,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Response {
    if app.sessions.redeem(&ticket, app.clock.now_ms()) {
        return signed_in(&app, &headers, "/dse");
    }
    let message = "That link was used already or is too old; `dse open` makes a new one.";
    sign_in_page(StatusCode::UNAUTHORIZED, "/dse", Some(message))
}

pub async fn end() -> Response {
    let mut cookie = Cookie::build((COOKIE, "")).path("/dse").http_only(true).build();
    cookie.set_same_site(SameSite::Strict);
    cookie.make_removal();
    with_cookie(Redirect::to("/dse/sign-in").into_response(), &cookie)
}

fn signed_in(app: &App, headers: &HeaderMap, to: &str) -> Response {
    let cookie = Cookie::build((COOKIE, app.sessions.issue(app.clock.now_ms())))
        .path("/dse")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(came_over_tls(headers))
        .max_age(SESSION_TIME.try_into().expect("a session's time fits"))
        .build();
    with_cookie(Redirect::to(to).into_response(), &cookie)
}

fn with_cookie(mut response: Response, cookie: &Cookie<'_>) -> Response {
    let value = HeaderValue::from_str(&cookie.to_string()).expect("the cookie is ASCII");
    response.headers_mut().insert(header::SET_COOKIE, value);
    response
}

/// What a proxy that ends TLS says. Believing a liar makes the cookie stricter.
fn came_over_tls(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https")
}

/// A path of these pages, whatever the link said: nobody is sent elsewhere.
fn own_path(to: Option<&str>) -> String {
    let is_ours = |to: &&str| {
        let rest = to.strip_prefix("/dse");
        let rest = rest.filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
        rest.is_some() && to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    };
    to.filter(is_ours).unwrap_or("/dse").to_owned()
}

fn sign_in_page(status: StatusCode, to: &str, fault: Option<&str>) -> Response {
    let body = html! {
        h1 { "Sign in" }
        @if let Some(fault) = fault { p role="alert" { strong.bad { (fault) } } }
        form.sign-in method="post" action="/dse/sign-in" {
            input type="hidden" name="to" value=(to);
            p {
                label for="secret" { "The server's secret" }
                input #secret type="password" name="secret" required autocomplete="current-password";
            }
            p { button type="submit" { "Sign in" } }
        }
        p.faint {
            "It is what " code { "OA_DSE_ADMIN_SECRET" } " holds. " code { "dse open" }
            " opens these pages without asking for it. Here you can read and change nothing."
        }
        p { "Signed in already? " a href=(to) { "Go on to the page" } "." }
    };
    Page::outside("Sign in", status, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(own_path(Some("/dse/ops/a%2Fb?page=2")), "/dse/ops/a%2Fb?page=2");
        for away in ["//evil.example", "https://evil.example", "/dsevil", "/dse\\@x", "/dse/\r\nx"]
        {
            assert_eq!(own_path(Some(away)), "/dse", "{away}");
        }
        assert_eq!(own_path(None), "/dse");
    }
}
