//! Imports that take several requests, and rows that leave.

use serde_json::{Value, json};

use super::support::{SIGNATURE, Server, Setup, row};

const IMPORT: &str = "/api/dse/examples/import";
const IMPORTS: &str = "/api/dse/examples/imports?signatureId=%40test%2FShout.v1";

/// Two rows, one of each split, with texts of `name`.
fn pair(name: &str) -> [Value; 2] {
    [
        row(&format!("{name}-1"), &format!("easy {name}"), "train"),
        row(&format!("{name}-2"), &format!("hard {name}"), "holdout"),
    ]
}

/// A part of an import of four rows.
fn part(import_id: &str, name: &str, first_row: usize) -> Value {
    json!({
        "signatureId": SIGNATURE, "importId": import_id, "source": format!("file:{import_id}"),
        "examples": pair(name), "totalRows": 4, "firstRow": first_row,
    })
}

async fn bring(server: &Server, request: Value) -> Value {
    server.post(IMPORT, request).await.ok()
}

async fn ids(server: &Server) -> Vec<String> {
    let rows = server.get("/api/dse/examples?signatureId=%40test%2FShout.v1").await.ok();
    let rows = rows["examples"].as_array().unwrap().iter();
    rows.map(|row| row["exampleId"].as_str().unwrap().to_owned()).collect()
}

async fn unfinished(server: &Server) -> Value {
    server.get(IMPORTS).await.ok()["unfinished"].clone()
}

/// Three rows from before.
async fn furnished() -> Server {
    let server = Server::start().await;
    let rows = [pair("old")[0].clone(), pair("old")[1].clone(), row("new-1", "easy old", "train")];
    bring(&server, json!({"signatureId": SIGNATURE, "examples": rows})).await;
    server
}

#[tokio::test]
async fn the_dataset_changes_when_the_last_row_is_there() {
    let server = furnished().await;
    let first = bring(&server, part("i", "new", 0)).await;
    let progress = json!({"receivedRows": 2, "totalRows": 4, "complete": false});
    assert_eq!((&first["progress"], &first["inserted"]), (&progress, &json!(0)));
    // A request that is sent again brings nothing more.
    assert_eq!(bring(&server, part("i", "new", 0)).await["progress"], progress);
    assert_eq!(ids(&server).await, ["new-1", "old-1", "old-2"]);
    assert_eq!(unfinished(&server).await[0]["receivedRows"], 2);

    let last = bring(&server, part("i", "other", 2)).await;
    let progress = json!({"receivedRows": 4, "totalRows": 4, "complete": true});
    assert_eq!(last["progress"], progress);
    assert_eq!(
        (&last["inserted"], &last["updated"], &last["total"]),
        (&json!(3), &json!(1), &json!(4))
    );
    assert_eq!(ids(&server).await, ["new-1", "new-2", "old-1", "old-2", "other-1", "other-2"]);
    assert_eq!(unfinished(&server).await, Value::Null);
    // Whoever missed the last answer gets it again.
    assert_eq!(bring(&server, part("i", "other", 2)).await, last);
    let imports = server.get(IMPORTS).await.ok()["imports"].clone();
    assert_eq!((&imports[0]["importId"], &imports[0]["added"]), (&json!("i"), &json!(3)));
}

#[tokio::test]
async fn nothing_is_decided_by_half_a_dataset() {
    let server = furnished().await;
    let signature = json!({"signatureId": SIGNATURE});
    let compiled = server.post("/api/dse/compile", signature.clone()).await.ok();
    let compiled_id = &compiled["compiled_id"];
    bring(&server, part("i", "new", 0)).await;
    let one = json!({"signatureId": SIGNATURE, "compiled_id": compiled_id, "minHoldoutDelta": -1});
    let canary =
        json!({"signatureId": SIGNATURE, "canary_compiled_id": compiled_id, "rolloutPct": 10});
    let removal = json!({"signatureId": SIGNATURE, "exampleIds": ["old-1"]});
    let requests = [
        ("compile", &signature),
        ("compile/plan", &signature),
        ("eval", &one),
        ("promote", &one),
        ("canary/start", &canary),
        ("exercise/predict", &signature),
        ("examples/remove", &removal),
    ];
    for (path, body) in requests {
        let answer = server.post(&format!("/api/dse/{path}"), body.clone()).await;
        let message = answer.refused(409, "dataset_incomplete");
        assert!(message.contains("i of file:i, 2 of 4 rows"), "{path}: {message}");
    }
    let page = server.get("/api/dse/examples?signatureId=%40test%2FShout.v1").await;
    assert_eq!(page.status, 200, "reading decides nothing");
    bring(&server, part("i", "other", 2)).await;
    let again = server.post("/api/dse/compile", signature).await.ok();
    assert_ne!(again["datasetHash"], compiled["datasetHash"]);
}

#[tokio::test]
async fn an_import_that_is_given_up_leaves_nothing_behind() {
    let server = furnished().await;
    bring(&server, part("i", "new", 0)).await;
    let request = json!({"signatureId": SIGNATURE});
    let abandoned = server.post("/api/dse/examples/import/abandon", request.clone()).await.ok();
    assert_eq!(abandoned["abandoned"][0]["importId"], "i");
    let none = server.post("/api/dse/examples/import/abandon", request.clone()).await.ok();
    assert_eq!(none["abandoned"], json!([]));
    assert_eq!(ids(&server).await, ["new-1", "old-1", "old-2"]);
    server.post("/api/dse/compile", request).await.ok();
    // What was still on its way does not begin it anew.
    let late = server.post(IMPORT, part("i", "other", 2)).await.refused(409, "import_ended");
    assert!(late.contains("it was abandoned"), "{late}");
    assert_eq!(unfinished(&server).await, Value::Null);
}

#[tokio::test]
async fn the_same_import_goes_on_and_another_of_the_same_source_takes_its_place() {
    let server = furnished().await;
    let with_digest = |mut request: Value, digest: &str| {
        request["source"] = json!("file:rows.jsonl");
        request["digest"] = json!(digest);
        request
    };
    bring(&server, with_digest(part("killed", "new", 0), "same")).await;
    // The same file again, from another process.
    let again = bring(&server, with_digest(part("again", "other", 2), "same")).await;
    assert_eq!(again["progress"]["complete"], true, "{again}");
    assert_eq!(again["superseded"], Value::Null);
    assert_eq!(ids(&server).await.len(), 6);
    let rest = bring(&server, with_digest(part("again", "new", 0), "same")).await;
    assert_eq!((&rest["progress"], &rest["inserted"]), (&again["progress"], &again["inserted"]));

    bring(&server, with_digest(part("old", "new", 0), "before")).await;
    let newer = bring(&server, with_digest(part("newer", "newer", 0), "after")).await;
    assert_eq!(newer["superseded"][0]["importId"], "old");
    let request = with_digest(part("old", "other", 2), "before");
    let late = server.post(IMPORT, request).await.refused(409, "import_ended");
    assert!(late.contains("another import of the same source"), "{late}");
    // One of another source is another import: both are open.
    bring(&server, part("elsewhere", "far", 0)).await;
    assert_eq!(unfinished(&server).await.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_row_that_is_refused_ends_its_import() {
    let server = furnished().await;
    let mut bad = part("i", "other", 2);
    bad["examples"][1] = json!({"exampleId": "x"});
    // Also where it is the first that comes.
    server.post(IMPORT, bad.clone()).await.refused(400, "invalid_input");
    let late = server.post(IMPORT, part("i", "new", 0)).await.refused(409, "import_ended");
    assert!(late.contains("examples[1] (x)"), "{late}");
    bad["importId"] = json!("j");
    bring(&server, part("j", "new", 0)).await;
    server.post(IMPORT, bad).await.refused(400, "invalid_input");
    assert_eq!(unfinished(&server).await, Value::Null);
    assert_eq!(ids(&server).await, ["new-1", "old-1", "old-2"]);
}

#[tokio::test]
async fn parts_must_fit_their_import() {
    let server = furnished().await;
    let refused =
        async |request: Value| server.post(IMPORT, request).await.refused(400, "invalid_input");
    assert!(refused(part("i", "new", 3)).await.contains("totalRows is 4"));
    let mut nameless = part("i", "new", 0);
    nameless.as_object_mut().unwrap().remove("importId");
    assert!(refused(nameless).await.contains("importId"));
    bring(&server, part("i", "new", 0)).await;
    let mut other = part("i", "other", 2);
    other["totalRows"] = json!(6);
    assert!(refused(other).await.contains("has 4 rows in all, not 6"));
    bring(&server, part("i", "other", 2)).await;
}

#[tokio::test]
async fn a_server_takes_as_many_rows_as_it_is_set_to() {
    let limits = dse::server::Limits { rows: 5, ..Default::default() };
    let server = Server::with(Setup { limits, ..Setup::default() }).await;
    let first = json!({"signatureId": SIGNATURE, "examples": pair("old")});
    assert_eq!(bring(&server, first).await["maxRows"], 5);
    bring(&server, part("i", "new", 0)).await;
    let message =
        server.post(IMPORT, part("i", "other", 2)).await.refused(409, "dataset_too_large");
    assert!(message.contains("would have 6 rows") && message.contains("takes 5"), "{message}");
    assert_eq!((ids(&server).await.len(), unfinished(&server).await), (2, Value::Null));
    // One that can never fit is refused with its first row.
    let mut many = part("j", "new", 0);
    many["totalRows"] = json!(6);
    server.post(IMPORT, many).await.refused(409, "dataset_too_large");
    // Rows that are there already take no room, and what fits comes in.
    let rows = [pair("old"), pair("new")].concat();
    bring(&server, json!({"signatureId": SIGNATURE, "examples": rows})).await;
    let rows = [pair("new"), pair("more")].concat();
    let whole = json!({"signatureId": SIGNATURE, "examples": rows});
    server.post(IMPORT, whole).await.refused(409, "dataset_too_large");
    assert_eq!(ids(&server).await.len(), 4);
}

#[tokio::test]
async fn a_dataset_that_would_bring_too_many_texts_is_refused_when_it_comes() {
    let server = Server::start().await;
    let with_texts = |name: &str, count: usize| {
        let mut rows = pair(name);
        let blobs: Vec<Value> = (0..count)
            .map(|n| {
                let text = format!("{name} {n}");
                json!({"id": dse::canon::text_id(&text), "text": text})
            })
            .collect();
        rows[0]["meta"] = json!({"blobs": blobs});
        json!({"signatureId": SIGNATURE, "examples": rows})
    };
    bring(&server, with_texts("few", 499)).await;
    let refused = server.post(IMPORT, with_texts("more", 2)).await;
    let message = refused.refused(409, "dataset_blobs_too_large");
    assert!(message.contains("500"), "{message}");
    assert_eq!(ids(&server).await, ["few-1", "few-2"]);
}

#[tokio::test]
async fn sync_leaves_the_imported_rows_and_no_others() {
    let server = furnished().await;
    let mut request =
        json!({"signatureId": SIGNATURE, "importId": "s", "examples": pair("new"), "sync": true});
    request["removesHash"] = json!(dse::model::import::removes_hash(["old-1"]));
    let message = server.post(IMPORT, request.clone()).await.refused(409, "dataset_changed");
    assert!(message.contains("nothing was imported"), "{message}");
    assert_eq!(ids(&server).await, ["new-1", "old-1", "old-2"]);
    request["removesHash"] = json!(dse::model::import::removes_hash(["old-2", "old-1"]));
    let done = bring(&server, request).await;
    assert_eq!((&done["removed"], &done["inserted"]), (&json!(2), &json!(1)));
    assert_eq!(ids(&server).await, ["new-1", "new-2"]);
    let imports = server.get(IMPORTS).await.ok()["imports"].clone();
    assert_eq!((&imports[0]["removed"], &imports[0]["added"]), (&json!(2), &json!(1)));
    let changes = server.store.import_changes(SIGNATURE, "s", "", 10).await.unwrap();
    let gone: Vec<_> = changes.iter().filter(|change| change.new.is_null()).collect();
    assert_eq!(gone[0].old["inputJson"]["q"], "easy old", "what was removed stays on record");

    // In several requests it waits for the last one, as everything does.
    let with_sync = |mut request: Value| {
        request["sync"] = json!(true);
        request
    };
    bring(&server, with_sync(part("i", "a", 0))).await;
    assert_eq!(ids(&server).await, ["new-1", "new-2"]);
    bring(&server, with_sync(part("i", "b", 2))).await;
    assert_eq!(ids(&server).await, ["a-1", "a-2", "b-1", "b-2"]);
}

#[tokio::test]
async fn rows_are_removed_by_their_ids() {
    let server = furnished().await;
    let remove = async |ids: Value| {
        let body = json!({"signatureId": SIGNATURE, "exampleIds": ids, "reason": "a wrong label"});
        server.post("/api/dse/examples/remove", body).await.ok()
    };
    let done = remove(json!(["old-1", " old-1 ", "nobody"])).await;
    assert_eq!((&done["removed"], &done["missing"]), (&json!(1), &json!(["nobody"])));
    assert_eq!(ids(&server).await, ["new-1", "old-2"]);
    assert_eq!(remove(json!([])).await["removed"], 0);
    let revision = async || {
        let rows = server.get("/api/dse/examples?signatureId=%40test%2FShout.v1").await.ok();
        rows["revision"].as_u64().unwrap()
    };
    let before = revision().await;
    remove(json!(["nobody"])).await;
    bring(&server, json!({"signatureId": SIGNATURE, "examples": [pair("old")[1]]})).await;
    assert_eq!(revision().await, before, "nothing has changed");
    bring(&server, json!({"signatureId": SIGNATURE, "examples": [pair("other")[1]]})).await;
    assert!(revision().await > before);
    let imports = server.get(IMPORTS).await.ok()["imports"].clone();
    assert_eq!(
        (&imports[1]["removed"], &imports[1]["source"]),
        (&json!(1), &json!("a wrong label"))
    );
    let many: Vec<String> = (0..501).map(|n| n.to_string()).collect();
    let body = json!({"signatureId": SIGNATURE, "exampleIds": many});
    server.post("/api/dse/examples/remove", body).await.refused(400, "invalid_input");
}
