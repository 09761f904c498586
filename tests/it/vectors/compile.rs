use dse::{
    engine::{
        compile::{CompileError, CompileRequest, compile, plan},
        evaluate::Evaluator,
    },
    model::{job::JobSpec, params::Params},
};
use serde_json::{Value, json};

use super::{Case, check_with, scene::Scene, without};

#[test]
fn compile_vectors() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime starts");
    check_with("compile.json", |case| runtime.block_on(run(case)));
}

async fn run(case: &Case) -> Vec<(&'static str, Value, Value)> {
    let (input, expected) = (&case.input, &case.expected);
    let scene = Scene::of(input).await;
    let job: JobSpec = serde_json::from_value(json!({
        "signatureId": scene.contract.signature_id(),
        "rewardId": scene.reward.id(),
        "searchSpace": input["searchSpace"],
        "optimizer": input["optimizer"],
    }))
    .expect("a job");
    let base = match input.get("baseParams") {
        Some(params) => Params::parse(params.clone()).expect("parameters"),
        None => scene.contract.contract().default_params.clone(),
    };
    let evaluator = Evaluator { env: scene.env(), subject: scene.subject() };
    let provenance = &input["provenance"];
    let request = CompileRequest {
        job: &job,
        evaluator: &evaluator,
        base: &base,
        dataset: &scene.dataset,
        compiler_version: provenance["compilerVersion"].as_str(),
        git_sha: provenance["gitSha"].as_str(),
    };
    let compiled = match compile(request).await {
        Ok(compiled) => compiled,
        Err(_) => {
            let got = json!({"ok": false, "errorName": CompileError::NAME});
            return vec![("", expected.clone(), got)];
        }
    };
    let result = &compiled.report.report;
    let mut got = json!(result);
    got["ok"] = json!(true);
    got["artifact"] = without(&json!(compiled.artifact), &["createdAt"]);
    let planned = plan(&job, &base, scene.subject(), &scene.dataset, &scene.lm).expect("a plan");
    let different = result.evaluated_candidates.iter().map(|candidate| &candidate.compiled_id);
    let different = different.collect::<std::collections::HashSet<_>>().len() as u64;
    let asked = scene.lm.asked() as u64;
    let most = expected["lmCallCount"].as_u64().expect("a count");
    vec![
        ("", without(expected, &["lmCallCount"]), got),
        ("lmCallCount within the expected", json!(true), json!(asked <= most)),
        ("cost", json!(asked), json!(compiled.report.cost.map(|cost| cost.lm_calls))),
        ("calls within the plan", json!(true), json!(asked <= planned.lm_calls)),
        ("candidates within the plan", json!(true), json!(different <= planned.candidates)),
    ]
}
