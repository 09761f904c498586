//! Stores with a history, for tests.

use std::{path::Path, sync::Arc};

use serde_json::{Value, json};

use super::{
    EvalKey, Forgetting, ImportOf, NewCanary, NewEvent, NewLook, NewRun, OnlyIf, PointerMove, Store,
};
use crate::{
    engine::memory::ManualClock,
    model::{artifact::Artifact, example::Example, identity::ReportIdentity},
};

/// A clock that a test moves.
pub(super) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(1_700_000_000_000))
}

/// Numbers that follow from a seed.
pub(super) struct Numbers(u64);

impl Numbers {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("it is below `end`")
    }

    pub(super) fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

pub(super) fn artifact(signature_id: &str, compiled_id: &str) -> Artifact {
    document(json!({
        "format": "openagents.dse.compiled_artifact", "formatVersion": 1,
        "signatureId": signature_id, "compiled_id": compiled_id,
        "createdAt": "2026-01-01T00:00:00.000Z",
        "hashes": {
            "inputSchemaHash": "i", "outputSchemaHash": "o", "promptIrHash": "p", "paramsHash": "c",
        },
        "params": {"paramsVersion": 1}, "eval": {"evalVersion": 1, "kind": "unscored"},
        "optimizer": {"id": "test"}, "provenance": {},
    }))
}

/// What figures were measured with.
fn identity(model: &str) -> ReportIdentity {
    document(json!({
        "inputSchemaHash": "i", "outputSchemaHash": "o", "promptIrHash": "p", "paramsHash": "q",
        "constraintsHash": "c", "rewardHash": "r", "strategies": 1,
        "models": {"main": {"provider": model}},
    }))
}

fn document<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("the document fits its type")
}

fn receipt(id: &str, signature_id: &str, compiled_id: &str, tag: &Value) -> Value {
    json!({
        "format": "openagents.dse.predict_receipt", "formatVersion": 1,
        "receiptId": id, "runId": id, "createdAt": "2026-01-01T00:00:00.000Z",
        "signatureId": signature_id, "compiled_id": compiled_id, "strategyId": "direct.v1",
        "hashes": {
            "inputSchemaHash": "i", "outputSchemaHash": "o", "promptIrHash": "p", "paramsHash": "c",
        },
        "model": {}, "timing": {"startedAtMs": 1, "endedAtMs": 3, "durationMs": 2},
        "budget": {"limits": {}, "usage": {
            "elapsedMs": 2, "lmCalls": 1, "toolCalls": 0, "rlmIterations": 0, "subLmCalls": 0,
            "outputChars": 9,
        }},
        "result": tag,
    })
}

/// A database in memory with a history of `steps` steps. What cannot be done at
/// a step, such as a rollback to nowhere, leaves nothing.
pub(super) async fn history(seed: u64, steps: usize) -> Store {
    let clock = clock();
    let store = Store::open(Path::new(":memory:"), clock.clone()).await.unwrap();
    let mut numbers = Numbers::new(seed);
    for id in ["a", "b"] {
        store.put_artifact(&artifact("s", id)).await.unwrap();
    }
    // One of each sort, then any.
    for step in 0..SORTS + steps {
        clock.advance(1_000);
        let sort = if step < SORTS { step } else { numbers.below(SORTS) };
        go(&store, &mut numbers, sort, step).await;
    }
    store
}

const SORTS: usize = 15;
const MOST_ROWS: usize = 1_000;

async fn go(store: &Store, numbers: &mut Numbers, sort: usize, step: usize) {
    let name = format!("n{step}");
    let event = |message| NewEvent {
        run_id: "r",
        level: "info",
        phase: None,
        message,
        json: Some(json!({"step": step})),
        ts_ms: None,
    };
    let active = store.active("s").await.unwrap().map(|stored| stored.value);
    let (one, other) = if numbers.below(2) == 0 { ("a", "b") } else { ("b", "a") };
    match sort {
        0 => {
            let run = NewRun { run_id: "r".to_owned(), notes: Some(name), ..NewRun::default() };
            store.start_run(&run, event("started")).await.unwrap();
        }
        1 => drop(store.append_event(event("happened")).await.unwrap()),
        2 => {
            let summary = json!({"step": step});
            store.finish_run("finished", Some(&summary), None, event("ended")).await.unwrap();
        }
        3 => {
            let rows = vec![name];
            let look = NewLook {
                signature_id: "s",
                purpose: "gate",
                dataset_hash: "d",
                rows: &rows,
                control: one,
                candidate: other,
                identity: &identity(one),
            };
            let look = store.count_look(look).await.unwrap();
            store.keep_p(look, 0.01 * step as f64).await.unwrap();
        }
        4 => {
            // The first move has a control made active before it.
            let control = artifact("s", other);
            let step = PointerMove {
                signature_id: "s",
                from: active.as_deref().unwrap_or(other),
                seed_control: active.is_none().then_some(&control),
                to: one,
                reason: "test",
                canary_reason: "promoted",
                canary_salt: None,
            };
            store.move_pointer(step).await.unwrap();
        }
        5 | 6 => {
            let control = active.as_deref().unwrap_or(one);
            let new = NewCanary {
                signature_id: "s",
                control_compiled_id: control,
                seed_control: None,
                canary_compiled_id: other,
                rollout_pct: 20,
                salt: name,
                salt_chosen: false,
                min_samples: 4,
                max_error_rate: 0.25,
                lease_ms: Some(3_600_000),
                owner_run_id: Some("r".to_owned()),
                reason: None,
                replaces: OnlyIf::default(),
            };
            // There may be nothing active to compare with.
            let _ = store.start_canary(new).await;
        }
        7 => drop(store.stop_canary("s", Some("enough"), OnlyIf::default()).await.unwrap()),
        8 => {
            let tag = json!({"_tag": "Error", "errorName": "E", "message": "m"});
            let receipt = document(receipt(&name, "s", other, &tag));
            store.record_receipt("t", "r", &receipt).await.unwrap();
        }
        // There may be nothing to go back to.
        9 => drop(store.rollback("s", Some("back")).await),
        10 => {
            let row = json!({"exampleId": name, "inputJson": step, "expectedJson": one});
            let import = ImportOf {
                import_id: if one == "a" { "i" } else { "j" },
                source: "t",
                ops_run_id: None,
            };
            let rows = [Example::judge(&row).unwrap()];
            store.import_examples("s", &rows, import, MOST_ROWS).await.unwrap();
        }
        11 => {
            let seen = document(json!({
                "jobHash": "j", "datasetHash": "d", "baselineHoldoutReward": 0.5,
                "candidateHoldoutReward": 0.75, "delta": 0.25,
            }));
            store.keep_gate_result("s", one, &name, &identity(other), &seen).await.unwrap();
        }
        12 => {
            let candidate = json!({
                "compiled_id": name, "params": {"paramsVersion": 1}, "reward": 0.5,
            });
            let report = document(json!({
                "format": "openagents.dse.compile_report", "formatVersion": 1, "job": {},
                "report": {
                    "jobHash": name, "datasetHash": "d", "evaluatedCandidates": [candidate],
                    "best": candidate, "trainReward": 0.5, "holdoutReward": 0.25,
                },
            }));
            let winner = artifact("s", &name);
            store.put_compiled(&winner, &report, &identity(one), false).await.unwrap();
        }
        13 => {
            let text = format!("nobody shall hear of {name} again");
            let row = json!({"exampleId": name, "inputJson": {"q": text}});
            let rows = [Example::judge(&row).unwrap()];
            let import = ImportOf { import_id: "i", source: "t", ops_run_id: None };
            store.import_examples("s", &rows, import, MOST_ROWS).await.unwrap();
            store.append_event(event(&text)).await.unwrap();
            let asked = Forgetting {
                signature_id: "s",
                example_ids: &[&name],
                reason: Some("asked for"),
                common: &[],
                dry_run: false,
            };
            assert_eq!(store.forget(asked).await.unwrap().rows.len(), 1);
        }
        _ => {
            let key =
                EvalKey { signature_id: "s", eval_hash: &name, compiled_id: one, split: "holdout" };
            let report = document(json!({
                "format": "openagents.dse.eval_report", "formatVersion": 1,
                "summary": {"evalVersion": 1, "kind": "scored", "reward": 0.5, "n": 2},
            }));
            store.put_eval_report(key, &report, &identity(one), true).await.unwrap();
            let calibration = document(json!({
                "judgeSignatureId": "judge", "compiled_id": one, "model": "m", "createdAtMs": step,
                "calibration": {
                    "n": 1, "threshold": 0.5, "agreement": 1.0, "meanError": 0.0, "bias": 0.0,
                    "bands": [],
                },
            }));
            store.put_judge_calibration(&name, &calibration).await.unwrap();
        }
    }
}
