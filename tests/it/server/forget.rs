//! Rows that are forgotten: nothing of them is left in the database's files,
//! and that they were there is.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::support::{Mood, SIGNATURE, Server, Setup, row};

const ROW: &str = "%40test%2FShout.v1";

/// What nobody else says: the row's input, the text that it brings, and what it
/// said before it was edited.
const ASKED: &str = "easy to reach: my tulip-bulb number is 5f31";
const BROUGHT: &str = "a letter that only the heron-gate row brings along";
const BEFORE: &str = "hard to reach: my walnut-desk number is 77c0";
/// Words of each; the model shouts what it is asked.
const MARKERS: [&str; 5] = ["tulip-bulb", "TULIP-BULB", "heron-gate", "walnut-desk", "WALNUT-DESK"];

/// How often a marker stands in the database's files.
fn found(folder: &Path) -> Vec<(&'static str, usize)> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        bytes.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    let count = |marker: &str| memchr::memmem::find_iter(&bytes, marker.as_bytes()).count();
    MARKERS.iter().map(|marker| (*marker, count(marker))).filter(|(_, count)| *count > 0).collect()
}

fn secret(text: &str) -> Value {
    let mut secret = row("secret", text, "holdout");
    secret["meta"] = json!({"blobs": [{"id": dse::canon::text_id(BROUGHT), "text": BROUGHT}]});
    secret
}

async fn import(server: &Server, rows: Value) {
    let body = json!({"signatureId": SIGNATURE, "examples": rows});
    server.post("/api/dse/examples/import", body).await.ok();
}

async fn post(server: &Server, path: &str, mut body: Value) -> Value {
    body["signatureId"] = json!(SIGNATURE);
    server.post(&format!("/api/dse/{path}"), body).await.ok()
}

/// A server over a file, in whose every corner the row has left something.
async fn furnished(folder: &TempDir) -> (Server, Value) {
    let server = Server::at(&folder.path().join("dse.db"), Setup::default()).await;
    server.import_rows().await;
    import(&server, json!([secret(BEFORE)])).await;
    post(&server, "compile", json!({})).await;
    import(&server, json!([secret(ASKED)])).await;
    let compiled = post(&server, "compile", json!({})).await;
    let compiled_id = &compiled["compiled_id"];
    let evaluated = post(&server, "eval", json!({"compiled_id": compiled_id})).await;
    let canary = json!({
        "canary_compiled_id": compiled_id, "rolloutPct": 50, "reason": format!("for {ASKED}"),
    });
    post(&server, "canary/start", canary).await;
    let traffic = json!({"split": "holdout", "count": 5});
    post(&server, "exercise/predict", traffic.clone()).await;
    server.lm.be(Mood::Garbled);
    post(&server, "exercise/predict", traffic).await;
    server.lm.be(Mood::Well);

    let start = json!({"runId": "night", "notes": format!("look at {ASKED}")});
    server.post("/api/dse/ops/run/start", start).await.ok();
    let event = json!({
        "runId": "night", "message": format!("got “{}…”", &ASKED[..42]),
        "json": {"steps": [{"prompt": format!("Input:\n{}", json!({"q": ASKED}))}, "kept"]},
    });
    server.post("/api/dse/ops/run/event", event).await.ok();
    let finish = json!({"runId": "night", "status": "finished", "summaryJson": {"wrong": [ASKED]}});
    server.post("/api/dse/ops/run/finish", finish).await.ok();
    (server, evaluated["evalHash"].clone())
}

async fn verify(server: &Server) -> Value {
    server.get("/api/dse/history/verify").await.ok()
}

#[tokio::test]
async fn nothing_of_a_forgotten_row_is_left_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let (server, eval_hash) = furnished(&folder).await;
    let before = verify(&server).await;
    assert_eq!(found(folder.path()).len(), MARKERS.len(), "there is something to erase");

    let body = json!({"exampleIds": ["secret", "nobody"], "reason": "asked for by phone"});
    let mut dry_run = body.clone();
    dry_run["dryRun"] = json!(true);
    let planned = post(&server, "examples/forget", dry_run).await;
    assert_eq!(found(folder.path()).len(), MARKERS.len(), "a dry run erases nothing");
    let done = post(&server, "examples/forget", body.clone()).await;
    assert_eq!(found(folder.path()), []);
    assert_eq!(planned["erased"], done["erased"]);
    assert_eq!((&done["missing"], &done["wiped"]), (&json!(["nobody"]), &json!(true)));
    assert_eq!(done["remaining"], json!([]));
    let kinds: Vec<&str> = done["erased"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["what"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "blob",
            "changed row",
            "eval report",
            "event",
            "history entry",
            "kept answer",
            "kept score",
            "receipt",
            "run",
        ]
    );

    tombstone(&server, &before, &done).await;
    still_readable(&server, eval_hash.as_str().unwrap()).await;
    let again = post(&server, "examples/forget", body).await;
    assert_eq!((&again["rows"], &again["already"]), (&json!([]), &json!(["secret"])));
    assert_eq!(verify(&server).await["length"], verify(&server).await["length"]);
}

/// The history says who forgot what, and its chain holds.
async fn tombstone(server: &Server, before: &Value, done: &Value) {
    let head = format!("/api/dse/history/verify?head={}", before["head"].as_str().unwrap());
    let after = server.get(&head).await.ok();
    assert_eq!((&after["firstBad"], &after["headFound"]), (&Value::Null, &json!(true)), "{after}");
    // The tombstone, and what is left of the eval report and of the run.
    assert_eq!(after["length"], before["length"].as_u64().unwrap() + 3);
    // The canary's reason, the event, and that of the run's end.
    assert_eq!(after["erased"], 3, "{after}");
    assert_eq!(after["head"], done["historyHead"]);
    let history = server.get(&format!("/api/dse/history?signatureId={ROW}")).await.ok();
    let entry = &history["history"][0];
    assert_eq!((&entry["kind"], &entry["exampleId"]), (&json!("erasure"), &json!("secret")));
    assert_eq!(entry["reason"], "asked for by phone");
    assert_eq!(entry["contentHash"], done["rows"][0]["contentHash"]);
    assert!(entry["contentHash"].as_str().unwrap().starts_with("sha256:"));
    assert!(entry["actorUserId"].is_string() && entry["createdAtMs"].is_i64());
}

/// Reports say what was erased, and their figures stand.
async fn still_readable(server: &Server, eval_hash: &str) {
    let report = server.get(&format!("/api/dse/eval-report/{eval_hash}/{ROW}")).await.ok();
    let examples = report["report"]["examples"].as_array().unwrap();
    let secret = examples.iter().find(|one| one["exampleId"] == "secret").unwrap();
    assert_eq!((&secret["erased"], &secret["inputJson"]), (&json!(true), &Value::Null));
    assert_eq!(secret["reward"], 1.0);
    let other = examples.iter().find(|one| one["exampleId"] == "row-6").unwrap();
    assert_eq!((&other["inputJson"]["q"], other.get("erased")), (&json!("easy 6"), None));
    let run = server.get("/api/dse/ops/run/night").await.ok();
    assert_eq!(run["run"]["summaryJson"], json!({"wrong": ["(erased)"]}));
    let event = &run["events"][1];
    assert_eq!(
        (&event["message"], &event["json"]["steps"][1]),
        (&json!("(erased)"), &json!("kept"))
    );
    let receipts = server.get(&format!("/api/dse/receipts/list?signatureId={ROW}")).await.ok();
    assert_eq!(receipts["receipts"].as_array().unwrap().len(), 10);
    // The blob's own answer tells that it was there.
    let stored = server.store.receipts(SIGNATURE, &Default::default(), None, 10).await.unwrap();
    let id = dse::canon::text_id(BROUGHT);
    let path = format!("/api/dse/blob/{}/{}", stored[0].receipt_id, id.replace(':', "%3A"));
    server.get(&path).await.refused(410, "erased");
    let rows = server.get(&format!("/api/dse/examples?signatureId={ROW}")).await.ok();
    assert_eq!(rows["examples"].as_array().unwrap().len(), 10);
    post(server, "compile", json!({})).await;
}

#[tokio::test]
async fn a_row_that_was_removed_before_is_forgotten_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = furnished(&folder).await;
    post(&server, "examples/remove", json!({"exampleIds": ["secret"]})).await;
    assert_eq!(found(folder.path()).len(), MARKERS.len(), "what was removed stays on record");
    let done = post(&server, "examples/forget", json!({"exampleIds": ["secret"]})).await;
    assert_eq!(done["rows"][0], json!({"signatureId": SIGNATURE, "exampleId": "secret"}));
    assert_eq!(found(folder.path()), []);
    assert_eq!(verify(&server).await["firstBad"], Value::Null);
}

#[tokio::test]
async fn work_that_was_under_way_brings_nothing_back_and_a_new_import_does() {
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { keep_answers: true, ..Setup::default() };
    let server = Server::at(&folder.path().join("dse.db"), setup).await;
    server.import_rows().await;
    import(&server, json!([secret(ASKED)])).await;
    server.lm.be(Mood::Stuck);
    let traffic =
        json!({"signatureId": SIGNATURE, "split": "holdout", "count": 5, "threadId": "t"});
    let compile = json!({"signatureId": SIGNATURE});
    let work = futures::future::join(
        server.post("/api/dse/exercise/predict", traffic),
        server.post("/api/dse/compile", compile),
    );
    let forget = async {
        while server.lm.calls() < 4 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        post(&server, "examples/forget", json!({"exampleIds": ["secret"]})).await;
        server.lm.be(Mood::Well);
    };
    let ((exercised, compiled), ()) = futures::future::join(work, forget).await;
    assert_eq!(exercised.ok()["okCount"], 5);
    compiled.ok();
    let again = post(&server, "examples/forget", json!({"exampleIds": ["secret"]})).await;
    assert_eq!((&again["already"], &again["rows"]), (&json!(["secret"]), &json!([])));
    assert_eq!(found(folder.path()), []);

    // Who imports the row again means it.
    import(&server, json!([secret(ASKED)])).await;
    post(&server, "compile", json!({})).await;
    assert!(!found(folder.path()).is_empty());
    let done = post(&server, "examples/forget", json!({"exampleIds": ["secret"]})).await;
    assert_eq!(done["rows"][0]["exampleId"], "secret");
    assert_eq!(found(folder.path()), []);
}

#[tokio::test]
async fn texts_that_others_have_stay_theirs_and_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::at(&folder.path().join("dse.db"), Setup::default()).await;
    server.import_rows().await;
    import(&server, json!([secret(ASKED), row("twin", ASKED, "train")])).await;
    let done = post(&server, "examples/forget", json!({"exampleIds": ["secret"]})).await;
    assert_eq!(done["remaining"], json!(["example twin"]));
    let rows = server.get(&format!("/api/dse/examples?signatureId={ROW}")).await.ok();
    let twin = rows["examples"].as_array().unwrap().iter().find(|one| one["exampleId"] == "twin");
    assert_eq!(twin.unwrap()["inputJson"]["q"], ASKED);
}

#[tokio::test]
async fn nothing_is_forgotten_while_rows_are_on_their_way() {
    let server = Server::start().await;
    server.import_rows().await;
    let part = json!({
        "signatureId": SIGNATURE, "importId": "i", "examples": [row("a", "x", "train")],
        "totalRows": 2, "firstRow": 0,
    });
    server.post("/api/dse/examples/import", part).await.ok();
    let body = json!({"signatureId": SIGNATURE, "exampleIds": ["row-1"]});
    server.post("/api/dse/examples/forget", body).await.refused(409, "dataset_incomplete");
}

#[tokio::test]
async fn a_reason_that_quotes_the_row_is_erased_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::at(&folder.path().join("dse.db"), Setup::default()).await;
    import(&server, json!([secret(ASKED)])).await;
    let body = json!({"exampleIds": ["secret"], "reason": format!("it said “{ASKED}”")});
    post(&server, "examples/forget", body).await;
    assert_eq!(found(folder.path()), []);
    let history = server.get(&format!("/api/dse/history?signatureId={ROW}")).await.ok();
    assert_eq!(history["history"][0]["reason"], "(erased)");
}
