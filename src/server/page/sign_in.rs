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
    api::{endpoint::encode_segment, error::Code},
    model::key::Scope,
    report::link::Link,
    server::{
        App, Call, Failure,
        auth::{self, Asked, Caller},
        body, observe, respond,
    },
};

const COOKIE: &str = "dse_session";

/// The longest form that is read, bytes.
const FORM: usize = 16 << 10;

/// The path of a link that signs in.
pub fn open_path(ticket: &str) -> String {
    format!("/dse/open/{ticket}")
}

/// Lets readers through who are signed in; others are asked to.
pub async fn require(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    match reader(&app, request.headers()).await {
        Ok(Some(caller)) => {
            if let Err(failure) = caller.count(app.clock.now_ms()) {
                Asked::from(request.method(), request.extensions())
                    .refused(Some(&caller), &failure);
                let mut response = Page::of_failure(&failure).into_response();
                respond::add_refusal(response.headers_mut(), &failure);
                return response;
            }
            request.extensions_mut().insert(Arc::new(caller));
            return next.run(request).await;
        }
        Ok(None) => {}
        Err(failure) => return Page::of_failure(&failure).into_response(),
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Page::refused(StatusCode::UNAUTHORIZED, "Sign in first.").into_response();
    }
    let wanted = request.uri().path_and_query().map_or("/dse", |path| path.as_str());
    Redirect::to(&format!("/dse/sign-in?to={}", encode_segment(wanted))).into_response()
}

/// Whose cookie a request carries. A session ends with its key.
async fn reader(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, Failure> {
    let now_ms = app.clock.now_ms();
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let cookies = all.flat_map(Cookie::split_parse).filter_map(Result::ok);
    for cookie in cookies.filter(|cookie| cookie.name() == COOKIE) {
        let Some(credential) = app.sessions.credential(cookie.value(), now_ms) else { continue };
        let caller = auth::of_credential(app, credential).await?;
        if let Some(caller) = caller.filter(|caller| caller.need(Scope::Read).is_ok()) {
            return Ok(Some(caller));
        }
    }
    Ok(None)
}

#[derive(serde::Deserialize)]
pub struct Wanted {
    to: Option<String>,
}

pub async fn form(Query(wanted): Query<Wanted>) -> Response {
    sign_in_page(StatusCode::OK, &own_path(wanted.to.as_deref()), None)
}

/// Reads the form; the server's secret signs in, and so does a key that reads.
pub async fn check(State(app): State<Arc<App>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let bytes = match body::read(&head.headers, body, FORM, &app.limits).await {
        Ok(bytes) => bytes,
        Err(failure) => return Page::of_failure(&failure).into_response(),
    };
    let fields: Vec<(Cow<'_, str>, Cow<'_, str>)> = form_urlencoded::parse(&bytes).collect();
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
    let to = own_path(field("to"));
    let secret = field("secret").unwrap_or_default().trim().as_bytes();
    let asked = Asked::of(&head);
    let found = auth::identify(&app, secret, asked.peer).await;
    match found.and_then(may_read) {
        Ok(caller) => signed_in(&app, &head.headers, &caller, &to),
        Err(failure) => {
            asked.refused(None, &failure);
            not_signed_in(&failure, &to)
        }
    }
}

/// A session is as long as a key is good; a token is over too soon for one.
fn may_read(caller: Caller) -> Result<Caller, Failure> {
    if caller.is_token() {
        return Err(Failure::new(Code::Unauthorized, "a token signs nobody in"));
    }
    caller.need(Scope::Read).map(|()| caller)
}

fn not_signed_in(failure: &Failure, to: &str) -> Response {
    let message = match failure.code {
        Code::Unauthorized => "That is neither this server's secret nor a live key.".to_owned(),
        _ => failure.message.clone().unwrap_or_default(),
    };
    let status = StatusCode::from_u16(failure.code.status()).expect("codes have valid statuses");
    let mut response = sign_in_page(status, to, Some(&message));
    respond::add_refusal(response.headers_mut(), failure);
    response
}

/// Opens a link that signs in once.
pub async fn open(
    State(app): State<Arc<App>>,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Response {
    let credential = app.sessions.redeem(&ticket, app.clock.now_ms());
    let found = match &credential {
        Some(credential) => auth::of_credential(&app, credential).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(caller)) => return signed_in(&app, &headers, &caller, "/dse"),
        Ok(None) => {}
        Err(failure) => return Page::of_failure(&failure).into_response(),
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

/// Adds the session of a test user to an answer.
pub fn with_session(call: &Call, answer: Response) -> Response {
    with_cookie(answer, &cookie(call, &call.headers, &Caller::test_user()))
}

fn signed_in(app: &App, headers: &HeaderMap, caller: &Caller, to: &str) -> Response {
    // Whoever is bound to signatures begins where they may look.
    let own = caller.signature_ids.first().map(|id| Link::signature(id).path());
    let to = own.as_deref().filter(|_| to == "/dse").unwrap_or(to);
    with_cookie(Redirect::to(to).into_response(), &cookie(app, headers, caller))
}

fn cookie(app: &App, headers: &HeaderMap, caller: &Caller) -> Cookie<'static> {
    let session = app.sessions.issue(caller.credential(), app.clock.now_ms());
    Cookie::build((COOKIE, session))
        .path("/dse")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(came_over_tls(headers) || !is_on_this_machine(headers))
        .max_age(SESSION_TIME.try_into().expect("a session's time fits"))
        .build()
}

fn with_cookie(mut response: Response, cookie: &Cookie<'_>) -> Response {
    let value = HeaderValue::from_str(&cookie.to_string()).expect("the cookie is ASCII");
    response.headers_mut().insert(header::SET_COOKIE, value);
    response
}

/// Whether the browser sees the server on its own machine. Elsewhere a cookie
/// goes over TLS only.
fn is_on_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(|host| observe::is_loopback(observe::host_name(host)))
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
                label for="secret" { "The server's secret, or a key" }
                input #secret type="password" name="secret" required autocomplete="current-password";
            }
            p { button type="submit" { "Sign in" } }
        }
        p.faint {
            "The secret is what " code { "OA_DSE_ADMIN_SECRET" } " holds; a key needs the scope "
            code { "read" } ". " code { "dse open" }
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
