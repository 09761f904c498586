//! Other people's tools, installed from their registries with their own
//! clients into the benchmark's folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use dse::catalog::Catalog;

use super::run::{Run, Timing};
use crate::bench::measure::{exists, need};

/// What could be installed.
pub struct Peers {
    folder: PathBuf,
    python: Option<PathBuf>,
    node: bool,
}

/// The database that answers the same question.
pub const DUCKDB_JOIN: &str = "DuckDB, a full join";

/// The peer that does nearly what `dse` does.
pub const AJV_FULL: &str = "Node, compiled ajv, with ids, answers and splits";

const AJV: &str = r#"
const fs = require("fs"), readline = require("readline"), Ajv = require("ajv");
const contract = JSON.parse(fs.readFileSync(process.argv[2]));
const full = process.argv[3] === "full";
const ajv = new Ajv({strict: false});
const input = ajv.compile(contract.inputSchemaJson), output = ajv.compile(contract.outputSchemaJson);
let bad = 0, broken = 0, ids = new Set(), repeated = 0, seen = new Map(), conflicts = 0, leaks = 0;
const canonical = (value) => value && typeof value === "object"
  ? Array.isArray(value) ? `[${value.map(canonical)}]`
    : `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)}}`
  : JSON.stringify(value);
const lines = readline.createInterface({input: fs.createReadStream(process.argv[4])});
lines.on("line", (line) => {
  let row;
  try { row = JSON.parse(line); } catch { broken++; return; }
  if (!input(row.inputJson) || !output(row.expectedJson)) bad++;
  if (!full) return;
  if (ids.has(row.exampleId)) repeated++;
  ids.add(row.exampleId);
  const key = canonical(row.inputJson), answer = canonical(row.expectedJson), old = seen.get(key);
  if (old) { if (old[0] !== answer) conflicts++; if (old[1] !== row.split) leaks++; }
  else seen.set(key, [answer, row.split]);
});
lines.on("close", () => console.log(JSON.stringify({bad, broken, repeated, conflicts, leaks})));
"#;

const JSONSCHEMA: &str = r#"
import json, sys
contract = json.load(open(sys.argv[2]))
if sys.argv[1] == "rs":
    import jsonschema_rs
    make = lambda schema: jsonschema_rs.validator_for(schema)
else:
    import jsonschema
    make = lambda schema: jsonschema.Draft7Validator(schema)
valid_input, valid_output = make(contract["inputSchemaJson"]), make(contract["outputSchemaJson"])
bad = broken = 0
for line in open(sys.argv[3], "rb"):
    try:
        row = json.loads(line)
    except ValueError:
        broken += 1
        continue
    if not valid_input.is_valid(row["inputJson"]) or not valid_output.is_valid(row["expectedJson"]):
        bad += 1
print(json.dumps({"bad": bad, "broken": broken}))
"#;

const DUCKDB: &str = r#"
import duckdb, sys
read = lambda path: f"(select * from read_ndjson('{path}', columns={{exampleId: 'VARCHAR', inputJson: 'JSON', expectedJson: 'JSON', split: 'VARCHAR'}}, ignore_errors=true))"
print(duckdb.sql(f"""select count(*) from {read(sys.argv[1])} a full join {read(sys.argv[2])} b using (exampleId)
  where a.inputJson is distinct from b.inputJson or a.expectedJson is distinct from b.expectedJson
     or a.split is distinct from b.split""").fetchall()[0][0])
"#;

const DEEPDIFF: &str = r#"
import json, sys
from deepdiff import DeepDiff
def read(path):
    rows = {}
    for line in open(path, "rb"):
        try:
            row = json.loads(line)
        except ValueError:
            continue
        rows[row["exampleId"]] = row
    return rows
print(len(DeepDiff(read(sys.argv[1]), read(sys.argv[2])).affected_root_keys))
"#;

const JSONDIFFPATCH: &str = r#"
import fs from "fs";
import { create } from "jsondiffpatch";
const read = (path) => {
  const rows = {};
  for (const line of fs.readFileSync(path, "utf8").split("\n")) {
    let row;
    try { row = JSON.parse(line); } catch { continue; }
    rows[row.exampleId] = row;
  }
  return rows;
};
const differ = create({});
console.log(Object.keys(differ.diff(read(process.argv[2]), read(process.argv[3]))).length);
"#;

pub fn install(folder: &Path) -> Result<Peers> {
    let contract = Catalog::shipped();
    let contract = contract
        .signature("@openagents/autopilot/blueprint/SelectTool.v1")
        .context("the signature is not shipped")?;
    std::fs::write(folder.join("contract.json"), serde_json::to_vec(contract)?)?;
    let scripts = [
        ("ajv.js", AJV),
        ("schema.py", JSONSCHEMA),
        ("duck.py", DUCKDB),
        ("deep.py", DEEPDIFF),
        ("differ.mjs", JSONDIFFPATCH),
    ];
    for (name, text) in scripts {
        std::fs::write(folder.join(name), text)?;
    }
    need("jq", "jq")?;
    let node = exists("node")
        && quiet(
            Command::new("npm")
                .args(["install", "--silent", "--prefix"])
                .arg(folder)
                .args(["ajv@8", "jsondiffpatch"]),
        );
    let environment = folder.join("venv");
    let python = environment.join("bin/python");
    let ready = quiet(Command::new("python3").args(["-m", "venv"]).arg(&environment))
        && quiet(Command::new(&python).args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "jsonschema",
            "jsonschema-rs",
            "duckdb",
            "deepdiff",
        ]));
    Ok(Peers { folder: folder.to_owned(), python: ready.then_some(python), node })
}

fn quiet(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

impl Peers {
    pub fn validate(&self, file: &Path) -> Vec<(&'static str, Run)> {
        let contract = self.folder.join("contract.json");
        let mut runs = Vec::new();
        if self.node {
            let ajv = |mode| {
                Run::new(Path::new("node"))
                    .file(&self.folder.join("ajv.js"))
                    .file(&contract)
                    .args(&[mode])
                    .file(file)
            };
            runs.push(("Node, compiled ajv, schema alone", ajv("schema")));
            runs.push((AJV_FULL, ajv("full")));
        }
        if let Some(python) = &self.python {
            let schema = |kind| {
                Run::new(python)
                    .file(&self.folder.join("schema.py"))
                    .args(&[kind])
                    .file(&contract)
                    .file(file)
            };
            runs.push(("Python jsonschema-rs, schema alone", schema("rs")));
            runs.push(("Python jsonschema, schema alone", schema("py")));
        }
        runs.push(("jq -c .", Run::new(Path::new("jq")).args(&["-c", "."]).file(file)));
        runs
    }

    pub fn diff(&self, old: &Path, new: &Path, quick: bool) -> Vec<(&'static str, Run)> {
        let script = |program: &Path, name: &str| {
            Run::new(program).file(&self.folder.join(name)).file(old).file(new)
        };
        let mut runs = Vec::new();
        if let Some(python) = &self.python {
            runs.push((DUCKDB_JOIN, script(python, "duck.py")));
        }
        if self.node {
            runs.push(("Node jsondiffpatch", script(Path::new("node"), "differ.mjs")));
        }
        if let Some(python) = self.python.as_ref().filter(|_| !quick) {
            runs.push(("Python deepdiff", script(python, "deep.py")));
        }
        runs
    }
}

/// A peer found what it can: the row that breaks the schema, and where it
/// looks for them the repeated id, the conflict and the leak.
pub fn check(timing: &Timing) -> Result<()> {
    if timing.name.starts_with("jq") {
        return Ok(());
    }
    let counts: serde_json::Value = serde_json::from_slice(&timing.stdout)
        .with_context(|| format!("{} wrote no counts", timing.name))?;
    let found = |name: &str| counts[name].as_u64() > Some(0);
    let full =
        !timing.name.contains("ids") || ["repeated", "conflicts", "leaks"].into_iter().all(found);
    ensure!(
        found("bad") && found("broken") && full,
        "{} missed a planted fault: {counts}",
        timing.name
    );
    Ok(())
}

/// Whoever compares rows counts the changed ones; the few planted rows that
/// share an id or cannot be read are counted in one way or the other.
pub fn check_diff(timing: &Timing, changed: usize) -> Result<()> {
    let text = String::from_utf8_lossy(&timing.stdout);
    let is_count = |word: &str| {
        let count: Option<usize> = word.replace(',', "").parse().ok();
        count.is_some_and(|count| count.abs_diff(changed) <= 4)
    };
    let counts_lines = timing.name.starts_with("git");
    ensure!(
        counts_lines || text.split_whitespace().any(is_count),
        "{} did not find the {changed} changed rows: {text}",
        timing.name
    );
    Ok(())
}
