//! Who may ask, what paths there are, and what every answer carries.

use reqwest::Method;
use serde_json::json;

use super::support::{SIGNATURE, Server, Setup, answer};

/// Every path that asks for the secret.
const GUARDED: &[(&str, &str)] = &[
    ("POST", "/api/dse/ops/run/start"),
    ("POST", "/api/dse/ops/run/event"),
    ("POST", "/api/dse/ops/run/finish"),
    ("GET", "/api/dse/ops/runs"),
    ("GET", "/api/dse/ops/run/x"),
    ("POST", "/api/dse/ops/lease/acquire"),
    ("POST", "/api/dse/ops/lease/renew"),
    ("POST", "/api/dse/ops/lease/release"),
    ("GET", "/api/dse/ops/lease"),
    ("POST", "/api/dse/examples/import"),
    ("POST", "/api/dse/examples/import/abandon"),
    ("POST", "/api/dse/examples/remove"),
    ("POST", "/api/dse/examples/forget"),
    ("GET", "/api/dse/examples"),
    ("GET", "/api/dse/examples/imports"),
    ("POST", "/api/dse/compile"),
    ("GET", "/api/dse/compile-report/a/b/c"),
    ("GET", "/api/dse/compile-reports"),
    ("POST", "/api/dse/eval"),
    ("GET", "/api/dse/eval-report/a/b"),
    ("GET", "/api/dse/eval-reports"),
    ("POST", "/api/dse/canary/start"),
    ("GET", "/api/dse/canary/status"),
    ("POST", "/api/dse/canary/stop"),
    ("POST", "/api/dse/canary/renew"),
    ("POST", "/api/dse/promote"),
    ("POST", "/api/dse/rollback"),
    ("GET", "/api/dse/active"),
    ("GET", "/api/dse/history"),
    ("POST", "/api/dse/exercise/thread/ensure"),
    ("POST", "/api/dse/exercise/predict"),
    ("POST", "/api/dse/predict"),
    ("POST", "/api/dse/prompt"),
    ("POST", "/api/dse/receipt/forget"),
    ("GET", "/api/dse/receipts/list"),
    ("GET", "/api/dse/receipt/x"),
    ("GET", "/api/dse/blob/x/y"),
    ("POST", "/api/dse/trace/export"),
    ("GET", "/api/dse/signatures"),
    ("GET", "/api/dse/signature/x"),
    ("GET", "/api/dse/artifact/x/y"),
    ("GET", "/api/dse/artifacts"),
    ("POST", "/api/dse/artifact/import"),
    ("GET", "/metrics"),
    ("POST", "/api/dse/pages/link"),
    ("GET", "/api/dse/doctor"),
];

/// Those that name their signature in the request.
const BY_SIGNATURE: &[(&str, &str)] = &[
    ("POST", "/api/dse/ops/lease/acquire"),
    ("POST", "/api/dse/ops/lease/renew"),
    ("POST", "/api/dse/ops/lease/release"),
    ("GET", "/api/dse/ops/lease"),
    ("POST", "/api/dse/examples/import"),
    ("POST", "/api/dse/examples/import/abandon"),
    ("POST", "/api/dse/examples/remove"),
    ("POST", "/api/dse/examples/forget"),
    ("GET", "/api/dse/examples"),
    ("GET", "/api/dse/examples/imports"),
    ("POST", "/api/dse/compile"),
    ("GET", "/api/dse/compile-reports"),
    ("POST", "/api/dse/eval"),
    ("GET", "/api/dse/eval-reports"),
    ("POST", "/api/dse/canary/start"),
    ("GET", "/api/dse/canary/status"),
    ("POST", "/api/dse/canary/stop"),
    ("POST", "/api/dse/canary/renew"),
    ("POST", "/api/dse/promote"),
    ("POST", "/api/dse/rollback"),
    ("GET", "/api/dse/active"),
    ("GET", "/api/dse/history"),
    ("POST", "/api/dse/exercise/predict"),
    ("POST", "/api/dse/predict"),
    ("POST", "/api/dse/prompt"),
    ("GET", "/api/dse/receipts/list"),
    ("GET", "/api/dse/artifacts"),
];

fn method(name: &str) -> Method {
    name.parse().unwrap()
}

#[tokio::test]
async fn a_server_without_a_secret_authorises_nobody() {
    let server = Server::with(Setup { secret: None, ..Setup::default() }).await;
    server.get("/api/dse/signatures").await.refused(401, "unauthorized");
    answer(server.bare(Method::GET, "/api/dse/signatures").bearer_auth(""))
        .await
        .refused(401, "unauthorized");
}

#[tokio::test]
async fn health_is_open_to_all_and_says_little() {
    let server = Server::start().await;
    for path in ["/healthz", "/readyz"] {
        let health = answer(server.bare(Method::GET, path)).await.ok();
        assert_eq!(health, json!({"ok": true, "version": env!("CARGO_PKG_VERSION")}), "{path}");
    }
}

#[tokio::test]
async fn a_wrong_method_and_an_unknown_path_are_told_as_json() {
    let server = Server::start().await;
    for (name, path) in GUARDED {
        let other = if *name == "GET" { Method::POST } else { Method::GET };
        answer(server.request(other, path)).await.refused(405, "method_not_allowed");
    }
    answer(server.request(Method::DELETE, "/healthz")).await.refused(405, "method_not_allowed");
    server.get("/api/dse/nothing").await.refused(404, "not_found");
    server.get("/").await.refused(404, "not_found");
}

#[tokio::test]
async fn signatures_that_the_catalog_does_not_hold_are_refused_everywhere() {
    let server = Server::start().await;
    for (name, path) in BY_SIGNATURE {
        let of = |signature: &str| {
            let request = server.request(method(name), path);
            let fields = json!({"signatureId": signature, "leaseMs": 5});
            if *name == "GET" {
                request.query(&[("signatureId", signature)])
            } else {
                request.json(&fields)
            }
        };
        let message = answer(of("@test/Shuot.v1")).await.refused(404, "unknown_signature");
        assert!(message.contains(SIGNATURE), "{path}: {message}");
        answer(of(" ")).await.refused(400, "invalid_input");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_invalid_input() {
    let server = Server::start().await;
    for (name, path) in GUARDED {
        if *name == "POST"
            && !["/api/dse/exercise/thread/ensure", "/api/dse/pages/link"].contains(path)
        {
            for body in [
                "{",
                "[]",
                "{\"signatureId\": 7, \"runId\": 7, \"receiptId\": 7}",
                "{\"x\": 1e999}",
            ] {
                let request = server.request(Method::POST, path).body(body);
                answer(request).await.refused(400, "invalid_input");
            }
        }
    }
    server.get("/api/dse/ops/runs?limit=many").await.refused(400, "invalid_input");
    server.get("/api/dse/active").await.refused(400, "invalid_input");
}

#[tokio::test]
async fn every_answer_is_named_typed_and_kept_from_caches() {
    let server = Server::start().await;
    let echoed = server.request(Method::GET, "/healthz").header("x-oa-request-id", "run-7/3");
    assert_eq!(answer(echoed).await.headers["x-oa-request-id"], "run-7/3");
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let traced = server.request(Method::GET, "/nowhere").header("traceparent", trace);
    assert_eq!(answer(traced).await.headers["traceparent"], trace);
    let insane = "x".repeat(201);
    let replaced = server.request(Method::GET, "/healthz").header("x-oa-request-id", &insane);
    assert_eq!(answer(replaced).await.headers["x-oa-request-id"].len(), 36);
    for path in ["/healthz", "/nowhere", "/api/dse/signatures", "/api/dse/ops/run/none"] {
        let headers = server.get(path).await.headers;
        assert_eq!(headers["x-oa-request-id"].len(), 36, "{path}");
        assert_eq!(headers["cache-control"], "no-store", "{path}");
        assert_eq!(headers["content-type"], "application/json; charset=utf-8", "{path}");
    }
}
