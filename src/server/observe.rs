//! What every request has: an id, headers that keep its answer from caches,
//! and a line in the log.

use std::{net::IpAddr, sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Version, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::Instrument;

use super::{App, Failure};
use crate::api::{self, error::Code};

/// Names the trace that a request is part of.
const TRACEPARENT: &str = "traceparent";

/// The longest id of a client's own that is taken over.
const LONGEST_ID: usize = 200;

/// Names a request, runs it, and writes it down. Neither secrets nor bodies
/// are ever logged.
pub async fn observe(request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("-", MatchedPath::as_str).to_owned();
    // An error's span is never filtered out, so that errors keep their id.
    let trace = traceparent(request.headers());
    let span = tracing::error_span!(
        "request",
        id = id.to_str().unwrap_or("-"),
        trace_id = tracing::field::Empty
    );
    if let Some(trace_id) = trace.as_ref().and_then(trace_id) {
        span.record("trace_id", trace_id);
    }
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| {
        let status = response.status().as_u16();
        let ms = started.elapsed().as_millis() as u64;
        tracing::info!(%method, %route, status, ms, "answered");
    });
    let headers = response.headers_mut();
    if let Some(trace) = trace {
        headers.insert(TRACEPARENT, trace);
    }
    // The name that clients of other servers look for.
    headers.insert("x-request-id", id.clone());
    headers.insert(api::REQUEST_ID, id);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The trace that a request is part of (W3C Trace Context, version 00), where its
/// one header is well formed.
fn traceparent(headers: &HeaderMap) -> Option<HeaderValue> {
    let mut given = headers.get_all(TRACEPARENT).iter();
    let (Some(only), None) = (given.next(), given.next()) else { return None };
    let parts: Vec<&str> = only.to_str().ok()?.split('-').collect();
    let [version, trace, span, flags] = parts[..] else { return None };
    let is_hex = |text: &str, digits| {
        text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_set = |text: &str| text.bytes().any(|byte| byte != b'0');
    let is_whole = version == "00"
        && is_hex(trace, 32)
        && is_hex(span, 16)
        && is_hex(flags, 2)
        && is_set(trace)
        && is_set(span);
    is_whole.then(|| only.clone())
}

/// The id of a well-formed trace.
fn trace_id(traceparent: &HeaderValue) -> Option<&str> {
    traceparent.to_str().ok()?.split('-').nth(1)
}

/// Refuses a request that two servers on its way could take for different hosts:
/// one with several, or none although its version asks for one. On loopback it
/// must also name a host of ours: a page elsewhere can have its own name lead
/// here, but not change the name that a browser sends.
pub async fn one_host(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let hosts = request.headers().get_all(header::HOST).iter().count();
    let is_clear = hosts == 1 || (hosts == 0 && request.version() == Version::HTTP_10);
    if !is_clear {
        let message = format!("a request names one host in its head, and this one has {hosts}");
        return Failure::invalid(message).into_response();
    }
    if let (Some(ours), Some(named)) = (&app.hosts, request.headers().get(header::HOST))
        && !is_ours(named, ours)
    {
        let message = "the request names a host that is not this server's; \
                       `dse serve --host NAME` adds one";
        return Failure::new(Code::WrongHost, message).into_response();
    }
    next.run(request).await
}

/// Whether a host is this machine, or one that the server was told of.
fn is_ours(named: &HeaderValue, ours: &[String]) -> bool {
    named.to_str().is_ok_and(|named| {
        let name = host_name(named);
        is_loopback(name) || ours.iter().any(|host| host.eq_ignore_ascii_case(name))
    })
}

/// Whether the host of a request is this machine, by its name.
pub fn is_loopback(name: &str) -> bool {
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// A host without its port.
pub fn host_name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// The client's own id where it is short and visible, else a fresh one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let visible = |value: &&HeaderValue| {
        let bytes = value.as_bytes();
        (1..=LONGEST_ID).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic)
    };
    headers.get(api::REQUEST_ID).filter(visible).cloned().unwrap_or_else(|| {
        let fresh = uuid::Uuid::new_v4().to_string();
        HeaderValue::from_str(&fresh).expect("a UUID is visible ASCII")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_for(given: &[u8]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(api::REQUEST_ID, HeaderValue::from_bytes(given).unwrap());
        request_id(&headers).to_str().unwrap().to_owned()
    }

    #[test]
    fn hosts_are_known_in_every_spelling() {
        let ours = ["dse.example".to_owned()];
        let known = |host: &str| is_ours(&HeaderValue::from_str(host).unwrap(), &ours);
        for host in
            ["localhost", "LocalHost:8787", "127.0.0.1:1", "127.9.9.9", "[::1]:8787", "DSE.example"]
        {
            assert!(known(host), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example:80", "10.0.0.1", "", "[::2]", "::"] {
            assert!(!known(host), "{host}");
        }
    }

    #[test]
    fn a_trace_is_taken_over_where_it_is_well_formed() {
        let taken = |given: &[&str]| {
            let mut headers = HeaderMap::new();
            for one in given {
                headers.append(TRACEPARENT, HeaderValue::from_str(one).unwrap());
            }
            traceparent(&headers).and_then(|found| trace_id(&found).map(str::to_owned))
        };
        let (trace, span) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
        let whole = format!("00-{trace}-{span}-01");
        assert_eq!(taken(&[&whole]).as_deref(), Some(trace));
        for wrong in [
            String::new(),
            format!("01-{trace}-{span}-01"),
            format!("00-{}-{span}-01", trace.to_uppercase()),
            format!("00-{}-{span}-01", "0".repeat(32)),
            format!("00-{trace}-{}-01", "0".repeat(16)),
            format!("00-{trace}-{span}"),
            format!("{whole}-x"),
        ] {
            assert_eq!(taken(&[&wrong]), None, "{wrong}");
        }
        assert_eq!(taken(&[&whole, &whole]), None);
    }

    #[test]
    fn a_sane_id_is_echoed_and_another_replaced() {
        assert_eq!(id_for(b"run-7/step"), "run-7/step");
        assert_ne!(id_for(b"two words"), "two words");
        assert_eq!(id_for("ü".as_bytes()).len(), 36);
        assert_eq!(id_for(&[b'x'; 201]).len(), 36);
        assert_eq!(request_id(&HeaderMap::new()).len(), 36);
    }
}
