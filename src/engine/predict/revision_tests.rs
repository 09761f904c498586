//! What models are asked, as a hash: a change of it is a new [`REVISION`], so
//! that reports of before are not taken for reports of today.

use std::sync::Mutex;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{PredictEnv, PredictRequest, REVISION, predict};
use crate::{
    canon,
    engine::{
        memory::{ManualClock, MemoryBlobs, MemoryReceipts, MemoryVars},
        ports::BlobStore,
    },
    lm::{Lm, LmError, LmReply, LmRequest},
    model::{
        params::Params,
        signature::{Contract, PreparedContract},
    },
};

/// The hash of all requests below at each revision; add a line, change none.
const ASKED: [&str; REVISION as usize] =
    ["sha256:4c49c3bd323b336d53ba72482ffe338d06205f127ec77acf18272dfaae521a9f"];

/// Answers from a list and keeps what it is asked.
struct Listed {
    replies: Mutex<Vec<String>>,
    asked: Mutex<Vec<LmRequest>>,
}

#[async_trait]
impl Lm for Listed {
    fn label(&self) -> String {
        "listed".to_owned()
    }

    fn concurrency(&self) -> usize {
        1
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        self.asked.lock().unwrap().push(request.clone());
        let text = self.replies.lock().unwrap().remove(0);
        Ok(LmReply { text, ..LmReply::default() })
    }
}

/// A contract with a block of every kind.
fn contract() -> PreparedContract {
    let blob = canon::text_id("Ana asks. Ben answers.");
    let document = json!({
        "format": "openagents.dse.signature_contract",
        "formatVersion": 1,
        "signatureId": "@test/everything.v1",
        "inputSchemaJson": {"type": "object", "required": ["q"], "properties": {
            "q": {"type": "string"}, "book": {}}},
        "outputSchemaJson": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
        "promptIr": {"version": 1, "blocks": [
            {"_tag": "System", "text": "You are careful."},
            {"_tag": "Instruction", "text": "Answer."},
            {"_tag": "FewShot", "examples": [{"id": "one", "input": {"q": "1"}, "output": {"a": "1"}}]},
            {"_tag": "ToolPolicy", "policy": {"allowedToolNames": ["search"], "maxToolCalls": 1}},
            {"_tag": "OutputFormat", "format": {"_tag": "JsonSchema", "schema": {"type": "object"}}},
            {"_tag": "Context", "entries": [
                {"key": "note", "value": "0123456789"},
                {"key": "talk", "blob": {"id": blob, "hash": blob, "size": 22}},
            ]},
        ]},
        "defaultParams": {"paramsVersion": 1},
    });
    let contract: Contract = serde_json::from_value(document).unwrap();
    PreparedContract::new(contract).unwrap()
}

async fn asked(params: Value, replies: &[Value]) -> Vec<LmRequest> {
    let blobs = MemoryBlobs::default();
    let blob = blobs.put_text("Ana asks. Ben answers.", None).await.unwrap();
    let text = |reply: &Value| reply.as_str().map_or_else(|| reply.to_string(), str::to_owned);
    let lm =
        Listed { replies: Mutex::new(replies.iter().map(text).collect()), asked: Mutex::default() };
    let (vars, receipts, clock) =
        (MemoryVars::default(), MemoryReceipts::default(), ManualClock::new(0));
    let env = PredictEnv {
        lm: &lm,
        blobs: &blobs,
        vars: &vars,
        receipts: &receipts,
        tools: None,
        clock: &clock,
    };
    let contract = contract();
    let (params, input) = (Params::parse(params).unwrap(), json!({"q": "Who asks?", "book": blob}));
    let request = PredictRequest::with_defaults(&contract, &input, "r");
    predict(env, PredictRequest { params: &params, ..request }).await.unwrap();
    lm.asked.into_inner().unwrap()
}

#[tokio::test]
async fn what_is_asked_belongs_to_the_revision() {
    let repaired = json!({"paramsVersion": 1, "decode": {"mode": "strict_json", "maxRepairs": 1}});
    let budgets = json!({"maxRlmIterations": 9, "maxSubLmCalls": 9});
    let long = json!({"paramsVersion": 1, "strategy": {"id": "rlm_lite.v1"}, "budgets": budgets,
        "rlmLite": {"controllerInstructions": "Search first.",
            "chunkDefaults": {"chunkChars": 9, "overlapChars": 2, "maxChunks": 3}}});
    let target = json!({"_tag": "Var", "name": "note"});
    let actions = [
        json!({"_tag": "Preview", "target": target}),
        json!({"_tag": "Search", "target": target, "query": "3"}),
        json!({"_tag": "Chunk", "target": target, "chunkChars": 5, "intoVar": "parts"}),
        json!({"_tag": "ExtractOverChunks", "chunksVar": "parts", "instruction": "?", "intoVar": "seen"}),
        json!("first"),
        json!("second"),
        json!({"_tag": "WriteVar", "name": "kept", "value": {"_tag": "Json", "value": 1}}),
        json!({"_tag": "SubLm", "messages": [{"role": "user", "content": "?"}], "intoVar": "said"}),
        json!("well"),
        json!({"_tag": "Final", "output": {"a": "Ana"}}),
    ];
    let direct = asked(repaired, &[json!("hm"), json!({"a": "Ana"})]).await;
    let controlled = asked(long, &actions).await;
    assert_eq!((direct.len(), controlled.len()), (2, 10));
    let hash = canon::id_of(&json!([direct, controlled]));
    let known = ASKED[REVISION as usize - 1];
    assert_eq!(hash, known, "models are asked otherwise: raise REVISION and add this hash");
}
