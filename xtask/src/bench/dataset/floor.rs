//! What a plain program does, as a measure: parse every line, check the schema
//! of every line, compare two files by key.

use std::collections::HashMap;
use std::fs::File;
use std::path::PathBuf;

use anyhow::{Context, Result};
use memmap2::Mmap;
use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    Parse,
    Schema,
    Diff,
}

pub fn run(kind: Kind, files: &[PathBuf]) -> Result<()> {
    let open = |index: usize| -> Result<Mmap> {
        let file = File::open(files.get(index).context("a file is missing")?)?;
        // SAFETY: the benchmark's own files do not change while they are read.
        Ok(unsafe { Mmap::map(&file)? })
    };
    match kind {
        Kind::Parse => {
            let file = open(0)?;
            tell(on_two_threads(&file, |line| {
                u64::from(sonic_rs::from_slice::<sonic_rs::Value>(line).is_ok())
            }));
        }
        Kind::Schema => {
            let file = open(0)?;
            let contract = dse::catalog::Catalog::shipped();
            let contract = contract
                .signature("@openagents/autopilot/blueprint/SelectTool.v1")
                .context("the signature is not shipped")?;
            let input = jsonschema::validator_for(&contract.input_schema_json)?;
            let output = jsonschema::validator_for(&contract.output_schema_json)?;
            tell(on_two_threads(&file, |line| {
                let Ok(row) = serde_json::from_slice::<Value>(line) else { return 0 };
                u64::from(
                    input.is_valid(&row["inputJson"]) && output.is_valid(&row["expectedJson"]),
                )
            }));
        }
        Kind::Diff => {
            let (old, new) = (open(0)?, open(1)?);
            tell(differences(&old, &new));
        }
    }
    Ok(())
}

fn tell(count: u64) {
    use std::io::Write;
    // The figure only keeps the work from being left out.
    let _ = writeln!(std::io::stdout(), "{count}");
}

fn on_two_threads(file: &[u8], work: impl Fn(&[u8]) -> u64 + Sync) -> u64 {
    let middle = file.len() / 2;
    let middle = memchr::memchr(b'\n', &file[middle..]).map_or(file.len(), |at| middle + at + 1);
    let sum = |part: &[u8]| lines(part).map(&work).sum::<u64>();
    std::thread::scope(|scope| {
        let second = scope.spawn(|| sum(&file[middle..]));
        sum(&file[..middle]) + second.join().expect("the work does not panic")
    })
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&byte| byte == b'\n').filter(|line| !line.is_empty())
}

/// Rows of typed fields by id, the parts as they are written.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    #[serde(borrow)]
    example_id: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    input_json: &'a serde_json::value::RawValue,
    #[serde(borrow)]
    expected_json: &'a serde_json::value::RawValue,
    #[serde(default, borrow)]
    split: Option<std::borrow::Cow<'a, str>>,
}

fn differences(old: &[u8], new: &[u8]) -> u64 {
    let read = |text| -> Vec<Row<'_>> {
        lines(text).filter_map(|line| serde_json::from_slice(line).ok()).collect()
    };
    let (before, after) = std::thread::scope(|scope| {
        let second = scope.spawn(|| read(new));
        (read(old), second.join().expect("reading does not panic"))
    });
    let mut by_id: HashMap<&str, &Row<'_>> =
        before.iter().map(|row| (row.example_id.as_ref(), row)).collect();
    let mut count = 0;
    for row in &after {
        match by_id.remove(row.example_id.as_ref()) {
            Some(old) => {
                count += u64::from(
                    old.input_json.get() != row.input_json.get()
                        || old.expected_json.get() != row.expected_json.get()
                        || old.split != row.split,
                );
            }
            None => count += 1,
        }
    }
    count + by_id.len() as u64
}
