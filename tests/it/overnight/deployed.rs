//! A night on a server that has only what deployed servers have.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use super::running::Serving;
use super::workspace::{SIGNATURE, Workspace};

/// What deployed servers do not have.
const LATER: &[&str] = &[
    "/api/dse/ops/lease",
    "/api/dse/canary/renew",
    "/api/dse/history",
    "/api/dse/active",
    "/api/dse/doctor",
    "/healthz",
];

/// Fields that deployed servers do not know.
const UNKNOWN: &[&str] = &["salt", "leaseMs", "ownerRunId", "ifSalt", "ifOwnerRunId"];

/// Stands before a server of ours and hides what is new about it.
struct Deployed {
    url: String,
    _runtime: Runtime,
}

impl Deployed {
    fn before(server: &Serving) -> Self {
        let runtime = Runtime::new().unwrap();
        dse::tls::install();
        let target = (reqwest::Client::builder().no_proxy().build().unwrap(), server.url.clone());
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(pass).with_state(target);
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

async fn pass(State((http, url)): State<(reqwest::Client, String)>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path_and_query().unwrap().as_str();
    if LATER.iter().any(|later| path.starts_with(later)) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let body = to_bytes(body, usize::MAX).await.unwrap();
    // They tell no progress, so that nobody may ask for it.
    let dropped = ["accept", "content-length", "host"];
    let kept = head.headers.iter().filter(|(name, _)| !dropped.contains(&name.as_str()));
    let headers = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    let sent = http
        .request(head.method, format!("{url}{path}"))
        .headers(headers)
        .body(without_unknown(&body))
        .send()
        .await
        .unwrap();
    let status = sent.status();
    let answer = sent.bytes().await.unwrap();
    (status, Body::from(answer)).into_response()
}

fn without_unknown(body: &[u8]) -> Vec<u8> {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(body) else { return body.to_vec() };
    fields.retain(|name, _| !UNKNOWN.contains(&name.as_str()));
    serde_json::to_vec(&fields).unwrap()
}

#[test]
fn a_night_does_without_leases_and_says_so_once() {
    let server = Serving::start(Workspace::new(0));
    let deployed = Deployed::before(&server);
    let workspace = Workspace::at(&deployed.url);
    // By chance alone the thread of exercises takes the canary.
    workspace.set("rollout_pct = 100");
    let output = workspace.dse(&["overnight", "--format", "json"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), &summary["outcome"]),
        (Some(0), &json!("promoted")),
        "{summary} {told}"
    );
    assert_eq!(told.matches("no run leases").count(), 1, "{told}");
    assert_eq!(workspace.canary(), Value::Null);
}

#[test]
fn a_night_leaves_other_canaries_alone_without_conditions_too() {
    let server = Serving::start(Workspace::new(0));
    let deployed = Deployed::before(&server);
    let workspace = Workspace::at(&deployed.url);
    workspace.json(&["import", "rows.jsonl", "--signature", SIGNATURE]);
    let (_, compiled) = workspace.json(&["compile", SIGNATURE]);
    let candidate = compiled["compiled_id"].as_str().unwrap();
    let start = ["canary", "start", SIGNATURE, "--compiled", candidate];
    assert_eq!(workspace.json(&start).0, 0);
    let theirs = workspace.canary();
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!(
        (code, summary["error"]["code"].as_str()),
        (5, Some("canary_mismatch")),
        "{summary}"
    );
    assert_eq!(workspace.canary(), theirs);
    // A condition that this server would not know is looked at before.
    let stop = ["canary", "stop", SIGNATURE, "--salt", "another"];
    let (code, refused) = workspace.json(&stop);
    assert_eq!(
        (code, refused["error"]["code"].as_str()),
        (5, Some("canary_mismatch")),
        "{refused}"
    );
    assert_eq!(workspace.canary(), theirs);
}
