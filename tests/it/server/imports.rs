//! What imports changed in a dataset.

use serde_json::{Value, json};

use super::support::{SIGNATURE, Server, row};

const LIST: &str = "/api/dse/examples/imports?signatureId=%40test%2FShout.v1";

async fn import(server: &Server, import_id: Option<&str>, rows: Value) {
    let mut body = json!({"signatureId": SIGNATURE, "source": "night", "examples": rows});
    if let Some(import_id) = import_id {
        body["importId"] = json!(import_id);
    }
    server.post("/api/dse/examples/import", body).await.ok();
}

async fn listed(server: &Server) -> Vec<Value> {
    server.get(LIST).await.ok()["imports"].as_array().unwrap().clone()
}

/// Added rows, changed answers, moved rows, other changes.
fn counts(import: &Value) -> [u64; 4] {
    ["added", "relabelled", "moved", "edited"].map(|name| import[name].as_u64().unwrap())
}

fn with_answer(mut row: Value, answer: &str) -> Value {
    row["expectedJson"]["a"] = json!(answer);
    row
}

#[tokio::test]
async fn the_requests_of_an_import_count_as_one() {
    let server = Server::start().await;
    let (one, two) = (row("a", "x", "train"), row("b", "y", "train"));
    import(&server, Some("first"), json!([one])).await;
    import(&server, Some("first"), json!([two])).await;
    // A request that is sent again changes nothing.
    import(&server, Some("first"), json!([two])).await;
    let rows = json!([
        with_answer(one, "other"),
        row("b", "y", "holdout"),
        row("c", "z", "train"),
        row("d", "z", "train")
    ]);
    import(&server, Some(" second "), rows).await;
    let found = listed(&server).await;
    assert_eq!(found.len(), 2);
    assert_eq!((&found[0]["importId"], &found[1]["importId"]), (&json!("second"), &json!("first")));
    assert_eq!((counts(&found[0]), counts(&found[1])), ([2, 1, 1, 0], [2, 0, 0, 0]));
    assert_eq!(found[0]["source"], "night");
    assert_eq!(server.get(&format!("{LIST}&limit=1")).await.ok()["imports"], json!([found[0]]));
}

#[tokio::test]
async fn without_an_id_each_request_is_an_import_and_one_that_changes_nothing_is_none() {
    let server = Server::start().await;
    let mut one = row("a", "x", "dev");
    import(&server, None, json!([one])).await;
    import(&server, None, json!([one])).await;
    assert_eq!(listed(&server).await.len(), 1);
    one["tags"] = json!(["two"]);
    // The old and the new name of the split mean the same.
    one["split"] = json!("holdout");
    import(&server, None, json!([one])).await;
    let elsewhere = json!({"signatureId": SIGNATURE, "source": "elsewhere", "examples": [one]});
    server.post("/api/dse/examples/import", elsewhere).await.ok();
    let found = listed(&server).await;
    assert_eq!(found.len(), 2, "where a row came from is no difference of the row: {found:?}");
    assert_eq!(counts(&found[0]), [0, 0, 0, 1]);
}

#[tokio::test]
async fn a_row_that_comes_twice_in_an_import_keeps_what_it_was_before() {
    let server = Server::start().await;
    let one = row("a", "x", "train");
    import(&server, Some("first"), json!([one])).await;
    let between = with_answer(one.clone(), "between");
    import(&server, Some("second"), json!([between, row("new", "y", "train")])).await;
    let last = with_answer(one, "last");
    import(&server, Some("second"), json!([last, row("new", "z", "train")])).await;
    assert_eq!(counts(&listed(&server).await[0]), [1, 1, 0, 0]);
    let changes = server.store.import_changes(SIGNATURE, "second", "", 10).await.unwrap();
    let answers = |value: &Value| value["expectedJson"]["a"].clone();
    let told: Vec<_> = changes.iter().map(|row| (answers(&row.old), answers(&row.new))).collect();
    assert_eq!(told, [(json!("X"), json!("last"))]);
    let added = server.store.examples_of_import(SIGNATURE, "second", None, 10).await.unwrap();
    assert_eq!(added.examples.len(), 1);
    assert_eq!(added.examples[0].input_json, json!({"q": "z"}));
}

#[tokio::test]
async fn the_newest_imports_keep_their_rows_and_all_keep_their_counts() {
    let server = Server::start().await;
    for n in 0..=102 {
        let one = with_answer(row("a", "x", "train"), &n.to_string());
        import(&server, Some(&format!("import {n}")), json!([one])).await;
    }
    let kept = async |n: usize| {
        let import_id = format!("import {n}");
        server.store.import_changes(SIGNATURE, &import_id, "", 10).await.unwrap().len()
    };
    assert_eq!((kept(1).await, kept(2).await, kept(3).await, kept(102).await), (0, 0, 1, 1));
    let oldest = server.store.import(SIGNATURE, "import 1").await.unwrap().unwrap();
    assert_eq!(oldest.relabelled, 1);
}

#[tokio::test]
async fn imports_are_of_a_known_signature() {
    let server = Server::start().await;
    let unknown = server.get("/api/dse/examples/imports?signatureId=none").await;
    let _ = unknown.refused(404, "unknown_signature");
}
