//! Stands before a server of ours and hides what is new about it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use super::running::Serving;

/// How old the server is that it plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Without leases, an active pointer and a history to read.
    Deployed,
    /// With the endpoints that the first plan of the loop lists, and no other.
    Seed,
}

/// What deployed servers do not have.
const LATER: &[&str] = &[
    "/api/dse/ops/lease",
    "/api/dse/canary/renew",
    "/api/dse/history",
    "/api/dse/active",
    "/api/dse/doctor",
    "/healthz",
];

/// What the first plan lists.
const SEED: &[(&str, &str)] = &[
    ("POST", "/api/dse/ops/run/start"),
    ("POST", "/api/dse/ops/run/event"),
    ("POST", "/api/dse/ops/run/finish"),
    ("POST", "/api/dse/examples/import"),
    ("POST", "/api/dse/compile"),
    ("POST", "/api/dse/eval"),
    ("POST", "/api/dse/canary/start"),
    ("POST", "/api/dse/canary/stop"),
    ("GET", "/api/dse/canary/status"),
    ("POST", "/api/dse/promote"),
    ("POST", "/api/dse/exercise/thread/ensure"),
    ("POST", "/api/dse/exercise/predict"),
    ("GET", "/api/dse/receipts/list"),
    ("POST", "/api/dse/trace/export"),
    ("GET", "/api/dse/receipt/"),
    ("GET", "/api/dse/blob/"),
];

/// Fields of requests that deployed servers do not know.
const UNKNOWN: &[&str] = &["salt", "leaseMs", "ownerRunId", "ifSalt", "ifOwnerRunId"];

/// Fields of requests that the first servers do not know either.
const NEVER_ASKED: &[&str] = &[
    "maxP",
    "accept",
    "minEffect",
    "mustPass",
    "minOverFloor",
    "allowLeak",
    "strategyId",
    "threads",
    "reviewedBy",
    "reviewReason",
    "forReview",
];

/// Fields of answers that the first servers do not give.
const NEVER_TOLD: &[&str] = &[
    "evidence",
    "floors",
    "identity",
    "leaseExpiresAtMs",
    "leaseMs",
    "ownerRunId",
    "saltChosen",
    "reportHash",
    "supersedes",
    "judge",
    "reviewedBy",
];

pub struct Proxy {
    pub url: String,
    _runtime: Runtime,
}

#[derive(Clone)]
struct Behind {
    http: reqwest::Client,
    url: String,
    age: Age,
}

impl Proxy {
    pub fn before(server: &Serving, age: Age) -> Self {
        let runtime = Runtime::new().unwrap();
        dse::tls::install();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let behind = Behind { http, url: server.url.clone(), age };
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(pass).with_state(behind);
        runtime.spawn(async move { serve(listener, router).await });
        Self { url, _runtime: runtime }
    }
}

async fn serve(listener: TcpListener, router: Router) {
    use hyper_util::rt::TokioIo;
    use hyper_util::service::TowerToHyperService;
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let connection = hyper::server::conn::http1::Builder::new();
            let _ = connection.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

impl Age {
    fn has(self, method: &Method, path: &str) -> bool {
        match self {
            Self::Deployed => !LATER.iter().any(|later| path.starts_with(later)),
            Self::Seed => SEED.iter().any(|(verb, known)| {
                let whole = path.split('?').next() == Some(known);
                let below = known.ends_with('/') && path.starts_with(known);
                method.as_str() == *verb && (whole || below)
            }),
        }
    }

    /// The request as such a server reads it.
    fn asked(self, body: &[u8]) -> Vec<u8> {
        let Ok(Value::Object(mut fields)) = serde_json::from_slice(body) else {
            return body.to_vec();
        };
        fields.retain(|name, _| {
            let name = name.as_str();
            !(UNKNOWN.contains(&name) || self == Self::Seed && NEVER_ASKED.contains(&name))
        });
        serde_json::to_vec(&fields).unwrap()
    }

    /// The answer as such a server gives it.
    fn told(self, status: StatusCode, answer: &[u8]) -> (StatusCode, Vec<u8>) {
        let Ok(Value::Object(mut fields)) = serde_json::from_slice(answer) else {
            return (status, answer.to_vec());
        };
        if self == Self::Deployed {
            return (status, answer.to_vec());
        }
        let error = fields.get("error").and_then(Value::as_str).unwrap_or_default().to_owned();
        if matches!(status.as_u16(), 404 | 409) && error != "unknown_signature" {
            // The first servers know one status for most refusals.
            let body = json!({"ok": false, "error": format!("Uncaught Error: {error} at handler")});
            return (StatusCode::INTERNAL_SERVER_ERROR, body.to_string().into_bytes());
        }
        without_new(&mut fields);
        if let Some(Value::Object(canary)) = fields.get_mut("canary") {
            without_new(canary);
        }
        (status, Value::Object(fields).to_string().into_bytes())
    }
}

fn without_new(fields: &mut Map<String, Value>) {
    fields.retain(|name, _| !NEVER_TOLD.contains(&name.as_str()));
}

async fn pass(State(behind): State<Behind>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path_and_query().unwrap().as_str();
    if !behind.age.has(&head.method, path) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let body = to_bytes(body, usize::MAX).await.unwrap();
    // They tell no progress, so that nobody may ask for it.
    let dropped = ["accept", "content-length", "host"];
    let kept = head.headers.iter().filter(|(name, _)| !dropped.contains(&name.as_str()));
    let headers = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    let sent = behind
        .http
        .request(head.method, format!("{}{path}", behind.url))
        .headers(headers)
        .body(behind.age.asked(&body))
        .send()
        .await
        .unwrap();
    let status = sent.status();
    let answer = sent.bytes().await.unwrap();
    let (status, answer) = behind.age.told(status, &answer);
    (status, Body::from(answer)).into_response()
}
