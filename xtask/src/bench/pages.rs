//! Every page over much stored data: how long its whole answer takes, and how
//! large it is.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use dse::api::Empty;
use dse::engine::memory::SystemClock;
use dse::model::artifact::Artifact;
use dse::model::{
    compile::CompileReport, eval::EvalReport, example::Example, identity::ReportIdentity,
    receipt::Receipt,
};
use dse::report::link::Link;
use dse::store::{EvalKey, ImportOf, NewEvent, NewRun, Store};
use serde_json::{Value, json};

use super::measure::Samples;
use super::workspace::{Server, command};

const SIGNATURE: &str = "@openagents/autopilot/blueprint/SelectTool.v1";
const RECEIPTS: usize = 100_000;
const REPORTS: usize = 1_000;
const RUNS: usize = 1_000;
const ROWS: usize = 10_000;
/// Examples of each eval report.
const EXAMPLES: usize = 67;
/// Events of one run that was recorded step by step.
const EVENTS: usize = 5_000;
const LONG_RUN: &str = "opsrun_00007";
const ROUNDS: usize = 20;

/// What a page may take at most: the median of its times, and its bytes.
const MOST_TIME: Duration = Duration::from_millis(50);
const MOST_BYTES: usize = 200_000;

/// The section of the page, and which limits were passed.
pub struct Measured {
    pub section: String,
    pub faults: Vec<String>,
}

pub fn run(dse: &Path) -> Result<Measured> {
    tokio::runtime::Runtime::new()?.block_on(measure(dse))
}

async fn measure(dse: &Path) -> Result<Measured> {
    let folder = tempfile::tempdir()?;
    let database = folder.path().join(".dse/dse.db");
    store_old(&database).await?;
    let night = command(dse, folder.path()).args(["overnight", "--format", "json"]).output()?;
    ensure!(night.status.success(), "the overnight run failed");
    let summary: Value = serde_json::from_slice(&night.stdout)?;
    store_rows(&database).await?;
    std::fs::rename(&database, folder.path().join("bench.db"))?;
    let server = Server::start(dse, folder.path())?;
    let reader = Reader::sign_in(&server).await?;
    let (mut table, mut faults) = (String::new(), Vec::new());
    for (name, path) in pages(&summary)? {
        let (samples, bytes) = reader.read(&path).await.with_context(|| path.clone())?;
        table.push_str(&format!(
            "| {name} | {} | {:.0} KB |\n",
            samples.told(),
            bytes as f64 / 1e3
        ));
        if samples.median() > MOST_TIME || bytes > MOST_BYTES {
            faults.push(format!("{name}: {}, {bytes} bytes", samples.told()));
        }
    }
    let section = format!(
        "## Pages\n\nFrom request to the end of the answer over loopback, with {RECEIPTS} receipts, \
         {REPORTS} compile and {REPORTS} eval reports, {RUNS} runs and {ROWS} rows of one signature \
         stored; {ROUNDS} reads each. Limits: a median of 50 ms, and 200 KB.\n\n\
         | page | time | size |\n| --- | --- | ---: |\n{table}"
    );
    Ok(Measured { section, faults })
}

/// The pages, and of paged lists a late page too.
fn pages(summary: &Value) -> Result<Vec<(&'static str, String)>> {
    let text = |pointer: &str| {
        summary
            .pointer(pointer)
            .and_then(Value::as_str)
            .with_context(|| format!("{pointer} is missing"))
    };
    let signature = Link::signature(SIGNATURE).path();
    let compile = Link::compile_report(
        text("/compile/jobHash")?,
        text("/compile/datasetHash")?,
        SIGNATURE,
        None,
    );
    let eval = Link::eval_report(text("/evals/candidateEvalHash")?, SIGNATURE, None).path();
    let compared = format!("{eval}?compare={}", text("/evals/controlEvalHash")?);
    Ok(vec![
        ("runs", "/dse".to_owned()),
        ("runs, the last ones", format!("/dse?page={}", RUNS / 50)),
        ("the report of an overnight run", Link::run(text("/runId")?).path()),
        ("a run of many events", Link::run(LONG_RUN).path()),
        ("its last events", format!("{}?page={}", Link::run(LONG_RUN).path(), EVENTS / 50)),
        ("a signature", signature.clone()),
        ("imports", format!("{signature}/imports")),
        ("an import, the rows that changed", Link::import("changed", SIGNATURE).path()),
        (
            "an import, the last rows that were added",
            format!("{}?show=added&after=row-09940", Link::import("rows", SIGNATURE).path()),
        ),
        ("compile reports, the last ones", format!("{signature}/compile-reports?page=20")),
        ("eval reports, the last ones", format!("{signature}/eval-reports?page=20")),
        ("a compile report", compile.path()),
        ("an eval report", eval),
        ("two eval reports compared", compared),
        ("the dataset", format!("{signature}/dataset")),
        ("the dataset, its last rows", format!("{signature}/dataset?after=row-09940")),
        ("the dataset, a rare tag", format!("{signature}/dataset?tag=rare")),
        ("receipts", format!("{signature}/receipts")),
        ("receipts, in the middle", format!("{signature}/receipts?before=receipt-050000")),
        ("receipts, failed ones", format!("{signature}/receipts?result=Error")),
        ("a receipt", Link::receipt("receipt-050000").path()),
        ("the endpoints", "/dse/api".to_owned()),
    ])
}

/// Who reads the pages.
struct Reader {
    http: reqwest::Client,
    url: String,
    cookie: String,
}

impl Reader {
    async fn sign_in(server: &Server) -> Result<Self> {
        let link = server.client()?.page_link(&Empty {}).await?.body;
        let redirect = reqwest::redirect::Policy::none();
        let http = reqwest::Client::builder().no_proxy().redirect(redirect).build()?;
        let opened = http.get(format!("{}{}", server.url, link.path)).send().await?;
        let cookie = opened.headers().get("set-cookie").context("the link did not sign in")?;
        let cookie = cookie.to_str()?.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { http, url: server.url.clone(), cookie })
    }

    async fn read(&self, path: &str) -> Result<(Samples, usize)> {
        let (mut times, mut bytes) = (Vec::new(), 0);
        for round in 0..=ROUNDS {
            let started = Instant::now();
            let request = self.http.get(format!("{}{path}", self.url));
            let answer = request.header("cookie", &self.cookie).send().await?;
            ensure!(answer.status() == 200, "answered {}", answer.status());
            bytes = answer.bytes().await?.len();
            if round > 0 {
                times.push(started.elapsed());
            }
        }
        Ok((Samples::new(times), bytes))
    }
}

/// What was stored before the night, which stays the newest.
async fn store_old(database: &Path) -> Result<()> {
    let store = Store::open(database, Arc::new(SystemClock)).await?;
    let artifact = artifact()?;
    for n in 0..RECEIPTS {
        store.record_receipt("thread", "run", &receipt(n)?).await?;
    }
    for n in 0..REPORTS {
        let (job_hash, eval_hash) = (format!("sha256:job{n:05}"), format!("sha256:eval{n:05}"));
        store.put_compiled(&artifact, &compile_report(&job_hash)?, &identity()?, false).await?;
        let key = EvalKey {
            signature_id: SIGNATURE,
            eval_hash: &eval_hash,
            compiled_id: "sha256:c",
            split: "holdout",
        };
        store.put_eval_report(key, &eval_report()?, &identity()?, false).await?;
    }
    for n in 0..RUNS {
        start_run(&store, &format!("opsrun_{n:05}")).await?;
    }
    for n in 0..EVENTS {
        let message = format!("event {n}");
        store.append_event(event(LONG_RUN, "phase2.step", &message)).await?;
    }
    store.close().await;
    Ok(())
}

async fn store_rows(database: &Path) -> Result<()> {
    let store = Store::open(database, Arc::new(SystemClock)).await?;
    let mut rows: Vec<Example> = (0..ROWS).map(example).collect();
    let import = ImportOf { import_id: "rows", source: "bench", ops_run_id: None };
    store.import_examples(SIGNATURE, &rows, import, usize::MAX).await?;
    for row in &mut rows {
        row.input_json["message"] = json!(format!("another message, of {}", row.example_id));
    }
    let import = ImportOf { import_id: "changed", ..import };
    store.import_examples(SIGNATURE, &rows, import, usize::MAX).await?;
    store.close().await;
    Ok(())
}

async fn start_run(store: &Store, run_id: &str) -> Result<()> {
    let run = NewRun {
        run_id: run_id.to_owned(),
        signature_ids: vec![SIGNATURE.to_owned()],
        ..NewRun::default()
    };
    store.start_run(&run, event(run_id, "phase1.start", "ops run started")).await?;
    Ok(())
}

fn event<'a>(run_id: &'a str, phase: &'a str, message: &'a str) -> NewEvent<'a> {
    NewEvent { run_id, level: "info", phase: Some(phase), message, json: None, ts_ms: None }
}

fn example(n: usize) -> Example {
    Example {
        example_id: format!("row-{n:05}"),
        input_json: json!({"message": format!("a message of usual length, number {n}"),
            "blueprintHint": {"userHandle": "u", "agentName": "a"}}),
        expected_json: json!({"action": "none"}),
        split: Some(dse::model::example::Split::Train),
        tags: vec![if n == ROWS - 1 { "rare" } else { "usual" }.to_owned()],
        source: None,
        meta: None,
    }
}

fn receipt(n: usize) -> Result<Receipt> {
    let id = format!("receipt-{n:06}");
    let result = if n.is_multiple_of(1_000) {
        json!({"_tag": "Error", "errorName": "Failed", "message": "it failed"})
    } else {
        json!({"_tag": "Ok"})
    };
    Ok(serde_json::from_value(json!({
        "format": "openagents.dse.predict_receipt", "formatVersion": 1,
        "receiptId": id, "runId": id, "createdAt": "2026-01-01T00:00:00.000Z",
        "signatureId": SIGNATURE, "compiled_id": "sha256:c", "strategyId": "direct.v1",
        "hashes": {
            "inputSchemaHash": "i", "outputSchemaHash": "o", "promptIrHash": "p", "paramsHash": "c",
        },
        "model": {}, "timing": {"startedAtMs": 1, "endedAtMs": 3, "durationMs": 2},
        "budget": {"limits": {}, "usage": {
            "elapsedMs": 2, "lmCalls": 1, "toolCalls": 0, "rlmIterations": 0, "subLmCalls": 0,
            "outputChars": 9,
        }},
        "result": result,
    }))?)
}

fn artifact() -> Result<Artifact> {
    Ok(serde_json::from_value(json!({
        "format": "openagents.dse.compiled_artifact", "formatVersion": 1,
        "signatureId": SIGNATURE, "compiled_id": "sha256:c",
        "createdAt": "2026-01-01T00:00:00.000Z",
        "hashes": {
            "inputSchemaHash": "i", "outputSchemaHash": "o", "promptIrHash": "p", "paramsHash": "c",
        },
        "params": {"paramsVersion": 1}, "eval": {"evalVersion": 1, "kind": "unscored"},
        "optimizer": {"id": "instruction_grid.v1"}, "provenance": {},
    }))?)
}

/// Of something that runs nowhere.
fn identity() -> Result<ReportIdentity> {
    Ok(serde_json::from_value(json!({
        "inputSchemaHash": "", "outputSchemaHash": "", "promptIrHash": "", "paramsHash": "",
        "constraintsHash": "", "rewardHash": "", "models": {}, "strategies": 0,
    }))?)
}

fn compile_report(job_hash: &str) -> Result<CompileReport> {
    let best = json!({"compiled_id": "sha256:c", "params": {"paramsVersion": 1}, "reward": 0.5});
    Ok(serde_json::from_value(json!({
        "format": "openagents.dse.compile_report", "formatVersion": 1,
        "job": {"signatureId": SIGNATURE},
        "report": {"jobHash": job_hash, "datasetHash": "sha256:d", "evaluatedCandidates": [best],
            "best": best, "trainReward": 0.5, "holdoutReward": 0.5},
    }))?)
}

fn eval_report() -> Result<EvalReport> {
    let example = |n: usize| {
        json!({
            "exampleId": format!("row-{n:05}"), "signatureId": SIGNATURE,
            "compiled_id": "sha256:c", "datasetHash": "sha256:d", "rewardId": "r",
            "rewardVersion": 1, "reward": 1.0, "signals": [],
            "inputJson": {"message": "a message of usual length"}, "expectedJson": {"action": "none"},
        })
    };
    Ok(serde_json::from_value(json!({
        "format": "openagents.dse.eval_report", "formatVersion": 1,
        "summary": {"evalVersion": 1, "kind": "scored", "reward": 1.0, "n": EXAMPLES},
        "examples": (0..EXAMPLES).map(example).collect::<Vec<_>>(),
    }))?)
}
