//! Every command against a real `dse serve`, as a person and as a program see it.

use serde_json::Value;

use super::process::read;
use super::{Place, Server, snapshot};

const SIGNATURE: &str = "@openagents/autopilot/blueprint/SelectTool.v1";

/// A few rows of each split: enough for a compile, a gate and traffic.
fn rows() -> String {
    let shipped = dse::catalog::shipped_dataset(SIGNATURE).expect("the dataset is shipped");
    let of = |split: &str, count| {
        let mark = format!("\"split\":\"{split}\"");
        shipped.lines().filter(move |line| line.contains(&mark)).take(count)
    };
    of("train", 25).chain(of("holdout", 15)).collect::<Vec<_>>().join("\n")
}

/// Shows a command to people and to programs.
fn both(place: &Place, name: &str, words: &[&str]) -> Value {
    let run = place.dse(words).expect(0);
    // An id is never broken, because people copy it, and lists are whole lines
    // where nobody reads them at once.
    let is_list = run.stdout.contains("───");
    let fits = |line: &&str| line.chars().count() <= 80 || line.contains("sha256:");
    let wide = run.stdout.lines().find(|line| !fits(line));
    assert!(is_list || wide.is_none(), "{words:?} is wider than 80 columns: {wide:?}");
    snapshot!(name, run.shown());
    let (code, document) = place.json(words);
    assert_eq!((code, &document["ok"]), (0, &true.into()), "{words:?}: {document:#}");
    document
}

#[test]
fn the_whole_loop() {
    let local = Place::new();
    let server = Server::start(&local);
    let place = Place::at(&server.url);
    place.write("rows.jsonl", &rows());
    let compiled_id = improve(&place);
    roll_out(&place, &compiled_id);
    look_back(&place);
}

/// Import, compile and evaluate; gives the winner.
fn improve(place: &Place) -> String {
    both(place, "signature_list", &["signature", "list"]);
    both(place, "signature_show", &["signature", "show", SIGNATURE]);
    let import = ["import", "rows.jsonl", "--signature", SIGNATURE, "--tag", "extra"];
    snapshot!("import_new", place.dse(&import).expect(0).shown());
    let again = both(place, "import_again", &import);
    assert_eq!((&again["inserted"], &again["unchanged"]), (&0.into(), &40.into()));
    place.dse(&["dataset", "export", SIGNATURE, "-o", "back.jsonl"]).expect(0);
    assert_eq!(read(&place.path("back.jsonl")).lines().count(), 40);
    let (_, exported) = place.json(&["dataset", "export", SIGNATURE, "--split", "holdout"]);
    let splits = exported["examples"].as_array().unwrap().iter().map(|row| &row["split"]);
    assert!(splits.clone().count() > 0 && splits.into_iter().all(|split| split == "holdout"));
    let first = place.dse(&["compile", SIGNATURE, "--format", "ndjson"]).expect(0);
    let events: Vec<Value> =
        first.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(events.iter().any(|event| event["event"] == "candidate"), "{first:#?}");
    assert_eq!(events.last().unwrap()["event"], "result");
    let compiled = both(place, "compile", &["compile", SIGNATURE]);
    assert_eq!(compiled["existed"], true);
    let compiled_id = compiled["compiled_id"].as_str().unwrap().to_owned();
    both(place, "eval", &["eval", SIGNATURE, "--compiled", &compiled_id]);
    compiled_id
}

/// Canary, traffic, promote, and back.
fn roll_out(place: &Place, compiled_id: &str) {
    both(place, "canary_status_none", &["canary", "status", SIGNATURE]);
    snapshot!("canary_watch_none", place.dse(&["canary", "watch", SIGNATURE]).expect(1).shown());
    let gate = ["--compiled", compiled_id, "--min-holdout-delta", "-1"];
    let start = ["canary", "start", SIGNATURE, "--rollout-pct", "100", "--min-samples", "5"];
    both(place, "canary_start", &[&start[..], &gate].concat());
    both(place, "canary_status", &["canary", "status", SIGNATURE]);
    let watch = ["canary", "watch", SIGNATURE, "--deadline", "0"];
    snapshot!("canary_watch_too_few", place.dse(&watch).expect(5).shown());
    both(place, "exercise", &["exercise", SIGNATURE, "--count", "3"]);
    place.dse(&["exercise", SIGNATURE, "--count", "20"]).expect(0);
    both(place, "canary_watch_healthy", &["canary", "watch", SIGNATURE]);
    let strict = ["promote", SIGNATURE, "--compiled", compiled_id, "--min-holdout-delta", "1.5"];
    snapshot!("promote_refused", place.dse(&strict).expect(1).shown());
    let (code, refused) = place.json(&strict);
    assert_eq!((code, refused["error"]["code"].as_str()), (1, Some("insufficient_improvement")));
    let compare = ["eval", SIGNATURE, "--compiled", compiled_id, "--compare", "active"];
    both(place, "eval_compare", &compare);
    let promote = [&["promote", SIGNATURE][..], &gate].concat();
    snapshot!("promote", place.dse(&promote).expect(0).shown());
    snapshot!("rollback", place.dse(&["rollback", SIGNATURE]).expect(0).shown());
    snapshot!("rollback_refused", place.dse(&["rollback", SIGNATURE]).expect(1).shown());
    both(place, "canary_stop", &["canary", "stop", SIGNATURE, "--reason", "done"]);
}

/// Receipts, the record of a run, and the state of the server.
fn look_back(place: &Place) {
    let list = both(place, "receipt_list", &["receipt", "list", SIGNATURE, "--limit", "2"]);
    let receipt = list["receipts"][0]["receiptId"].as_str().unwrap();
    both(place, "receipt_show", &["receipt", "show", receipt]);
    snapshot!("receipt_none", place.dse(&["receipt", "show", "none"]).expect(2).shown());
    snapshot!("blob_none", place.dse(&["blob", "show", receipt, "sha256:0"]).expect(2).shown());
    let start = ["ops", "start", "--run", "night-1", "--signature", SIGNATURE, "--notes", "a test"];
    both(place, "ops_start", &start);
    let event = ["ops", "event", "night-1", "looked", "--phase", "look", "--json", r#"{"n":1}"#];
    both(place, "ops_event", &event);
    both(place, "ops_finish", &["ops", "finish", "night-1", "--summary", r#"{"ok":true}"#]);
    both(place, "ops_list", &["ops", "list"]);
    both(place, "ops_show", &["ops", "show", "night-1"]);
    snapshot!("ops_none", place.dse(&["ops", "show", "none"]).expect(2).shown());
    both(place, "doctor", &["doctor"]);
    snapshot!("unknown_signature", place.dse(&["compile", "@nobody/knows.v1"]).expect(2).shown());
}

#[test]
fn a_wrong_or_missing_secret_is_refused() {
    let local = Place::new();
    let server = Server::start(&local);
    let wrong = Place::new().with("DSE_SERVER", &server.url).with("OA_DSE_ADMIN_SECRET", "wrong");
    snapshot!("secret_wrong", wrong.dse(&["ops", "list"]).expect(4).shown());
    let missing = Place::new().with("DSE_SERVER", &server.url);
    snapshot!("secret_missing", missing.dse(&["ops", "list"]).expect(4).shown());
    snapshot!("doctor_wrong_secret", wrong.dse(&["doctor"]).expect(4).shown());
    let file = Place::new().with("DSE_SERVER", &server.url);
    file.write("token", &format!("{}\n", super::process::SECRET));
    file.dse(&["--token-file", "token", "ops", "list"]).expect(0);
}

#[test]
fn a_server_stops_when_it_is_asked_to() {
    let place = Place::new();
    let server = Server::start(&place);
    assert_eq!(server.terminate(), 0);
}

#[test]
fn a_server_without_a_secret_stays_on_this_machine() {
    let place = Place::new();
    let run = place.dse(&["serve", "--addr", "0.0.0.0:0", "--db", ":memory:"]).expect(2);
    snapshot!("serve_exposed", run.shown());
}
