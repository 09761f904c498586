//! Compiles against a model of 50 ms, against the least time that their calls
//! can take, with DSPy's search over the same rows and the same mock beside it.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use dse::api::compile::CompileRequest;
use dse::api::examples::ImportRequest;
use serde_json::{Value, json};

use super::dspy;
use super::measure::Samples;
use super::mock_model::MockModel;
use super::workspace::Server;

pub const LATENCY: Duration = Duration::from_millis(50);
pub const CONCURRENCY: usize = 16;
const ROUNDS: usize = 3;
const SIGNATURE: &str = "@openagents/autopilot/blueprint/SelectTool.v1";
/// Rows of each split that a search is over.
const TRAIN: usize = 40;
const HOLDOUT: usize = 24;

const HEAD: &str = "| what | calls | different | time | bound | ratio |\n\
                    | --- | ---: | ---: | --- | ---: | ---: |\n";

/// A search, and how it went.
struct Search {
    name: &'static str,
    rows: String,
    optimizer: Option<&'static str>,
    space: Option<Value>,
}

/// What a row of the table says.
pub struct Timed {
    pub name: String,
    pub calls: usize,
    pub different: usize,
    pub times: Samples,
}

pub fn run(dse: &Path) -> Result<String> {
    tokio::runtime::Runtime::new()?.block_on(measure(dse))
}

/// The shipped job alone: what `bench core` shows.
pub fn shipped(dse: &Path) -> Result<String> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let timed = measured(dse, &shipped_job()).await?;
        Ok(format!(
            "## Compile of the shipped job\n\nA model of {} ms behind HTTP, {CONCURRENCY} calls at once, {ROUNDS} fresh \
             runs. The bound is ceil(calls / {CONCURRENCY}) × {} ms; aim: within 10 %.\n\n{HEAD}{}",
            LATENCY.as_millis(),
            LATENCY.as_millis(),
            row(&timed),
        ))
    })
}

async fn measure(dse: &Path) -> Result<String> {
    let mut rows = Vec::new();
    for search in searches()? {
        rows.push(measured(dse, &search).await?);
    }
    rows.push(dspy::measured(&few_rows(), ROUNDS).await?);
    let table: String = rows.iter().map(row).collect();
    Ok(format!(
        "## Compile\n\nA model of {} ms behind HTTP, {CONCURRENCY} calls at once, {ROUNDS} fresh runs each, medians. The bound is \
         ceil(calls / {CONCURRENCY}) × {} ms: what the calls would take if nothing ever waited for anything. *Different* \
         counts pairs of prompt and parameters. The knobs grid has 96 candidates over {TRAIN} rows; several \
         of them differ only in what no prompt shows, and share their calls. A greedy search must wait for each \
         of its steps, whose last calls leave part of the model idle. DSPy is `BootstrapFewShotWithRandomSearch` \
         over the same {TRAIN} rows, 8 candidates, {CONCURRENCY} threads, without its disk cache.\n\n\
         {HEAD}{table}",
        LATENCY.as_millis(),
        LATENCY.as_millis(),
    ))
}

fn row(timed: &Timed) -> String {
    let Timed { name, calls, different, times } = timed;
    let bound = LATENCY.as_secs_f64() * calls.div_ceil(CONCURRENCY) as f64;
    format!(
        "| {name} | {calls} | {different} | {} | {:.0} ms | {:.3} |\n",
        times.told(),
        bound * 1_000.0,
        times.median().as_secs_f64() / bound,
    )
}

fn shipped_job() -> Search {
    let shipped = dse::catalog::shipped_dataset(SIGNATURE).expect("the dataset is shipped");
    Search {
        name: "the shipped job, all rows",
        rows: shipped.to_owned(),
        optimizer: None,
        space: None,
    }
}

fn searches() -> Result<Vec<Search>> {
    let instructions = |count: usize| -> Vec<Value> {
        let text = |n| format!("Pick the tool that fits, or none. Variant {n}.");
        (0..count).map(|n| json!({"id": format!("i{n:02}"), "text": text(n)})).collect()
    };
    let budgets: Vec<Value> =
        (0..4).map(|n| json!({"id": format!("b{n}"), "budgets": {"maxLmCalls": 8 + n}})).collect();
    let knobs = json!({"instructionVariants": instructions(24), "budgetProfiles": budgets});
    let few_shot = json!({"candidateExampleIds": few_shots()?, "kMax": 3});
    let joint = json!({"instructionVariants": instructions(6), "fewShot": few_shot});
    Ok(vec![
        shipped_job(),
        Search {
            name: "knobs grid, 96 candidates",
            rows: few_rows(),
            optimizer: Some("knobs_grid.v1"),
            space: Some(knobs),
        },
        Search {
            name: "joint grid and few-shot",
            rows: few_rows(),
            optimizer: Some("joint_instruction_grid_then_fewshot_greedy_forward.v1"),
            space: Some(joint),
        },
    ])
}

/// The few-shot examples that the signature has to choose from.
fn few_shots() -> Result<Vec<String>> {
    let catalog = dse::catalog::Catalog::load(tempfile::tempdir()?.path())?;
    let contract = catalog.signature(SIGNATURE).expect("the signature is shipped");
    let blocks = contract.prompt_ir.raw()["blocks"].as_array().into_iter().flatten();
    let examples = blocks.flat_map(|block| block["examples"].as_array().into_iter().flatten());
    let ids = examples.filter_map(|example| example["id"].as_str());
    Ok(ids.take(8).map(str::to_owned).collect())
}

fn few_rows() -> String {
    let shipped = dse::catalog::shipped_dataset(SIGNATURE).expect("the dataset is shipped");
    // The rows stand in the order of their labels: every label gets its share.
    let of = |split: &str, count: usize| {
        let mark = format!("\"split\":\"{split}\"");
        let all: Vec<&str> = shipped.lines().filter(|row| row.contains(&mark)).collect();
        let step = (all.len() / count).max(1);
        all.into_iter().step_by(step).take(count).collect::<Vec<_>>()
    };
    [of("train", TRAIN), of("holdout", HOLDOUT)].concat().join("\n")
}

async fn measured(dse: &Path, search: &Search) -> Result<Timed> {
    let mut times = Vec::new();
    let (mut calls, mut different) = (0, 0);
    for _ in 0..ROUNDS {
        let model = MockModel::start(LATENCY).await?;
        times.push(compile_once(dse, &model, search).await?);
        (calls, different) = (model.calls(), model.different());
    }
    Ok(Timed { name: search.name.to_owned(), calls, different, times: Samples::new(times) })
}

/// The time of one compile on a new database.
async fn compile_once(dse: &Path, model: &MockModel, search: &Search) -> Result<Duration> {
    let folder = tempfile::tempdir()?;
    let settings = format!(
        "[lm]\nprovider = \"openai\"\nbase_url = \"{}\"\nconcurrency = {CONCURRENCY}\n[lm.models]\nmain = \"mock\"\n",
        model.url
    );
    fs::write(folder.path().join("dse.toml"), settings)?;
    let server = Server::start(dse, folder.path())?;
    let client = server.client()?;
    let import = ImportRequest {
        signature_id: SIGNATURE.to_owned(),
        jsonl: Some(search.rows.clone()),
        ..ImportRequest::default()
    };
    client.import(&import).await?;
    let optimizer = search.optimizer.map(|id| json!({"id": id, "config": {"maxCandidates": 96}}));
    let request = CompileRequest {
        signature_id: SIGNATURE.to_owned(),
        optimizer: optimizer.map(serde_json::from_value).transpose()?,
        search_space: search.space.clone(),
        ..CompileRequest::default()
    };
    let started = Instant::now();
    client.compile(&request, |_| ()).await?;
    Ok(started.elapsed())
}
