//! A compile against a model of 50 ms, against the least time that its calls
//! can take.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use dse::api::compile::CompileRequest;
use dse::api::examples::ImportRequest;

use super::measure::Samples;
use super::mock_model::MockModel;
use super::workspace::Server;

const LATENCY: Duration = Duration::from_millis(50);
const CONCURRENCY: usize = 16;
const ROUNDS: usize = 5;
const SIGNATURE: &str = "@openagents/autopilot/blueprint/SelectTool.v1";

pub fn run(dse: &Path) -> Result<String> {
    tokio::runtime::Runtime::new()?.block_on(measure(dse))
}

async fn measure(dse: &Path) -> Result<String> {
    let mut times = Vec::new();
    let mut calls = 0;
    for _ in 0..ROUNDS {
        let model = MockModel::start(LATENCY).await?;
        times.push(compile_once(dse, &model).await?);
        calls = model.calls();
    }
    let times = Samples::new(times);
    let bound = LATENCY * u32::try_from(calls.div_ceil(CONCURRENCY))?;
    Ok(format!(
        "## Compile\n\nSelectTool over its shipped dataset, every candidate of the job, a model of {} ms behind HTTP, \
         {CONCURRENCY} calls at once, {ROUNDS} fresh compiles; aim: within 10 % of the bound.\n\n\
         | what | time | ratio |\n| --- | --- | ---: |\n\
         | compile, {calls} calls | {} | {:.3} |\n| bound, ceil(calls / {CONCURRENCY}) × {} ms | {:.1} ms | 1 |\n",
        LATENCY.as_millis(),
        times.told(),
        times.median().as_secs_f64() / bound.as_secs_f64(),
        LATENCY.as_millis(),
        bound.as_secs_f64() * 1_000.0,
    ))
}

/// The time of one compile on a new database.
async fn compile_once(dse: &Path, model: &MockModel) -> Result<Duration> {
    let folder = tempfile::tempdir()?;
    let settings = format!(
        "[lm]\nprovider = \"openai\"\nbase_url = \"{}\"\nconcurrency = {CONCURRENCY}\n[lm.models]\nmain = \"mock\"\n",
        model.url
    );
    fs::write(folder.path().join("dse.toml"), settings)?;
    let server = Server::start(dse, folder.path())?;
    let client = server.client()?;
    let rows = dse::catalog::shipped_dataset(SIGNATURE).expect("the dataset is shipped");
    let import = ImportRequest {
        signature_id: SIGNATURE.to_owned(),
        jsonl: Some(rows.to_owned()),
        ..ImportRequest::default()
    };
    client.import(&import).await?;
    let request =
        CompileRequest { signature_id: SIGNATURE.to_owned(), ..CompileRequest::default() };
    let started = Instant::now();
    client.compile(&request, |_| ()).await?;
    Ok(started.elapsed())
}
