//! Looking into a text of a million characters: the time of a search and of
//! chunking by its length, and the memory of a whole run.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use dse::api::examples::ImportRequest;
use dse::api::exercise::PredictRequest;
use dse::engine::core::{inspect, span::TextIndex};
use serde_json::{Value, json};

use super::measure::Samples;
use super::workspace::Server;

const LENGTHS: [usize; 3] = [250_000, 500_000, 1_000_000];
const ROUNDS: usize = 21;
const SIGNATURE: &str = "@openagents/autopilot/rlm/SummarizeThread.v1";

pub fn run(dse: &Path) -> Result<String> {
    let mut table = String::new();
    for length in LENGTHS {
        let text = text(length);
        let search = timed(|| {
            let index = TextIndex::new(&text);
            black_box(inspect::search(&index, "needle", 20, 80).total);
        });
        let chunk = timed(|| {
            let index = TextIndex::new(&text);
            black_box(inspect::chunks(&index, 5_000, 200, 200).len());
        });
        let memory = tokio::runtime::Runtime::new()?.block_on(memory(dse, &text))?;
        let each = |time: &Samples| time.median().as_secs_f64() * 1e9 / length as f64;
        table += &format!(
            "| {length} | {} | {:.2} ns | {} | {:.2} ns | {memory:.0} MiB |\n",
            search.told(),
            each(&search),
            chunk.told(),
            each(&chunk),
        );
    }
    let nothing = tokio::runtime::Runtime::new()?.block_on(memory(dse, "a short text"))?;
    Ok(format!(
        "## Long texts\n\nA text with a letter of four bytes in every line, and 1 match in every 1,000 characters. Time linear in the \
         length means the same time for each character. Memory is the peak of `dse serve` over a whole run of \
         `rlm_lite.v1` (load, search, chunk, extract over 20 chunks, final) with import; with a text of a few characters it is \
         {nothing:.0} MiB.\n\n\
         | characters | search | each | chunk | each | memory |\n| ---: | --- | ---: | --- | ---: | ---: |\n{table}"
    ))
}

/// A text that is neither plain ASCII nor without matches.
fn text(length: usize) -> String {
    let line = "Somebody says something about the day, and it goes on like that 🙂\n";
    let mut text = String::with_capacity(length + length / 8);
    let mut units = 0;
    while units < length {
        text.push_str(line);
        units += line.encode_utf16().count();
        if units % 1_000 < 66 {
            text.push_str("needle\n");
            units += 7;
        }
    }
    text
}

fn timed(mut work: impl FnMut()) -> Samples {
    work();
    let round = |_| {
        let started = Instant::now();
        work();
        started.elapsed()
    };
    Samples::new((0..ROUNDS).map(round).collect::<Vec<Duration>>())
}

/// The most memory that a server has used for a run over `text`, MiB.
async fn memory(dse: &Path, text: &str) -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let id = dse::canon::text_id(text);
    fs::write(
        folder.path().join("dse.toml"),
        "[lm]\nprovider = \"script\"\nscript = \"rules.json\"\n",
    )?;
    fs::write(folder.path().join("rules.json"), rules(&id).to_string())?;
    let server = Server::start(dse, folder.path())?;
    let client = server.client()?;
    let blob = json!({"id": id, "hash": id, "size": text.len(), "mime": "text/plain"});
    let row = json!({
        "exampleId": "long",
        "inputJson": {"question": "What?", "threadChunks": [blob]},
        "expectedJson": {"summary": "That."},
        "split": "train",
        "meta": {"blobs": [{"id": id, "text": text}]},
    });
    let import = ImportRequest {
        signature_id: SIGNATURE.to_owned(),
        examples: Some(vec![row]),
        ..ImportRequest::default()
    };
    client.import(&import).await?;
    let request = PredictRequest {
        signature_id: SIGNATURE.to_owned(),
        count: Some(1.0),
        ..PredictRequest::default()
    };
    let done = client.exercise(&request, |_| ()).await?.body;
    ensure!(done.ok_count == 1, "the run failed");
    server.peak_memory_mib().context("the system tells the memory of a process")
}

/// A controller that knows what it wants. It sees the state of each iteration.
fn rules(id: &str) -> Value {
    let target = json!({"_tag": "Blob", "blobId": id});
    let actions = [
        json!({"_tag": "Load", "blobId": id, "intoVar": "thread"}),
        json!({"_tag": "Search", "target": target, "query": "needle"}),
        json!({"_tag": "Chunk", "target": target, "chunkChars": 5_000, "overlapChars": 200,
               "maxChunks": 200, "intoVar": "parts"}),
        json!({"_tag": "ExtractOverChunks", "chunksVar": "parts", "instruction": "Say what matters.",
               "maxChunks": 20, "intoVar": "notes"}),
        json!({"_tag": "Final", "output": {"summary": "That."}}),
    ];
    // The latest state stands last and earlier ones stay, so that the rule of
    // the latest iteration must come first.
    let rule = |(at, action): (usize, &Value)| {
        let mark = format!("\"iteration\":{}", at + 1);
        json!({"whenPromptContainsAll": [mark], "reply": action.to_string()})
    };
    let rules: Vec<Value> = actions.iter().enumerate().rev().map(rule).collect();
    json!({"rules": rules, "default": "nothing"})
}
