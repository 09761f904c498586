//! Traces: shown step by step, and mined for examples.

use serde_json::{Value, json};

use super::{Place, snapshot};

const SUMMARIZE: &str = "@openagents/autopilot/rlm/SummarizeThread.v1";
const THREADS: &str = include_str!("../../../fixtures/datasets/recap-thread.v1.jsonl");

/// A place where the baseline has summarised two long threads.
fn place_with_runs() -> Place {
    let place = Place::new();
    let mark = "\"split\":\"train\"";
    let rows: Vec<&str> = THREADS.lines().filter(|row| row.contains(mark)).take(2).collect();
    place.write("rows.jsonl", &rows.join("\n"));
    place.dse(&["import", "rows.jsonl", "--signature", SUMMARIZE]).expect(0);
    place.dse(&["exercise", SUMMARIZE, "--count", "2"]).expect(0);
    place
}

fn receipts(place: &Place) -> Vec<String> {
    let (_, list) = place.json(&["receipt", "list", SUMMARIZE, "--traced"]);
    let rows = list["receipts"].as_array().unwrap().iter();
    rows.map(|row| row["receiptId"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn runs_become_examples_that_say_where_they_came_from() {
    let place = place_with_runs();
    let mine = ["trace-mine", SUMMARIZE, "--tag", "night", "--split", "holdout"];
    let dry = place.dse(&[&mine[..], &["--dry-run"]].concat()).expect(0);
    assert_eq!(dry.stdout.matches("would become").count(), 2, "{dry:#?}");
    let (_, before) = place.json(&["dataset", "export", SUMMARIZE]);
    assert_eq!(before["examples"].as_array().unwrap().len(), 2, "a dry run stores nothing");

    snapshot!("trace_mine", place.dse(&mine).expect(0).shown());
    let (code, again) = place.json(&mine);
    assert_eq!((code, &again["exported"], &again["failed"]), (0, &json!(2), &json!(0)));
    assert_eq!(again["results"][0]["status"], "updated");
    let (_, after) = place.json(&["dataset", "export", SUMMARIZE, "--split", "holdout"]);
    let rows = after["examples"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert_eq!(
            row["tags"],
            json!(["trace_export", "strategy:rlm_lite.v1", "trace_mined", "night"])
        );
        assert!(row["exampleId"].as_str().unwrap().starts_with("trace:"));
        assert!(row["expectedJson"]["summary"].is_string());
        assert!(row["meta"]["blobs"].is_array(), "an example brings its texts along");
    }
    let none = ["trace-mine", SUMMARIZE, "--strategy", "direct.v1"];
    snapshot!("trace_mine_none", place.dse(&none).expect(0).shown());
}

#[test]
fn a_receipt_that_gives_no_example_is_told_and_the_others_are_mined() {
    let place = place_with_runs();
    let broken = &receipts(&place)[0];
    spoil_trace(&place, broken);
    let run = place.dse(&["trace-mine", SUMMARIZE]).expect(1);
    snapshot!("trace_mine_failed", run.shown());
    let (code, mined) = place.json(&["trace-mine", SUMMARIZE]);
    assert_eq!((code, &mined["ok"], &mined["failed"]), (1, &json!(false), &json!(1)));
    assert_eq!((&mined["totalReceipts"], &mined["exported"]), (&json!(2), &json!(1)));
    let (_, rows) = place.json(&["dataset", "export", SUMMARIZE, "--split", "train"]);
    let rows = rows["examples"].as_array().unwrap();
    let mined_rows = rows.iter().filter(|row| row["tags"].to_string().contains("trace_mined"));
    assert_eq!(mined_rows.count(), 1, "mined rows go to train unless told otherwise");
    assert_eq!(mined["error"]["code"], "trace_mine_failed");
    let failed: Vec<&Value> = mined["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|result| result["status"] == "failed")
        .collect();
    assert_eq!(failed[0]["receiptId"], json!(broken));
    assert_eq!(failed[0]["error"]["code"], "trace_invalid_json");
}

/// Writes over the stored trace of a receipt, as a broken disk would.
fn spoil_trace(place: &Place, receipt: &str) {
    let (_, shown) = place.json(&["receipt", "show", receipt]);
    let blob = shown["receipt"]["rlmTrace"]["blob"]["id"].as_str().unwrap().to_owned();
    let path = place.path(".dse/dse.db");
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        sqlx::any::install_default_drivers();
        let url = format!("sqlite:{}", path.display());
        let pool = sqlx::AnyPool::connect(&url).await.unwrap();
        let done = sqlx::query("UPDATE dseBlobs SET text = 'no json' WHERE blobId = $1")
            .bind(blob)
            .execute(&pool)
            .await
            .unwrap();
        assert_eq!(done.rows_affected(), 1);
        pool.close().await;
    });
}

#[test]
fn a_run_is_shown_step_by_step() {
    let place = place_with_runs();
    let receipt = &receipts(&place)[0];
    let run = place.dse(&["trace", "show", receipt]).expect(0);
    let wide =
        run.stdout.lines().find(|line| line.chars().count() > 80 && !line.contains("sha256:"));
    assert!(wide.is_none(), "wider than 80 columns: {wide:?}");
    for part in ["Input", "Final", "Budget", "model calls", "iterations"] {
        assert!(run.stdout.contains(part), "{part} is missing: {run:#?}");
    }
    let (code, document) = place.json(&["trace", "show", receipt]);
    assert_eq!((code, &document["unreadEvents"]), (0, &json!(0)));
    assert_eq!(document["trace"]["receiptId"], json!(receipt));
    assert_eq!(document["result"]["_tag"], "Ok");

    let none = place.dse(&["trace", "show", "none"]).expect(2);
    snapshot!("trace_none", none.shown());
    place.write("trace.json", "{\"format\":\"other\"}");
    snapshot!(
        "trace_other",
        place.dse(&["trace", "show", "--file", "trace.json"]).expect(2).shown()
    );
}
