//! Import of 10,000 rows, against `sqlite3` inserting the same rows.

use std::fmt::Write;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use serde_json::json;

use super::measure::{in_turn, need, process, ratio};
use super::workspace;

const ROWS: usize = 10_000;
const ROUNDS: usize = 7;
const SIGNATURE: &str = "@openagents/autopilot/blueprint/SelectTool.v1";

pub fn run(dse: &Path) -> Result<String> {
    need("sqlite3", "sqlite3")?;
    let folder = tempfile::tempdir()?;
    let rows = folder.path().join("rows.jsonl");
    let script = folder.path().join("rows.sql");
    fs::write(&rows, jsonl())?;
    fs::write(&script, sql())?;
    let ours = || {
        let _ = fs::remove_dir_all(folder.path().join(".dse"));
        let mut command = workspace::command(dse, folder.path());
        process(command.args(["import", "--signature", SIGNATURE]).arg(&rows))
    };
    let theirs = || {
        let database = folder.path().join("raw.db");
        for ending in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{ending}", database.display()));
        }
        process(Command::new("sqlite3").arg(&database).stdin(File::open(&script)?))
    };
    let (ours, theirs) = in_turn(ROUNDS, ours, theirs)?;
    Ok(format!(
        "## Import\n\n{ROWS} rows into a new database, whole processes, {ROUNDS} runs in turn. `dse import` starts the \
         embedded server, checks every row, and sends {} requests; `sqlite3` inserts the same texts in one transaction.\n\n\
         | command | median (least to most) | ratio |\n| --- | --- | ---: |\n\
         | `dse import` | {} | {:.2} |\n| `sqlite3` | {} | 1 |\n",
        ROWS.div_ceil(500),
        ours.told(),
        ratio(&ours, &theirs),
        theirs.told(),
    ))
}

fn row(index: usize) -> (String, String, String) {
    let message =
        format!("Please remember that parcel number {index} goes to the shed behind the house.");
    let input =
        json!({"message": message, "blueprintHint": {"userHandle": "ana", "agentName": "Rune"}});
    let expected = json!({"action": "tool", "toolName": "memory_append"});
    (format!("bench.{index:05}"), input.to_string(), expected.to_string())
}

fn jsonl() -> String {
    let mut text = String::new();
    for index in 0..ROWS {
        let (id, input, expected) = row(index);
        let _ = writeln!(
            text,
            r#"{{"exampleId":"{id}","inputJson":{input},"expectedJson":{expected},"split":"train"}}"#
        );
    }
    text
}

fn sql() -> String {
    let mut text = String::from(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;\n\
         CREATE TABLE rows (signatureId TEXT, exampleId TEXT, inputJson TEXT, expectedJson TEXT, split TEXT, \
         PRIMARY KEY (signatureId, exampleId));\nBEGIN;\n",
    );
    for index in 0..ROWS {
        let (id, input, expected) = row(index);
        let _ = writeln!(
            text,
            "INSERT INTO rows VALUES ('{SIGNATURE}','{id}','{input}','{expected}','train');"
        );
    }
    text + "COMMIT;\n"
}
