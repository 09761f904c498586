//! Bodies that mean no good: how they are answered, how soon, and what they cost.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::Row;
use super::server::{SIGNATURE, Server};

/// Memory of a refused body, MB, and of an accepted one, in sizes of it.
const REFUSED_MB: f64 = 64.0;
const ACCEPTED: f64 = 4.0;
const QUICK: Duration = Duration::from_millis(200);
const MB: f64 = (1 << 20) as f64;

pub fn measure(root: &Path) -> Result<Vec<Row>> {
    cases().into_iter().map(|(name, body, is_taken)| play(root, name, &body, is_taken)).collect()
}

fn play(root: &Path, name: &str, body: &str, is_taken: bool) -> Result<Row> {
    // One server each, so that none uses memory that another left behind.
    let server = Server::start(root)?;
    server.post("/api/dse/ops/lease/release", "{}")?;
    let before = server.resident()?;
    server.reset_peak()?;
    let started = Instant::now();
    let (status, _) = server.post("/api/dse/examples/import", body)?;
    let took = started.elapsed();
    let peak = (server.peak()? - before).max(0.0);
    let size = body.len() as f64 / MB;
    let (bar, right) = match is_taken {
        true => (ACCEPTED * size, status == 200),
        false => (REFUSED_MB, (400..500).contains(&status) && took < QUICK),
    };
    let asked = match is_taken {
        true => format!("200 with {bar:.1} MB at most"),
        false => format!("4xx in 200 ms with {bar:.0} MB at most"),
    };
    let well = server.is_well();
    Ok(Row::new(
        format!("{name}, {size:.1} MB"),
        asked,
        format!(
            "{status} in {:.0} ms, {peak:.1} MB{}",
            took.as_secs_f64() * 1e3,
            if well { "" } else { ", and the server is not well" }
        ),
        right && peak <= bar && well,
    ))
}

fn cases() -> Vec<(&'static str, String, bool)> {
    let import = |rows: &str| format!(r#"{{"signatureId":"{SIGNATURE}","examples":[{rows}]}}"#);
    let row = |index: usize| {
        let text = "x".repeat(19_000);
        format!(
            r#"{{"exampleId":"r{index}","inputJson":{{"q":"{text}"}},"expectedJson":{{"action":"x"}},"split":"train"}}"#
        )
    };
    let long_rows: Vec<String> = (0..380).map(row).collect();
    let same_keys = vec![r#""a":1"#; 100_000].join(",");
    let other_keys: Vec<String> = (0..100_000).map(|key| format!(r#""{key:x}":1"#)).collect();
    let colliding: Vec<String> = colliding(100_000);
    let colliding: Vec<String> = colliding.iter().map(|key| format!(r#""{key}":1"#)).collect();
    vec![
        (
            "lists in each other, 100,000 deep",
            import(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))),
            false,
        ),
        ("400,000 × `[]`", import(&["[]"; 400_000].join(",")), false),
        ("750,000 × `{\"a\":[[]]}`", import(&[r#"{"a":[[]]}"#; 750_000].join(",")), false),
        ("2,000,000 × `1`", import(&["1"; 2_000_000].join(",")), false),
        ("a number of 1,000,000 digits", import(&"9".repeat(1_000_000)), false),
        ("100,000 equal keys", import(&format!("{{{same_keys}}}")), false),
        ("100,000 different keys", import(&format!("{{{}}}", other_keys.join(","))), false),
        (
            "100,000 keys that collide in hashes by sums",
            import(&format!("{{{}}}", colliding.join(","))),
            false,
        ),
        ("blanks without an end", " ".repeat(8 << 20), false),
        ("380 rows of 19 KB, which are taken", import(&long_rows.join(",")), true),
    ]
}

/// Different keys of one length with one sum of characters and one hash by 31,
/// as some tables take it: `Aa` and `BB` are alike there.
fn colliding(count: usize) -> Vec<String> {
    let key = |number: usize| {
        (0..17).map(|bit| if number >> bit & 1 == 1 { "Aa" } else { "BB" }).collect()
    };
    (0..count).map(key).collect()
}
