use std::sync::Mutex;

use async_trait::async_trait;
use dse::{
    canon,
    engine::{
        memory::{ManualClock, MemoryBlobs, MemoryReceipts, MemoryRegistry, MemoryVars},
        ports::{BlobStore, PortError, ToolExecutor},
        predict::{Failure, PredictEnv, PredictRequest, predict_active},
    },
    lm::{Lm, LmError, LmErrorKind, LmReply, LmRequest},
    model::{
        params::Params,
        receipt::Receipt,
        signature::{Contract, PreparedContract},
    },
};
use serde_json::{Map, Value, json};

use super::{Case, check_with, without};

#[test]
fn predict_vectors() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime starts");
    check_with("predict.json", |case| runtime.block_on(run(case)));
}

/// A model that answers call after call from a list.
struct Sequence<'a> {
    replies: &'a [Value],
    asked: Mutex<Vec<Value>>,
    clock: &'a ManualClock,
}

#[async_trait]
impl Lm for Sequence<'_> {
    fn label(&self) -> String {
        "sequence".to_owned()
    }

    fn concurrency(&self) -> usize {
        1
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        let mut asked = self.asked.lock().expect("nothing panics here");
        let reply = self.replies.get(asked.len()).cloned().unwrap_or(json!({"error": "no reply"}));
        let mut fields = serde_json::to_value(request).expect("requests serialize");
        fields.as_object_mut().expect("an object").retain(|key, _| {
            ["modelId", "temperature", "topP", "maxTokens"].contains(&key.as_str())
        });
        asked.push(json!({"request": fields, "messageCount": request.messages.len()}));
        self.clock.advance(reply["advanceMs"].as_i64().unwrap_or(0));
        match reply["error"].as_str() {
            Some(message) => {
                Err(LmError { kind: LmErrorKind::Failed, message: message.to_owned() })
            }
            None => Ok(LmReply {
                text: reply["text"].as_str().expect("a reply has a text").to_owned(),
                usage: serde_json::from_value(reply["usage"].clone()).expect("a usage"),
                ..LmReply::default()
            }),
        }
    }
}

/// Tools that answer from a table.
struct Tools<'a> {
    table: &'a Map<String, Value>,
    called: Mutex<Vec<Value>>,
}

#[async_trait]
impl ToolExecutor for Tools<'_> {
    async fn call(
        &self,
        name: &str,
        input: &Value,
        timeout_ms: Option<u64>,
    ) -> Result<Value, PortError> {
        let mut call = json!({"toolName": name, "input": input});
        if let Some(timeout) = timeout_ms {
            call["timeoutMs"] = json!(timeout);
        }
        self.called.lock().expect("nothing panics here").push(call);
        let answer = &self.table[name];
        match answer["error"].as_str() {
            Some(reason) => Err(PortError { call: "tool", reason: reason.to_owned() }),
            None => Ok(answer["output"].clone()),
        }
    }
}

async fn run(case: &Case) -> Vec<(&'static str, Value, Value)> {
    let input = &case.input;
    let contract: Contract = serde_json::from_value(input["contract"].clone()).expect("a contract");
    let contract = PreparedContract::new(contract).expect("the schemas compile");
    let registry = registry(&contract, input);
    let blobs = MemoryBlobs::default();
    for blob in input["blobs"].as_array().into_iter().flatten() {
        let text = blob["text"].as_str().expect("a blob has a text");
        blobs.put_text(text, blob["mime"].as_str()).await.expect("memory takes a blob");
    }
    let clock = ManualClock::new(1_700_000_000_000);
    let replies = input["lm"]["responses"].as_array().expect("a list of replies");
    let lm = Sequence { replies, asked: Mutex::default(), clock: &clock };
    let tools = input["tools"].as_object().map(|table| Tools { table, called: Mutex::default() });
    let (receipts, vars) = (MemoryReceipts::default(), MemoryVars::default());
    let env = PredictEnv {
        lm: &lm,
        blobs: &blobs,
        vars: &vars,
        receipts: &receipts,
        tools: tools.as_ref().map(|tools| tools as &dyn ToolExecutor),
        clock: &clock,
    };
    let receipt_id = input["receiptId"].as_str().expect("a receipt id");
    let request = PredictRequest::with_defaults(&contract, &input["input"], receipt_id);
    let outcome = predict_active(env, &registry, request).await;

    let (outcome, returned) = match outcome {
        Ok(prediction) => {
            (json!({"ok": true, "output": prediction.output}), Some(prediction.receipt))
        }
        Err(error) => (failure(&error.failure), error.receipt.map(|receipt| *receipt)),
    };
    let recorded = receipts.all();
    let expected = &case.expected;
    let asked = lm.asked.into_inner().expect("nothing panics here");
    let mut compared = vec![
        ("outcome", expected["outcome"].clone(), outcome),
        ("lmCallCount", expected["lmCallCount"].clone(), json!(asked.len())),
        ("lmCalls", expected["lmCalls"].clone(), Value::Array(asked)),
        (
            "receipts",
            json!(if expected["receipt"].is_null() { 0 } else { 1 }),
            json!(recorded.len()),
        ),
        ("returned receipt", json!(recorded.first()), json!(returned)),
        ("receipt", stated(&expected["receipt"]), stated(&json!(recorded.first()))),
    ];
    if let Some(receipt) = recorded.first() {
        compared.push((
            "receiptId",
            json!([receipt_id, receipt_id]),
            json!([receipt.receipt_id, receipt.run_id]),
        ));
    }
    let called = tools.map(|tools| tools.called.into_inner().expect("nothing panics here"));
    let called = called.unwrap_or_default();
    let expected_calls = expected.get("toolCalls").cloned().unwrap_or(json!([]));
    compared.push(("toolCalls", expected_calls, Value::Array(called)));
    compared.extend(trace(expected, recorded.first(), &blobs).await);
    compared
}

fn registry(contract: &PreparedContract, input: &Value) -> MemoryRegistry {
    let registry = MemoryRegistry::default();
    let signature_id = contract.signature_id();
    if let Some(params) = input.get("activeArtifactParams") {
        let params = Params::parse(params.clone()).expect("the parameters are valid");
        let compiled_id = params.compiled_id();
        let artifact = json!({
            "format": "openagents.dse.compiled_artifact",
            "formatVersion": 1,
            "signatureId": signature_id,
            "compiled_id": compiled_id,
            "createdAt": "2026-01-01T00:00:00.000Z",
            "hashes": contract.contract().hashes_with(&params),
            "params": params,
            "eval": {"evalVersion": 1, "kind": "unscored"},
            "optimizer": {"id": "none"},
            "provenance": {},
        });
        registry.put(serde_json::from_value(artifact).expect("an artifact"));
        registry.set_active(signature_id, &compiled_id);
    }
    if let Some(compiled_id) = input["activeCompiledIdWithoutArtifact"].as_str() {
        registry.set_active(signature_id, compiled_id);
    }
    registry
}

fn failure(failure: &Failure) -> Value {
    let mut outcome = json!({"ok": false, "errorName": failure.name()});
    let fields = match failure {
        Failure::Decode(error) => json!({"outputPreview": error.preview}),
        Failure::Budget(error) => {
            json!({"budget": error.budget, "limit": error.limit, "observed": error.observed})
        }
        Failure::Strategy { strategy_id, .. } => json!({"strategyId": strategy_id}),
        Failure::Render { missing_example_ids, .. } if !missing_example_ids.is_empty() => {
            json!({"missingExampleIds": missing_example_ids})
        }
        _ => json!({}),
    };
    outcome
        .as_object_mut()
        .expect("an object")
        .extend(fields.as_object().expect("an object").clone());
    outcome
}

/// A receipt without what depends on wording or on time.
fn stated(receipt: &Value) -> Value {
    let mut receipt = without(
        receipt,
        &["receiptId", "runId", "createdAt", "timing", "promptRenderStats", "contextPressure"],
    );
    let strip = [
        ("/hashes", "renderedPromptHash"),
        ("/budget/usage", "elapsedMs"),
        ("/rlmTrace", "blob"),
        ("/result", "message"),
    ];
    for (pointer, key) in strip {
        if let Some(part) = receipt.pointer_mut(pointer) {
            *part = without(part, &[key]);
        }
    }
    receipt
}

async fn trace(
    expected: &Value,
    receipt: Option<&Receipt>,
    blobs: &MemoryBlobs,
) -> Vec<(&'static str, Value, Value)> {
    let reference = receipt.and_then(|receipt| receipt.rlm_trace.as_ref());
    let Some(stated) = expected.get("trace") else {
        return vec![("trace", Value::Null, json!(reference))];
    };
    let (Some(receipt), Some(reference)) = (receipt, reference) else {
        return vec![("trace", stated.clone(), Value::Null)];
    };
    let text = blobs.get_text(&reference.blob.id).await.expect("memory answers");
    let mut document = canon::parse(&text.expect("the trace is stored")).expect("a trace is JSON");
    let head = without(&document, &["events"]);
    for event in document["events"].as_array_mut().expect("a list of events") {
        *event = without(event, &["promptHash"]);
    }
    let expected_head = json!({
        "format": "openagents.dse.rlm_trace",
        "formatVersion": 1,
        "signatureId": receipt.signature_id,
        "receiptId": receipt.receipt_id,
        "strategyId": receipt.strategy_id,
    });
    vec![
        ("trace", stated["events"].clone(), document["events"].clone()),
        ("trace head", expected_head, head),
    ]
}
