//! An import that is killed at any moment leaves the rows from before or its
//! own, never some of each.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Instant;

use dse::engine::memory::SystemClock;
use dse::store::Store;
use serde_json::{Value, json};

use super::{Place, Run};

const SIGNATURE: &str = "@openagents/autopilot/blueprint/SelectTool.v1";
const ROWS: usize = 3_000;
const KILLS: u32 = 20;

/// The same rows in every version, each with the version in its message.
fn rows(version: u32) -> String {
    let row = |n| {
        let message = format!("version {version} of row {n}");
        let row = json!({
            "exampleId": format!("row-{n:04}"),
            "inputJson": {
                "message": message,
                "blueprintHint": {"userHandle": "ana", "agentName": "Rune"},
            },
            "expectedJson": {"action": "none"},
            "split": if n % 5 == 0 { "holdout" } else { "train" },
        });
        format!("{row}\n")
    };
    (0..ROWS).map(row).collect()
}

/// The versions of the rows that are stored, how many rows there are, and how
/// many imports are unfinished.
fn stored(place: &Place) -> (BTreeSet<String>, usize, usize) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let path = place.path(".dse/dse.db");
        let store = Store::open(&path, Arc::new(SystemClock)).await.unwrap();
        let rows = store.dataset(SIGNATURE).await.unwrap();
        let unfinished = store.unfinished_imports(SIGNATURE).await.unwrap();
        store.close().await;
        let version = |input: &Value| {
            let message = input["message"].as_str().unwrap();
            message.split(" of ").next().unwrap().to_owned()
        };
        let versions = rows.iter().map(|row| version(&row.input_json)).collect();
        (versions, rows.len(), unfinished.len())
    })
}

fn only(version: u32) -> BTreeSet<String> {
    BTreeSet::from([format!("version {version}")])
}

#[test]
fn a_killed_import_leaves_all_of_its_rows_or_none() {
    const IMPORT: [&str; 5] = ["import", "rows.jsonl", "--no-check", "--signature", SIGNATURE];
    let place = Place::new();
    place.write("rows.jsonl", &rows(0));
    let began = Instant::now();
    place.dse(&IMPORT).expect(0);
    let whole = began.elapsed();
    assert_eq!(stored(&place), (only(0), ROWS, 0));

    let mut complete = 0;
    for version in 1..=KILLS {
        place.write("rows.jsonl", &rows(version));
        let mut command = place.command(&IMPORT);
        let mut import =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("dse starts");
        // Spread over the time that an import takes; when it is killed decides
        // nothing here.
        std::thread::sleep(whole * version / KILLS);
        import.kill().unwrap();
        import.wait().unwrap();
        let (versions, rows, unfinished) = stored(&place);
        assert_eq!(rows, ROWS);
        if versions == only(version) {
            complete = version;
        }
        assert_eq!(versions, only(complete), "rows of two imports are mixed");
        assert!(unfinished <= 1, "an import of the same file takes the place of the last");
        let compile = ["compile", SIGNATURE, "--dry-run"];
        if unfinished == 1 && version % 5 == 0 {
            let (code, document) = place.json(&compile);
            assert_eq!((code, &document["error"]["code"]), (1, &json!("dataset_incomplete")));
        }
    }
    // The same file again ends what the last kill left.
    let again = Run::of(place.command(&IMPORT)).expect(0);
    assert!(again.stdout.contains("3000 rows"), "{again:#?}");
    assert_eq!(stored(&place), (only(KILLS), ROWS, 0));
}
