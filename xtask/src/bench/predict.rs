//! What the server adds to a prediction whose model answers at once.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use dse::api::examples::ImportRequest;
use dse::api::exercise::PredictRequest;

use super::measure::Samples;
use super::workspace::Server;

const ROUNDS: usize = 200;
const SIGNATURE: &str = "@openagents/autopilot/blueprint/SelectTool.v1";

pub fn run(dse: &Path) -> Result<String> {
    tokio::runtime::Runtime::new()?.block_on(measure(dse))
}

async fn measure(dse: &Path) -> Result<String> {
    let folder = tempfile::tempdir()?;
    fs::write(
        folder.path().join("dse.toml"),
        "[lm]\nprovider = \"script\"\nscript = \"rules.json\"\n",
    )?;
    fs::write(
        folder.path().join("rules.json"),
        r#"{"rules":[],"default":"{\"action\":\"none\"}"}"#,
    )?;
    let server = Server::start(dse, folder.path())?;
    let client = server.client()?;
    let rows = dse::catalog::shipped_dataset(SIGNATURE).expect("the dataset is shipped");
    let import = ImportRequest {
        signature_id: SIGNATURE.to_owned(),
        jsonl: Some(rows.to_owned()),
        ..ImportRequest::default()
    };
    client.import(&import).await?;
    let request = PredictRequest {
        signature_id: SIGNATURE.to_owned(),
        count: Some(1.0),
        ..PredictRequest::default()
    };
    let mut times = Vec::new();
    for round in 0..=ROUNDS {
        let started = Instant::now();
        client.exercise(&request, |_| ()).await?;
        if round > 0 {
            times.push(started.elapsed());
        }
    }
    let many = PredictRequest { count: Some(200.0), ..request };
    let started = Instant::now();
    client.exercise(&many, |_| ()).await?;
    let each = started.elapsed().as_secs_f64() * 1_000.0 / 200.0;
    Ok(format!(
        "## Server overhead of a prediction\n\nA model that answers at once; each prediction renders, decodes, and stores \
         its receipt.\n\n| what | time |\n| --- | --- |\n\
         | one prediction, one HTTP request, {ROUNDS} runs | {} |\n| one of 200 in one request | {each:.2} ms |\n",
        Samples::new(times).told(),
    ))
}
