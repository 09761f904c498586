//! The list of places is held against the database, and the history against
//! whoever changes it after a row was forgotten.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use serde_json::{Value, json};
use sqlx::{query, query_as};

use super::{
    Forgetting,
    places::{Fate, PLACES, PLAIN},
};
use crate::{
    canon,
    engine::{memory::ManualClock, ports::BlobStore},
    model::{
        erasure::Forgotten,
        example::{Example, RowId},
    },
    store::{ImportOf, NewEvent, NewRun, Store},
};

const TEXT: &str = "please tell nobody of the lighthouse";

async fn store() -> Store {
    let clock = Arc::new(ManualClock::new(1_000));
    Store::open(Path::new(":memory:"), clock).await.unwrap()
}

/// A store with the row, and with a run of three events, of which the second
/// quotes it.
async fn furnished() -> Store {
    let store = store().await;
    let row = Example::judge(&json!({"exampleId": "x", "inputJson": {"q": TEXT}})).unwrap();
    let import = ImportOf { import_id: "i", source: "test", ops_run_id: None };
    store.import_examples("s", &[row], import, 10).await.unwrap();
    let event = |message| NewEvent {
        run_id: "r",
        level: "info",
        phase: None,
        message,
        json: None,
        ts_ms: None,
    };
    let run = NewRun { run_id: "r".to_owned(), ..NewRun::default() };
    store.start_run(&run, event("one")).await.unwrap();
    let asked = format!("asked: {TEXT}");
    assert!(store.append_event(event(&asked)).await.unwrap());
    assert!(store.append_event(event("three")).await.unwrap());
    store
}

async fn forget(store: &Store) -> Forgotten {
    let asked = Forgetting {
        signature_id: "s",
        example_ids: &["x"],
        reason: None,
        common: &[],
        dry_run: false,
    };
    store.forget(asked).await.unwrap()
}

async fn run(store: &Store, sql: &'static str) {
    let mut write = store.write().await.unwrap();
    query(sql).execute(write.connection()).await.unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn a_tombstone_vouches_for_what_is_left_and_for_nothing_else() {
    for (sql, bad) in [
        ("UPDATE dseOpsRunEvents SET message = 'rewritten' WHERE seq = 2", Some(("event", 2))),
        ("UPDATE dseOpsRunEvents SET message = '(erased)' WHERE seq = 3", Some(("event", 3))),
        ("UPDATE dseErasures SET redactedJson = '[]'", Some(("event", 2))),
        ("UPDATE dseErasures SET reason = 'another'", Some(("erasure", 1))),
        ("UPDATE dseErasures SET contentHash = NULL", Some(("erasure", 1))),
        ("DELETE FROM dseErasures", Some(("event", 2))),
        ("UPDATE dseImports SET source = 'another'", Some(("import", 1))),
        ("UPDATE dseExamples SET tagsJson = '[]'", None),
    ] {
        let store = furnished().await;
        let (head, _) = store.chain_head().await.unwrap();
        assert!(forget(&store).await.wiped);
        let check = store.check_chain(Some(&head), false).await.unwrap();
        assert_eq!((check.first_bad, check.head_found, check.erased), (None, true, 1));
        run(&store, sql).await;
        let found = store.check_chain(None, false).await.unwrap().first_bad;
        let found = found.as_ref().map(|bad| (bad.kind.as_str(), bad.row_seq));
        assert_eq!(found, bad, "{sql}");
    }
}

#[tokio::test]
async fn what_was_kept_before_it_was_noted_whose_it_is_is_found_by_the_text() {
    let store = furnished().await;
    let blobs = store.blobs("t", "r");
    let made = blobs.put_text("a summary of it", None).await.unwrap();
    let trace = json!({"events": [{"input": {"q": TEXT}}, {"blob": made}]}).to_string();
    let trace = blobs.put_text(&trace, None).await.unwrap();
    let other = blobs.put_text("of another row", None).await.unwrap();
    // Another run that has the same summary had it from elsewhere.
    let elsewhere = store.blobs("t", "other");
    elsewhere.put_text("a summary of it", None).await.unwrap();
    store.keep_lm_answer("old", "{\"text\":\"whose?\"}", None).await.unwrap();
    let forgotten = forget(&store).await;
    assert_eq!(forgotten.rows.len(), 1);
    for id in [&made.id, &trace.id] {
        assert_eq!(
            (blobs.text(id).await.unwrap(), blobs.is_erased(id).await.unwrap()),
            (None, true)
        );
    }
    assert!(blobs.text(&other.id).await.unwrap().is_some());
    assert!(elsewhere.text(&made.id).await.unwrap().is_some());
    assert_eq!(store.lm_answer("old").await.unwrap(), None, "nobody knows whose it is");
}

#[tokio::test]
async fn rows_that_were_mined_of_its_runs_go_with_it() {
    let store = furnished().await;
    run(
        &store,
        "INSERT INTO receipts (receiptId, seq, threadId, runId, kind, signatureId, compiled_id, \
         strategyId, resultTag, json, createdAtMs, exampleId) VALUES \
         ('r1', 1, 't', 'r', 'dse.predict', 's', 'c', 'x', 'Ok', '{}', 1, 'x')",
    )
    .await;
    let mined = json!({
        "exampleId": "trace:r1", "inputJson": {"q": "what the model made of it"},
        "meta": {"kind": "openagents.trace_export.v1", "receiptId": "r1"},
    });
    let rows = [Example::judge(&mined).unwrap()];
    let import = ImportOf { import_id: "mined", source: "test", ops_run_id: None };
    store.import_examples("s", &rows, import, 10).await.unwrap();
    let row = |id: &str| RowId { signature_id: "s".to_owned(), example_id: id.to_owned() };
    let mut rows = vec![row("x")];
    let mut write = store.write().await.unwrap();
    super::traces::add_mined(write.connection(), &mut rows).await.unwrap();
    assert_eq!(rows, [row("x"), row("trace:r1")]);
}

#[tokio::test]
async fn artifacts_keep_their_text_and_are_named() {
    let store = furnished().await;
    run(
        &store,
        "INSERT INTO dseArtifacts (signatureId, compiled_id, json, createdAtMs) VALUES \
         ('s', 'sha256:c', '{\"text\":\"Say: please tell nobody of the lighthouse!\"}', 1)",
    )
    .await;
    assert_eq!(forget(&store).await.remaining, ["artifact sha256:c"]);
}

#[tokio::test]
async fn the_hash_is_that_of_the_row_as_it_was() {
    let store = furnished().await;
    let row = json!({"expectedJson": Value::Null, "inputJson": {"q": TEXT}, "tags": []});
    let hash = canon::id(&json!({"exampleId": "x", "row": row}));
    assert_eq!(forget(&store).await.rows[0].content_hash, Some(hash));
}

async fn columns() -> BTreeSet<(String, String)> {
    let store = store().await;
    let found: Vec<(String, String)> = query_as(
        "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c \
         WHERE m.type = 'table' AND m.name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND c.type = 'TEXT'",
    )
    .fetch_all(&mut *store.read().await.unwrap())
    .await
    .unwrap();
    found.into_iter().collect()
}

#[tokio::test]
async fn of_every_column_of_text_it_is_decided_what_becomes_of_it() {
    let known: Vec<(&str, &str)> = PLACES
        .iter()
        .map(|place| (place.table, place.column))
        .chain(
            PLAIN.iter().flat_map(|(table, columns)| columns.iter().map(move |one| (*table, *one))),
        )
        .collect();
    let listed: BTreeSet<(String, String)> =
        known.iter().map(|(table, column)| ((*table).to_owned(), (*column).to_owned())).collect();
    assert_eq!(known.len(), listed.len(), "a column is listed twice");
    let columns = columns().await;
    assert!(columns.len() > 80, "the columns were found: {}", columns.len());
    let forgotten: Vec<_> = columns.difference(&listed).collect();
    assert!(
        forgotten.is_empty(),
        "may these columns hold texts of a row? Add them to `PLACES` with what becomes of them \
         when the row is forgotten, or to `PLAIN`: {forgotten:?}"
    );
    let gone: Vec<_> = listed.difference(&columns).collect();
    assert!(gone.is_empty(), "no such columns of text: {gone:?}");
}

#[test]
fn links_of_the_history_are_changed_and_never_removed() {
    for place in PLACES.iter().filter(|place| place.link.is_some()) {
        assert!(matches!(place.fate, Fate::Text | Fate::Document), "{place:?}");
    }
}
