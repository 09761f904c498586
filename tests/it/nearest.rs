//! The baseline on the shipped signatures and datasets, through the engine's
//! own prompts: what a fresh machine runs.

use dse::{
    catalog::Catalog,
    engine::{
        core::render::{BlobView, PromptPlan, render},
        memory::{ManualClock, MemoryBlobs, MemoryVars, NoReceipts},
        ports::BlobStore,
        predict::{PredictEnv, PredictRequest, Prediction, predict},
    },
    lm::{LmRequest, ModelRole, nearest::Nearest},
    model::{
        example::{Example, Split},
        params::Params,
        signature::{Contract, PreparedContract},
    },
};
use serde_json::{Value, json};

const SELECT_TOOL: &str = "@openagents/autopilot/blueprint/SelectTool.v1";
const RECAP: &str = "@openagents/autopilot/canary/RecapThread.v1";
const SUMMARIZE: &str = "@openagents/autopilot/rlm/SummarizeThread.v1";
const JUDGE: &str = "@openagents/autopilot/judge/ThreadSummaryQuality.v1";

fn rows(dataset: &str) -> Vec<Example> {
    let path = format!("{}/fixtures/datasets/{dataset}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the dataset is there");
    text.lines().map(|line| serde_json::from_str(line).expect("a row")).collect()
}

fn contract(id: &str) -> Contract {
    Catalog::shipped().signature(id).expect("a shipped signature").clone()
}

/// The share of SelectTool rows of a split that come out right, with the
/// default instruction or another.
fn accuracy(instruction: Option<&str>, split: Split) -> f64 {
    let mut params = json!({"paramsVersion": 1});
    if let Some(text) = instruction {
        params["instruction"] = json!({"text": text});
    }
    let params = Params::parse(params).expect("parameters");
    let contract = contract(SELECT_TOOL);
    let plan = PromptPlan::new(&contract.prompt_ir, &contract.output_schema_json, &params)
        .expect("a plan");
    let rows: Vec<Example> =
        rows("select-tool.v1").into_iter().filter(|row| row.split == Some(split)).collect();
    let right = rows.iter().filter(|row| {
        let rendered = render(&plan, &row.input_json, None, &[], BlobView::InlinePreview);
        let request = LmRequest {
            role: ModelRole::Main,
            messages: rendered.messages,
            model_id: None,
            temperature: None,
            top_p: None,
            max_tokens: None,
            output_schema: None,
            row: None,
            pieces: Default::default(),
        };
        let answer: Value = serde_json::from_str(&Nearest.answer(&request)).expect("JSON");
        answer == row.expected_json
    });
    right.count() as f64 / rows.len() as f64
}

#[test]
fn the_instruction_that_wins_on_train_beats_the_default_on_holdout() {
    let job = Catalog::shipped().job(SELECT_TOOL).expect("a job");
    let variants = job.search_space["instructionVariants"].as_array().expect("variants").clone();
    let texts = variants.iter().filter_map(|variant| variant["text"].as_str());
    let scored = texts.map(|text| (accuracy(Some(text), Split::Train), text));
    let (_, winner) = scored.max_by(|left, right| left.0.total_cmp(&right.0)).expect("a winner");

    let default = accuracy(None, Split::Holdout);
    let tuned = accuracy(Some(winner), Split::Holdout);
    assert!(tuned >= default + 0.15, "default {default:.3}, winner {tuned:.3}");
    let holdout: Vec<Example> = rows("select-tool.v1")
        .into_iter()
        .filter(|row| row.split == Some(Split::Holdout))
        .collect();
    let most = holdout
        .iter()
        .map(|row| holdout.iter().filter(|other| other.expected_json == row.expected_json).count())
        .max();
    let majority = most.unwrap_or(0) as f64 / holdout.len() as f64;
    assert!(default > majority, "default {default:.3}, majority {majority:.3}");
}

async fn predicted(id: &str, input: &Value, blobs: &MemoryBlobs) -> Prediction {
    let contract = PreparedContract::new(contract(id)).expect("the schemas compile");
    let vars = MemoryVars::default();
    let clock = ManualClock::new(1_700_000_000_000);
    let env = PredictEnv {
        lm: &Nearest,
        blobs,
        vars: &vars,
        receipts: &NoReceipts,
        tools: None,
        clock: &clock,
    };
    let request = PredictRequest::with_defaults(&contract, input, "receipt");
    predict(env, request).await.unwrap_or_else(|error| panic!("{id}: {error}"))
}

#[tokio::test]
async fn long_threads_are_recapped_within_the_budget_and_the_judge_tells_good_from_bad() {
    let score = async |input: Value| {
        let blobs = MemoryBlobs::default();
        let output = predicted(JUDGE, &input, &blobs).await.output;
        output["score"].as_f64().expect("a score")
    };
    for row in rows("recap-thread.v1").into_iter().step_by(13) {
        let blobs = MemoryBlobs::default();
        let texts = row.meta.as_ref().and_then(|meta| meta["blobs"].as_array().cloned());
        for blob in texts.expect("blobs") {
            let text = blob["text"].as_str().expect("a text");
            blobs.put_text(text, blob["mime"].as_str()).await.expect("memory takes a blob");
        }
        for id in [RECAP, SUMMARIZE] {
            let prediction = predicted(id, &row.input_json, &blobs).await;
            let summary = prediction.output["summary"].as_str().expect("a summary").to_owned();
            assert!(!summary.is_empty() && summary.len() <= 1_200, "{id}: {summary}");
            let question = &row.input_json["question"];
            let expected = &row.expected_json["summary"];
            let judged = |summary: &Value| json!({"question": question, "predSummary": summary, "expectedSummary": expected});
            let own = score(judged(&json!(summary))).await;
            assert_eq!(score(judged(expected)).await, 1.0);
            assert!(own > 0.0 && own < 1.0, "{} {id}: {own}", row.example_id);
        }
    }
}
