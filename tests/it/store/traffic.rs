//! Blobs, variables, receipts and kept scores.

use std::{path::Path, sync::Arc};

use dse::{
    engine::{
        memory::SystemClock,
        ports::{BlobStore, ReceiptSink, VarSpace, Variable},
    },
    model::receipt::Receipt,
    store::{ReceiptFilter, Store},
};
use serde_json::{Value, json};

async fn store() -> Store {
    Store::open(Path::new(":memory:"), Arc::new(SystemClock)).await.unwrap()
}

fn receipt(id: &str) -> Receipt {
    serde_json::from_value(crate::server::support::receipt(id, "s")).unwrap()
}

#[tokio::test]
async fn a_text_keeps_its_first_mime_and_stays_in_its_run() {
    let store = store().await;
    let blobs = store.blobs("t", "r");
    let first = blobs.put_text("x", Some("text/plain")).await.unwrap();
    assert_eq!(blobs.put_text("x", Some("text/html")).await.unwrap(), first);
    assert_eq!(blobs.get_text(&first.id).await.unwrap().as_deref(), Some("x"));
    for (thread, run) in [("t", "other"), ("other", "r")] {
        assert_eq!(store.blobs(thread, run).get_text(&first.id).await.unwrap(), None);
    }
}

#[tokio::test]
async fn variables_are_listed_in_locale_order_and_within_their_limits() {
    let store = store().await;
    let vars = store.vars("t", "r");
    let json = |value: Value| Variable::Json(value);
    for name in ["b", "A", "a"] {
        vars.put(name, json(json!({"n": name}))).await.unwrap();
    }
    let blob = store.blobs("t", "r").put_text("x", None).await.unwrap();
    vars.put("b", Variable::Blob(blob.clone())).await.unwrap();
    let listed = vars.list().await.unwrap();
    let names: Vec<&str> = listed.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["a", "A", "b"]);
    assert_eq!(vars.get("b").await.unwrap(), Some(Variable::Blob(blob)));
    assert_eq!(store.vars("t", "other").get("a").await.unwrap(), None);
    assert!(vars.put(" ", json(json!(1))).await.is_err());
    assert!(vars.put("long", json(json!("x".repeat(50_001)))).await.is_err());
    for n in 0..197 {
        vars.put(&format!("v{n}"), json(json!(n))).await.unwrap();
    }
    assert!(vars.put("one more", json(json!(1))).await.is_err());
    vars.put("v0", json(json!("again"))).await.unwrap();
}

#[tokio::test]
async fn a_receipt_is_stored_once() {
    let store = store().await;
    let sink = store.receipt_sink("t", "run");
    sink.record(&receipt("one")).await.unwrap();
    sink.record(&receipt("one")).await.unwrap();
    sink.record(&receipt("two")).await.unwrap();
    let listed = store.receipts("s", &ReceiptFilter::default(), None, 10).await.unwrap();
    let ids: Vec<&str> = listed.iter().map(|row| row.receipt_id.as_str()).collect();
    assert_eq!(ids, ["two", "one"]);
    let stored = store.receipt("one").await.unwrap().unwrap();
    assert_eq!((stored.run_id.as_str(), stored.receipt.run_id.as_str()), ("run", "one"));
}
