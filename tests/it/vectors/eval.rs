use dse::{
    engine::{
        core::sample::sample,
        evaluate::{Evaluation, Evaluator, eval_hash},
        ports::EvalCache,
    },
    model::eval::ExampleResult,
};
use serde_json::{Map, Value, json};

use super::{
    Case, check_with,
    scene::{Scene, pinned},
    without,
};

#[test]
fn eval_vectors() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime starts");
    check_with("eval.json", |case| runtime.block_on(run(case)));
}

async fn run(case: &Case) -> Vec<(&'static str, Value, Value)> {
    let (input, expected) = (&case.input, &case.expected);
    let scene = Scene::of(input).await;
    let pinned = pinned(&input["params"]);
    let filter = serde_json::from_value(input["filter"].clone()).unwrap_or_default();
    let mut rows = scene.dataset.filter(&filter);
    let seed = input["sample"]["seed"].as_f64();
    if let Some(seed) = seed {
        rows = sample(&rows, seed, input["sample"]["n"].as_f64().expect("a number"));
    }
    let evaluator = Evaluator { env: scene.env(), subject: scene.subject() };
    let evaluated = evaluator.evaluate(&pinned, &rows, seed).await.expect("an evaluation");
    let asked = scene.lm.asked();
    let again = evaluator.evaluate(&pinned, &rows, seed).await.expect("an evaluation");
    let split = input["evalHashSplit"].as_str().expect("a split");
    let signature = scene.contract.signature_id();
    let most = expected["lmCallCount"].as_u64().expect("a count");
    let judge = scene.reward.judges().next().map(|judge| judge.pinned.compiled_id.as_str());
    vec![
        ("compiled_id", expected["compiled_id"].clone(), json!(evaluated.compiled_id)),
        ("judgeCompiledId", expected["judgeCompiledId"].clone(), json!(judge)),
        ("lmCallCount within the expected", json!(true), json!(asked as u64 <= most)),
        ("cost", json!(asked), json!(evaluated.cost.lm_calls)),
        ("calls of a second run", json!(0), json!(again.cost.lm_calls)),
        ("a second run", json!(evaluated.examples), json!(again.examples)),
        ("summary", expected["summary"].clone(), json!(evaluated.summary)),
        ("examples", stated(&expected["examples"]), examples(&evaluated, expected)),
        ("cacheKeys", expected["cacheKeys"].clone(), cached(&scene.cache, expected).await),
        ("cached", json!(rows.len()), json!(scene.cache.keys().len())),
        (
            "evalHash",
            expected["evalHash"].clone(),
            json!(eval_hash(signature, &pinned.compiled_id, &scene.reward, &rows, split)),
        ),
    ]
}

/// The expected keys under which the cache holds the example that they name.
async fn cached(cache: &impl EvalCache, expected: &Value) -> Value {
    let mut held = Map::new();
    for (example_id, key) in expected["cacheKeys"].as_object().expect("keys by example") {
        let found = cache.get(key.as_str().expect("a key")).await.expect("memory answers");
        if found.is_some_and(|found| found.result.example_id == *example_id) {
            held.insert(example_id.clone(), key.clone());
        }
    }
    Value::Object(held)
}

/// The examples that came, with notes only where the case states some.
fn examples(evaluation: &Evaluation, expected: &Value) -> Value {
    let results: Vec<&ExampleResult> =
        evaluation.examples.iter().map(|example| &example.result).collect();
    let mut got = stated(&json!(results));
    for (index, example) in got.as_array_mut().into_iter().flatten().enumerate() {
        for (place, signal) in example["signals"].as_array_mut().into_iter().flatten().enumerate() {
            let wanted = &expected["examples"][index]["signals"][place];
            unless_stated(signal, wanted, "notes");
            unless_stated(&mut signal["metric"], &wanted["metric"], "notes");
            if signal["metric"].is_null() {
                unless_stated(signal, wanted, "metric");
            }
        }
    }
    got
}

fn unless_stated(got: &mut Value, expected: &Value, key: &str) {
    if expected.get(key).is_none()
        && let Some(map) = got.as_object_mut()
    {
        map.remove(key);
    }
}

/// Without what depends on time and on how our prompts are worded.
fn stated(examples: &Value) -> Value {
    let examples = examples.as_array().expect("a list of examples").iter().map(|example| {
        let mut example = example.clone();
        let meta = &mut example["predictMeta"];
        if meta.is_null() {
            return without(&example, &["predictMeta"]);
        }
        *meta = without(meta, &["durationMs"]);
        meta["budgetUsage"] = without(&meta["budgetUsage"], &["elapsedMs"]);
        let worded = ["pressure01", "renderedChars", "reason"];
        meta["contextPressure"] = without(&meta["contextPressure"], &worded);
        if let Some(error) = example.get_mut("error") {
            *error = without(error, &["message"]);
        }
        example
    });
    examples.collect()
}
