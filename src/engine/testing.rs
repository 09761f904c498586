//! A small world for the engine's own tests: a signature that answers with a
//! word, rows that ask for one, and a model made of a closure.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    evaluate::{EvalEnv, Evaluator, Judge, Pinned, Reward, Subject},
    memory::{ManualClock, MemoryBlobs, MemoryEvalCache, NoReceipts},
    ports::{BlobStore, Progress, ProgressSink},
    scratch::Scratch,
};
use crate::{
    lm::{Lm, LmError, LmErrorKind, LmReply, LmRequest},
    model::{
        dataset::{Dataset, DatasetExample},
        job::JobSpec,
        signature::{Contract, PreparedContract},
    },
};

type Answer = dyn Fn(&str) -> Result<String, LmErrorKind> + Send + Sync;

/// A model that answers from a closure over the prompt, each time after
/// another delay.
pub(crate) struct FakeLm {
    answer: Box<Answer>,
    concurrency: usize,
    asked: AtomicUsize,
    running: AtomicUsize,
    peak: AtomicUsize,
}

impl FakeLm {
    pub(crate) fn new(
        concurrency: usize,
        answer: impl Fn(&str) -> Result<String, LmErrorKind> + Send + Sync + 'static,
    ) -> Self {
        Self {
            answer: Box::new(answer),
            concurrency,
            asked: AtomicUsize::new(0),
            running: AtomicUsize::new(0),
            peak: AtomicUsize::new(0),
        }
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// The most calls that were under way at once.
    pub(crate) fn peak(&self) -> usize {
        self.peak.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Lm for FakeLm {
    fn label(&self) -> String {
        "fake".to_owned()
    }

    fn concurrency(&self) -> usize {
        self.concurrency
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst) as u64;
        let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.peak.fetch_max(running, Ordering::SeqCst);
        let micros = turn.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 53;
        tokio::time::sleep(Duration::from_micros(micros)).await;
        self.running.fetch_sub(1, Ordering::SeqCst);
        let contents: Vec<&str> = request.messages.iter().map(|m| m.content.as_str()).collect();
        match (self.answer)(&contents.join("\n")) {
            Ok(text) => Ok(LmReply { text, ..LmReply::default() }),
            Err(kind) => Err(LmError { kind, message: "the model is away".to_owned() }),
        }
    }
}

/// Progress as it came.
#[derive(Default)]
pub(crate) struct Told(Mutex<Vec<Progress>>);

impl Told {
    pub(crate) fn all(&self) -> Vec<Progress> {
        self.0.lock().unwrap().clone()
    }
}

impl ProgressSink for Told {
    fn report(&self, progress: Progress) {
        self.0.lock().unwrap().push(progress);
    }
}

/// Everything but the model.
pub(crate) struct World {
    pub(crate) contract: PreparedContract,
    pub(crate) reward: Reward,
    pub(crate) cache: MemoryEvalCache,
    pub(crate) told: Told,
    pub(crate) clock: ManualClock,
    workspaces: Scratch,
}

impl World {
    /// A world whose reward has those signals.
    pub(crate) fn with_signals(signals: Value) -> Self {
        let judge = word_contract("@test/Judge.v1", "score", "number");
        let pinned = Pinned::from(judge.contract().default_params.clone());
        let bundle = json!({"rewardId": "r", "rewardVersion": 1, "signals": signals});
        let bundle = serde_json::from_value(bundle).unwrap();
        Self {
            contract: word_contract("@test/Word.v1", "word", "string"),
            reward: Reward::new(bundle, vec![Judge { contract: judge, pinned }]).unwrap(),
            cache: MemoryEvalCache::default(),
            told: Told::default(),
            clock: ManualClock::new(1_700_000_000_000),
            workspaces: Scratch::over(Arc::new(MemoryBlobs::default())),
        }
    }

    /// A world that rewards the right word, and a little the right shape.
    pub(crate) fn new() -> Self {
        Self::with_signals(json!([
            {"kind": "format_validity", "weight": 0.2},
            {"kind": "exact_json_match", "weight": 0.8, "metricId": "m", "metricVersion": 1},
        ]))
    }

    /// The same world over other texts.
    pub(crate) fn over(self, blobs: Arc<dyn BlobStore>) -> Self {
        Self { workspaces: Scratch::over(blobs), ..self }
    }

    pub(crate) fn evaluator<'a>(&'a self, lm: &'a dyn Lm) -> Evaluator<'a> {
        let env = EvalEnv {
            lm,
            workspaces: &self.workspaces,
            receipts: &NoReceipts,
            tools: None,
            clock: &self.clock,
            cache: Some(&self.cache),
            progress: Some(&self.told),
        };
        Evaluator { env, subject: Subject { contract: &self.contract, reward: &self.reward } }
    }

    pub(crate) fn defaults(&self) -> Pinned {
        Pinned::from(self.contract.contract().default_params.clone())
    }
}

fn word_contract(signature_id: &str, field: &str, kind: &str) -> PreparedContract {
    let contract: Contract = serde_json::from_value(json!({
        "format": "openagents.dse.signature_contract",
        "formatVersion": 1,
        "signatureId": signature_id,
        "inputSchemaJson": {},
        "outputSchemaJson": {
            "type": "object",
            "required": [field],
            "properties": {field: {"type": kind}},
        },
        "promptIr": {"version": 1, "blocks": [
            {"_tag": "Instruction", "text": "Answer."},
            {"_tag": "FewShot", "examples": [
                {"id": "one", "input": {}, "output": {}},
                {"id": "two", "input": {}, "output": {}},
                {"id": "three", "input": {}, "output": {}},
            ]},
        ]},
        "defaultParams": {"paramsVersion": 1},
    }))
    .unwrap();
    PreparedContract::new(contract).unwrap()
}

/// `train` and `holdout` rows named `row-000` and on, of which each expects its
/// own name as the word.
pub(crate) fn rows(train: usize, holdout: usize) -> Dataset {
    let row = |index: usize| {
        let name = format!("row-{index:03}");
        DatasetExample {
            example_id: name.clone(),
            input: json!({"ask": name}),
            expected: json!({"word": name}),
            split: Some(if index < train { "train" } else { "holdout" }.to_owned()),
            tags: Vec::new(),
            meta: None,
        }
    };
    Dataset::new("d", (0..train + holdout).map(row).collect()).unwrap()
}

/// The name of the row that a prompt asks about, which stands last in it.
pub(crate) fn asked_row(prompt: &str) -> &str {
    let at = prompt.rfind("row-").expect("prompts end with the input");
    &prompt[at..at + "row-000".len()]
}

/// The right answer to a prompt.
pub(crate) fn right_word(prompt: &str) -> String {
    json!({"word": asked_row(prompt)}).to_string()
}

pub(crate) fn job(optimizer: &str, space: Value) -> JobSpec {
    serde_json::from_value(json!({
        "signatureId": "@test/Word.v1",
        "rewardId": "r",
        "searchSpace": space,
        "optimizer": {"id": optimizer},
    }))
    .unwrap()
}
