//! The log of a server: what starts, stops and is removed is a line each.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::process::SECRET;
use crate::overnight::workspace::{SIGNATURE, Workspace};

#[test]
fn a_canary_that_starts_stops_or_is_removed_is_a_line() {
    let workspace = Workspace::new(0);
    let log = workspace.path().join("log");
    let mut command = workspace.dse(&["serve", "--addr", "127.0.0.1:0", "--db", ":memory:"]);
    command.env("OA_DSE_ADMIN_SECRET", SECRET).stdout(Stdio::piped());
    let mut server = command.stderr(File::create(&log).unwrap()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("listening on ").expect("it listens").to_owned();
    let dse = |words: &[&str]| {
        let mut command = workspace.dse(words);
        command.args(["--format", "json"]);
        command.env("DSE_SERVER", &url).env("OA_DSE_ADMIN_SECRET", SECRET);
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{words:?}: {text}");
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    dse(&["import", "rows.jsonl", "--signature", SIGNATURE, "--no-check"]);
    let compiled = dse(&["compile", SIGNATURE]);
    let winner = compiled["compiled_id"].as_str().unwrap();
    let start = ["canary", "start", SIGNATURE, "--compiled", winner, "--reason", "a test"];
    dse(&start);
    dse(&["canary", "stop", SIGNATURE, "--reason", "enough\u{1b}[31m"]);
    dse(&[&start[..], &["--lease", "0.05"]].concat());
    // Whoever looks finds it gone, once its lease has run out.
    let begin = Instant::now();
    while !dse(&["canary", "status", SIGNATURE])["canary"].is_null() {
        assert!(begin.elapsed() < Duration::from_secs(60), "the lease never ran out");
        std::thread::sleep(Duration::from_millis(20));
    }
    server.kill().unwrap();
    server.wait().unwrap();
    let log = fs::read_to_string(log).unwrap();
    let lines: Vec<&str> = log.lines().filter(|line| line.contains(" canary ")).collect();
    let told = |line: &str, words: &[&str]| {
        assert!(words.iter().all(|word| line.contains(word)), "{line} lacks one of {words:?}");
    };
    assert_eq!(lines.len(), 4, "{log}");
    told(lines[0], &["INFO", "canary started", SIGNATURE, winner, "a test"]);
    told(lines[1], &["INFO", "canary stopped", SIGNATURE, "enough\\e[31m"]);
    told(lines[2], &["INFO", "canary started"]);
    told(lines[3], &["WARN", "canary removed", SIGNATURE, "lease_expired"]);
}

#[test]
fn each_refusal_is_a_line_that_names_who_where_and_from_where() {
    let workspace = Workspace::new(0);
    let log = workspace.path().join("log");
    let serve = ["serve", "--addr", "127.0.0.1:0", "--db", ":memory:", "--format", "json", "-q"];
    let mut command = workspace.dse(&serve);
    command.env("OA_DSE_ADMIN_SECRET", SECRET).stdout(Stdio::piped());
    let mut server = command.stderr(File::create(&log).unwrap()).spawn().unwrap();
    let stdout = server.stdout.take().unwrap();
    let mut documents = serde_json::Deserializer::from_reader(stdout).into_iter::<Value>();
    let url = documents.next().expect("it tells its address").unwrap();
    let asked =
        tokio::runtime::Runtime::new().unwrap().block_on(refusals(url["url"].as_str().unwrap()));
    server.kill().unwrap();
    server.wait().unwrap();
    let log = fs::read_to_string(log).unwrap();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["message"] == "refused")
        .collect();
    assert_eq!(lines.len(), asked.len(), "{log}");
    for (line, refusal) in lines.iter().zip(&asked) {
        let told = json!({
            "id": line["spans"][0]["id"], "key": line["key"], "name": line["name"],
            "scope": line["scope"], "method": line["method"], "route": line["route"],
            "code": line["code"], "peer": line["peer"], "level": line["level"],
        });
        assert_eq!(told, refusal.line, "{log}");
    }
    for refusal in &asked {
        assert!(!log.contains(&refusal.sent), "a secret is in the log: {log}");
    }
}

/// A request that was refused: what was sent to prove it, and the line that it has.
struct Refused {
    sent: String,
    line: Value,
}

async fn refusals(url: &str) -> Vec<Refused> {
    dse::tls::install();
    let http = reqwest::Client::new();
    let post = async |path: &str, body: Value| -> Value {
        let request = http.post(format!("{url}{path}")).bearer_auth(SECRET).json(&body);
        request.send().await.unwrap().json().await.unwrap()
    };
    let issue = async |request: Value| {
        let issued = post("/api/dse/keys/create", request).await;
        let text = |name: &str| issued[name].as_str().unwrap().to_owned();
        (text("key"), text("keyId"))
    };
    let (reads, reads_id) = issue(json!({"name": "reader", "scopes": ["read"]})).await;
    let (revoked, revoked_id) = issue(json!({"name": "gone", "scopes": ["read"]})).await;
    post("/api/dse/keys/revoke", json!({"key": "gone"})).await;
    let (slow, slow_id) = issue(json!({"name": "slow", "scopes": ["read"], "rate": "1/h"})).await;
    let bound = json!({"name": "bound", "scopes": ["read"], "signatureIds": [SIGNATURE]});
    let (bound, bound_id) = issue(bound).await;
    let spend = http.get(format!("{url}/api/dse/signatures")).bearer_auth(&slow);
    assert_eq!(spend.send().await.unwrap().status(), 200);
    let wrong = format!("{}{}", &reads[..reads.len() - 2], "!!");
    let token = format!("ey{}.x.y", "a-token-of-nobody");
    let import = (Method::POST, "/api/dse/examples/import");
    let list = (Method::GET, "/api/dse/signatures");
    let whole = (Method::GET, "/metrics");
    let none = ("-", "-", "-");
    let cases = [
        (&list, "not-the-secret-of-it", 401, none, "unauthorized"),
        (&list, &*token, 401, none, "unauthorized"),
        (&list, &*wrong, 401, (&*reads_id, "-", "-"), "unauthorized"),
        (&list, &*revoked, 401, (&*revoked_id, "-", "-"), "unauthorized"),
        (&import, &*reads, 403, (&*reads_id, "reader", "import"), "scope_missing"),
        (&list, &*slow, 429, (&*slow_id, "slow", "-"), "rate_limited"),
        (&whole, &*bound, 403, (&*bound_id, "bound", "-"), "signature_not_allowed"),
    ];
    let mut asked = Vec::new();
    for ((method, path), bearer, status, (key, name, scope), code) in cases {
        let request = http.request(method.clone(), format!("{url}{path}")).bearer_auth(bearer);
        let answer = request.body("{}").send().await.unwrap();
        assert_eq!(answer.status(), status, "{path} {name}");
        let id = answer.headers()["x-oa-request-id"].to_str().unwrap();
        let line = json!({
            "id": id, "key": key, "name": name, "scope": scope, "method": method.as_str(),
            "route": path, "code": code, "peer": "127.0.0.1", "level": "WARN",
        });
        // Of a key all but its id is secret.
        let sent = bearer.get(bearer.len().saturating_sub(40)..).unwrap_or(bearer);
        asked.push(Refused { sent: sent.to_owned(), line });
    }
    asked
}
