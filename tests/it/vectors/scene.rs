//! What the cases of eval and compile share: contract, reward, dataset, blobs
//! and a model that follows rules.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use dse::{
    engine::{
        evaluate::{EvalEnv, Judge, Pinned, Reward, Subject},
        memory::{ManualClock, MemoryBlobs, MemoryEvalCache, NoReceipts},
        ports::BlobStore,
        scratch::Scratch,
    },
    lm::{Lm, LmError, LmReply, LmRequest},
    model::{
        dataset::Dataset,
        params::Params,
        signature::{Contract, PreparedContract},
    },
};
use serde_json::Value;

use super::dataset_hash::example;

/// A model that answers by the first rule whose fragments all occur in the prompt.
pub struct RuleLm {
    rules: Vec<(Vec<String>, String)>,
    default: String,
    asked: AtomicUsize,
}

impl RuleLm {
    fn of(document: &Value) -> Self {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let list = |value: &Value| value.as_array().expect("a list").clone();
        let rules = list(&document["rules"]);
        let rule = |rule: &Value| {
            let fragments = list(&rule["whenPromptContainsAll"]);
            (fragments.iter().map(text).collect(), text(&rule["reply"]))
        };
        Self {
            rules: rules.iter().map(rule).collect(),
            default: text(&document["default"]),
            asked: AtomicUsize::new(0),
        }
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Lm for RuleLm {
    fn label(&self) -> String {
        "rules".to_owned()
    }

    fn concurrency(&self) -> usize {
        4
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        // Answers come out of order, as they do from a real model.
        for _ in 0..self.asked() % 3 {
            tokio::task::yield_now().await;
        }
        let contents: Vec<&str> =
            request.messages.iter().map(|message| message.content.as_str()).collect();
        let prompt = contents.join("\n");
        let fits = |fragments: &[String]| fragments.iter().all(|part| prompt.contains(part));
        let rule = self.rules.iter().find(|(fragments, _)| fits(fragments));
        let text = rule.map_or(&self.default, |(_, reply)| reply).clone();
        Ok(LmReply { text, ..LmReply::default() })
    }
}

/// Everything that an evaluation needs, made from a case's input.
pub struct Scene {
    pub contract: PreparedContract,
    pub reward: Reward,
    pub dataset: Dataset,
    pub lm: RuleLm,
    pub cache: MemoryEvalCache,
    workspaces: Scratch,
    clock: ManualClock,
}

impl Scene {
    pub async fn of(input: &Value) -> Self {
        let blobs = MemoryBlobs::default();
        for blob in input["blobs"].as_array().into_iter().flatten() {
            let text = blob["text"].as_str().expect("a blob has a text");
            blobs.put_text(text, blob["mime"].as_str()).await.expect("memory takes a blob");
        }
        let judges = input.get("judge").map(|judge| Judge {
            contract: contract(&judge["contract"]),
            pinned: pinned(&judge["params"]),
        });
        let bundle = serde_json::from_value(input["reward"].clone()).expect("a reward bundle");
        let rows = input["dataset"]["examples"].as_array().expect("a list of examples");
        let dataset_id = input["dataset"]["datasetId"].as_str().expect("a dataset id");
        let rows = rows.iter().map(example).collect();
        Self {
            contract: contract(&input["contract"]),
            reward: Reward::new(bundle, judges.into_iter().collect()).expect("the judge is given"),
            dataset: Dataset::new(dataset_id, rows).expect("a dataset"),
            lm: RuleLm::of(&input["lm"]),
            cache: MemoryEvalCache::default(),
            workspaces: Scratch::over(Arc::new(blobs)),
            clock: ManualClock::new(1_700_000_000_000),
        }
    }

    pub fn env(&self) -> EvalEnv<'_> {
        EvalEnv {
            lm: &self.lm,
            workspaces: &self.workspaces,
            receipts: &NoReceipts,
            tools: None,
            clock: &self.clock,
            cache: Some(&self.cache),
            progress: None,
        }
    }

    pub fn subject(&self) -> Subject<'_> {
        Subject { contract: &self.contract, reward: &self.reward }
    }
}

pub fn pinned(params: &Value) -> Pinned {
    Pinned::from(Params::parse(params.clone()).expect("parameters"))
}

fn contract(document: &Value) -> PreparedContract {
    let contract: Contract = serde_json::from_value(document.clone()).expect("a contract");
    PreparedContract::new(contract).expect("the schemas compile")
}
