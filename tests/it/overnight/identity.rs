//! Nights of which the model, the prompt or the server is another one than
//! before.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{Router, body::Bytes, extract::State, http, response::Response};
use serde_json::{Value, json};

use super::workspace::{SIGNATURE, Workspace};
use crate::server::support::{SECRET, SIGNATURE as SHOUT, Server, Setup, row};

#[test]
fn a_night_with_another_model_compiles_again_and_reports_under_its_name() {
    let workspace = Workspace::new(0);
    let (_, first) = workspace.json(&["overnight"]);
    assert_eq!(workspace.json(&["rollback", SIGNATURE]).0, 0);
    // The model of today answers nothing right.
    workspace.model_follows(&json!({"rules": [], "default": "{\"action\":\"none\"}"}));
    let (code, second) = workspace.json(&["overnight"]);
    assert_eq!((code, second["outcome"].as_str()), (5, Some("undecided")), "{second}");
    let compile = &second["compile"];
    assert_eq!(compile["existed"], false, "{compile}");
    assert_eq!(compile["supersedes"]["changes"][0]["part"], "model.main");
    assert!(second["gate"]["candidateHoldoutReward"].as_f64() < Some(0.3), "{second}");
    assert_ne!(first["identity"], second["identity"]);

    let shown = |run: &Value| {
        let run_id = run["runId"].as_str().unwrap();
        let output = workspace.dse(&["report", "ops", run_id]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    // Each report speaks of its own figures, however often one looks.
    assert!(shown(&first).contains("6 of 6 held-out examples are right, 0 before"));
    assert!(!shown(&second).contains("6 of 6"), "{}", shown(&second));
    let model = |run: &Value| run["identity"]["models"]["main"]["endpoint"].clone();
    for run in [&first, &second] {
        let id = model(run).as_str().unwrap()[..20].to_owned();
        assert!(shown(run).contains(&id), "{}", shown(run));
    }
}

#[test]
fn a_compile_under_another_prompt_says_why_it_asks_again() {
    let workspace = Workspace::new(0);
    workspace.json(&["import", "rows.jsonl", "--signature", SIGNATURE]);
    workspace.json(&["compile", SIGNATURE]);
    let (_, shown) = workspace.json(&["signature", "show", SIGNATURE]);
    let mut contract = shown["contract"].clone();
    for block in contract["promptIr"]["blocks"].as_array_mut().unwrap() {
        if block["_tag"] == "Instruction" {
            block["text"] = json!("Pick a tool.");
        }
    }
    let folder = workspace.path().join("signatures");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("select.json"), contract.to_string()).unwrap();

    let output = workspace.dse(&["compile", SIGNATURE]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("compiled again: the prompt changed since 2"), "{text}");
    let output = workspace.dse(&["compile", SIGNATURE]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("compiled before"), "{text}");
    let (code, fresh) = workspace.json(&["compile", SIGNATURE, "--fresh"]);
    assert_eq!((code, &fresh["existed"]), (0, &json!(false)), "{fresh}");
}

/// A word that resembles no other.
fn word(n: u64) -> String {
    format!("{:x}", (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// Passes requests on to the first of two servers, and from a path on to the
/// second.
struct Switch {
    until: &'static str,
    bases: [String; 2],
    switched: AtomicBool,
    http: reqwest::Client,
}

async fn pass_on(
    State(switch): State<Arc<Switch>>,
    parts: http::request::Parts,
    body: Bytes,
) -> Response {
    if parts.uri.path() == switch.until {
        switch.switched.store(true, Ordering::SeqCst);
    }
    let base = &switch.bases[usize::from(switch.switched.load(Ordering::SeqCst))];
    let url = format!("{base}{}", parts.uri.path_and_query().unwrap());
    let mut request = switch.http.request(parts.method, url).body(body);
    for name in ["authorization", "content-type", "accept", "x-oa-request-id"] {
        if let Some(value) = parts.headers.get(name) {
            request = request.header(name, value);
        }
    }
    let answer = request.send().await.unwrap();
    let mut response = Response::builder().status(answer.status());
    for name in ["content-type", "x-oa-request-id"] {
        if let Some(value) = answer.headers().get(name) {
            response = response.header(name, value);
        }
    }
    response.body(answer.bytes().await.unwrap().into()).unwrap()
}

/// A night whose server is replaced, at the first request to `until`, by one
/// with another model on the same database.
async fn replaced_at(until: &'static str) -> (i32, Value, Value) {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("dse.db");
    let first = Server::at(&database, Setup::default()).await;
    let second = Server::at(&database, Setup { model: "another model", ..Setup::default() }).await;
    let switch = Arc::new(Switch {
        until,
        bases: [first.base.clone(), second.base.clone()],
        switched: AtomicBool::new(false),
        http: reqwest::Client::builder().no_proxy().build().unwrap(),
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(pass_on).with_state(switch);
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });

    let rows: Vec<String> = (0..30)
        .map(|n| {
            let split = if n < 10 { "train" } else { "holdout" };
            row(&format!("row-{n}"), &format!("hard {}", word(n)), split).to_string()
        })
        .collect();
    let night = Workspace::new(0);
    std::fs::write(night.path().join("rows.jsonl"), rows.join("\n")).unwrap();
    let command = move || {
        let mut command =
            night.dse(&["overnight", SHOUT, "--no-e2e", "--server", &url, "--format", "json"]);
        let output = command.env("OA_DSE_ADMIN_SECRET", SECRET).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let summary: Value = serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!("{error}: {text} {}", String::from_utf8_lossy(&output.stderr))
        });
        (output.status.code().unwrap(), summary)
    };
    let (code, summary) = tokio::task::spawn_blocking(command).await.unwrap();
    let canary = first.get("/api/dse/canary/status?signatureId=%40test%2FShout.v1").await.ok();
    serving.abort();
    (code, summary, canary["canary"].clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_replaced_by_one_with_another_model_promotes_nothing() {
    for until in ["/api/dse/canary/start", "/api/dse/eval", "/api/dse/promote"] {
        let (code, summary, canary) = replaced_at(until).await;
        assert_eq!(
            (code, summary["outcome"].as_str()),
            (1, Some("gate_refused")),
            "{until}: {summary}"
        );
        assert_eq!(summary["error"]["code"], "report_outdated", "{until}: {summary}");
        let message = summary["error"]["message"].as_str().unwrap();
        assert!(message.contains("to another model) changed"), "{until}: {message}");
        assert_eq!((summary.get("promotion"), &canary), (None, &Value::Null), "{until}");
        assert_eq!(
            summary["identity"]["models"]["main"]["provider"],
            "shouter (rules, not an LLM)"
        );
    }
}
