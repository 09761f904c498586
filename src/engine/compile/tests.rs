use serde_json::{Value, json};

use super::*;
use crate::{
    engine::{
        gate::{GateError, GateRequest, StoredCompile, measure},
        ports::Progress,
        testing::{FakeLm, World, asked_row, job, right_word, rows},
    },
    lm::LmErrorKind,
    model::job::job_hash,
};

const INSTRUCTIONS: &str = "instruction_grid.v1";
const JOINT: &str = "joint_instruction_grid_then_fewshot_greedy_forward.v1";
const KNOBS: &str = "knobs_grid.v1";
const REFINE: &str = "knobs_grid_refine.v1";
const GRIDS: [&str; 5] = [INSTRUCTIONS, "fewshot_greedy_forward.v1", JOINT, KNOBS, REFINE];

/// Three instructions of which "often" helps most, and an example that helps it further.
fn space() -> Value {
    json!({
        "instructionVariants": [
            {"id": "a", "text": "never"}, {"id": "b", "text": "often"}, {"id": "c", "text": "never"},
        ],
        "fewShot": {"candidateExampleIds": ["one", "two", "three"], "kMax": 2},
        "budgetProfiles": [
            {"id": "x", "budgets": {"maxOutputChars": 10}}, {"id": "y", "budgets": {}},
        ],
    })
}

/// Right on even rows when told "often", and on every third one with the
/// example "two" alone in the prompt; babble on row 5.
fn teachable(prompt: &str) -> Result<String, LmErrorKind> {
    let row: usize = asked_row(prompt)["row-".len()..].parse().unwrap();
    let taught = prompt.contains(r#""id":"two""#) && !prompt.contains(r#""id":"one""#);
    let right =
        prompt.contains("often") && row.is_multiple_of(2) || taught && row.is_multiple_of(3);
    Ok(match (row, right) {
        (5, _) => "hm".to_owned(),
        (_, true) => right_word(prompt),
        _ => json!({"word": "?"}).to_string(),
    })
}

async fn compiled(world: &World, lm: &FakeLm, job: &JobSpec) -> Result<Compiled, CompileError> {
    let evaluator = world.evaluator(lm);
    let dataset = rows(12, 6);
    compile(CompileRequest {
        job,
        evaluator: &evaluator,
        base: &world.contract.contract().default_params,
        dataset: &dataset,
        compiler_version: Some("test"),
        git_sha: None,
    })
    .await
}

#[tokio::test]
async fn concurrency_changes_nothing_but_the_time() {
    for optimizer in GRIDS {
        let job = job(optimizer, space());
        let mut documents = Vec::new();
        for concurrency in [1, 4, 16] {
            let (world, lm) = (World::new(), FakeLm::new(concurrency, teachable));
            let found = compiled(&world, &lm, &job).await.unwrap();
            let holdout = found.holdout.report(true);
            documents.push(json!([found.artifact, found.report, holdout, lm.asked()]));
        }
        assert_eq!(documents[0], documents[1], "{optimizer}");
        assert_eq!(documents[0], documents[2], "{optimizer}");
    }
}

#[tokio::test]
async fn a_joint_search_finds_what_helps_and_asks_each_row_of_a_candidate_once() {
    let (world, lm) = (World::new(), FakeLm::new(4, teachable));
    let found = compiled(&world, &lm, &job(JOINT, space())).await.unwrap();
    let best = &found.report.report.best;
    assert_eq!(best.params.instruction.as_ref().unwrap().text.as_deref(), Some("often"));
    assert_eq!(best.params.few_shot.as_ref().unwrap().example_ids, ["two"]);
    let ids = found.report.report.evaluated_candidates.iter().map(|found| &found.compiled_id);
    let different = ids.collect::<std::collections::HashSet<_>>().len();
    assert_eq!(lm.asked(), different * 12 + 6);
    assert_eq!(found.artifact.eval, found.holdout.summary);
}

#[tokio::test]
async fn candidates_are_told_as_they_end() {
    let (world, lm) = (World::new(), FakeLm::new(1, teachable));
    let found = compiled(&world, &lm, &job(INSTRUCTIONS, space())).await.unwrap();
    // The third variant has the text of the first and is not evaluated again.
    // Which of two rows under way ends first depends on the machine's timer, so
    // a candidate is told somewhere after its own twelve rows.
    let told = world.told.all();
    assert_eq!(told.len(), 12 + 1 + 12 + 1 + 6, "{told:?}");
    let mut candidates = Vec::new();
    for (at, progress) in told.iter().enumerate() {
        let Progress::Candidate { index, of, reward, best, .. } = progress else { continue };
        assert!(matches!(told[at - 1], Progress::Example { of: 24, .. }), "{told:?}");
        assert!(at >= 12 && *of == 3, "{told:?}");
        candidates.push((*index, *reward, *best));
    }
    let best = found.train.reward();
    assert!(matches!(candidates[..], [_, (_, _, told)] if told == best), "{candidates:?}");
    candidates.sort_unstable_by_key(|&(index, ..)| index);
    let evaluated = &found.report.report.evaluated_candidates;
    for (place, (index, reward, _)) in candidates.into_iter().enumerate() {
        assert_eq!((index, reward), (place, evaluated[place].reward));
    }
}

#[tokio::test]
async fn a_model_that_dies_leaves_a_compile_that_can_go_on() {
    let job = job(INSTRUCTIONS, space());
    let world = World::new();
    let dead = FakeLm::new(4, |_| Err(LmErrorKind::Failed));
    let error = compiled(&world, &dead, &job).await.unwrap_err();
    assert!(matches!(error, CompileError::Evaluation(EvalError::Unanswered(_))), "{error}");

    let shaky = FakeLm::new(4, |prompt| match asked_row(prompt) {
        "row-003" | "row-014" => Err(LmErrorKind::Failed),
        _ => teachable(prompt),
    });
    let flawed = compiled(&world, &shaky, &job).await.unwrap();
    let missing = flawed.unanswered.iter().map(|missing| missing.example_id.as_str());
    assert_eq!(missing.collect::<Vec<_>>(), ["row-003", "row-003", "row-014"]);

    let (healed, fresh) = (FakeLm::new(4, teachable), FakeLm::new(4, teachable));
    let resumed = compiled(&world, &healed, &job).await.unwrap();
    let whole = compiled(&World::new(), &fresh, &job).await.unwrap();
    assert_eq!((healed.asked(), fresh.asked()), (3, 2 * 12 + 6));
    assert_eq!(json!(resumed.artifact), json!(whole.artifact));
    assert_eq!(json!(resumed.report.report), json!(whole.report.report));
}

#[tokio::test]
async fn refinements_answer_the_failures_of_the_best() {
    let (world, lm) = (World::new(), FakeLm::new(4, teachable));
    let narrow = json!({"budgetProfiles": [{"id": "x", "budgets": {"maxOutputChars": 10}}]});
    let mut job = job(REFINE, narrow);
    job.optimizer.config = Some(json!({"maxCandidates": 2}));
    let world_base =
        Params::parse(json!({"paramsVersion": 1, "budgets": {"maxLmCalls": 0}})).unwrap();
    let evaluator = world.evaluator(&lm);
    let dataset = rows(12, 6);
    let found = compile(CompileRequest {
        job: &job,
        evaluator: &evaluator,
        base: &world_base,
        dataset: &dataset,
        compiler_version: None,
        git_sha: None,
    })
    .await
    .unwrap();
    let refined = found.report.report.evaluated_candidates.last().unwrap();
    let budgets = refined.params.budgets.as_ref().unwrap();
    assert_eq!((budgets.max_lm_calls, budgets.max_time_ms), (Some(0.0), Some(30_000.0)));
    assert_eq!(lm.asked(), 0);
}

#[tokio::test]
async fn a_job_that_cannot_be_read_is_refused_before_anything_is_asked() {
    let (world, lm) = (World::new(), FakeLm::new(4, teachable));
    let unknown = compiled(&world, &lm, &job("random_walk.v1", json!({}))).await.unwrap_err();
    assert!(unknown.to_string().contains("instruction_grid.v1, fewshot_greedy_forward.v1"));
    let broken = json!({"instructionVariants": [{"id": "a"}]});
    let broken = compiled(&world, &lm, &job(KNOBS, broken)).await.unwrap_err();
    assert!(broken.to_string().contains("missing field `text`"), "{broken}");
    let invalid = json!({"budgetProfiles": [{"id": "a", "budgets": {"maxLmCalls": "many"}}]});
    let invalid = compiled(&world, &lm, &job(KNOBS, invalid)).await.unwrap_err();
    assert!(matches!(invalid, CompileError::Candidate(_)), "{invalid}");
    assert_eq!(lm.asked(), 0);
}

#[tokio::test]
async fn the_gate_holds_the_winner_against_the_control() {
    let (world, lm) = (World::new(), FakeLm::new(4, teachable));
    let (job, dataset) = (job(JOINT, space()), rows(12, 6));
    let found = compiled(&world, &lm, &job).await.unwrap();
    let job_hash = job_hash(&job.document(dataset.id()));
    let request = GateRequest { compiled_id: &found.artifact.compiled_id, require_holdout: true };
    let (report, control) = (StoredCompile::Current(&found.report), world.defaults());
    let evaluator = world.evaluator(&lm);
    let winner =
        measure(&evaluator, request, &dataset, &job_hash, report.clone(), &control).await.unwrap();
    assert_eq!(winner.reaches(0.05), Ok(()));
    assert_eq!(winner.candidate_holdout_reward, found.holdout.reward());
    assert_eq!(winner.baseline_holdout_reward, winner.control.reward());

    let itself = Pinned {
        compiled_id: found.artifact.compiled_id.clone(),
        params: found.artifact.params.clone(),
    };
    let same = measure(&evaluator, request, &dataset, &job_hash, report, &itself).await.unwrap();
    assert_eq!(same.reaches(0.05).unwrap_err().code(), "insufficient_improvement");
}

#[tokio::test]
async fn a_control_that_was_not_answered_opens_no_gate() {
    let (world, lm) = (World::new(), FakeLm::new(4, teachable));
    let (job, dataset) = (job(JOINT, space()), rows(12, 6));
    let found = compiled(&world, &lm, &job).await.unwrap();
    let shaky = FakeLm::new(4, |prompt| match asked_row(prompt) {
        "row-015" => Err(LmErrorKind::Timeout),
        _ => teachable(prompt),
    });
    let request = GateRequest { compiled_id: &found.artifact.compiled_id, require_holdout: true };
    let hash = job_hash(&job.document(dataset.id()));
    let control = world.defaults();
    let outcome = measure(
        &world.evaluator(&shaky),
        request,
        &dataset,
        &hash,
        StoredCompile::Current(&found.report),
        &control,
    )
    .await;
    assert!(matches!(outcome, Err(GateError::Unanswered(_))), "{outcome:?}");
}

/// The shape of a job, by which files are checked before a server starts, names
/// exactly the optimizers that there are.
#[test]
fn the_shape_of_a_job_names_the_optimizers() {
    let shape: Value =
        serde_json::from_str(include_str!("../../../fixtures/schemas/job.v1.json")).unwrap();
    let named = &shape["properties"]["optimizer"]["properties"]["id"]["enum"];
    assert_eq!(*named, json!(optimizer::ids()));
}

/// Files are checked by the shape and jobs are read by the optimizers: both know
/// the same settings.
#[test]
fn the_shape_of_a_job_has_the_settings_that_optimizers_read() {
    let shape: Value =
        serde_json::from_str(include_str!("../../../fixtures/schemas/job.v1.json")).unwrap();
    let (world, dataset) = (World::new(), rows(4, 2));
    let lm = FakeLm::new(1, teachable);
    let base = &world.contract.contract().default_params;
    for (id, definition) in [
        ("fewshot_bootstrap_race.v1", "bootstrap"),
        ("fewshot_nearest.v1", "nearest"),
        ("instruction_propose_race.v1", "propose"),
        ("instruction_reflect_walk.v1", "walk"),
        ("joint_race.v1", "jointRace"),
    ] {
        let mut job = job(id, json!({}));
        job.optimizer.config = Some(json!({"no such setting": 1}));
        let subject = world.evaluator(&lm).subject;
        let error = plan(&job, base, subject, &dataset, &lm).unwrap_err().to_string();
        let (_, expected) = error.split_once("expected one of ").unwrap();
        let mut read: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
        read.sort_unstable();
        let named = shape["definitions"][definition]["properties"].as_object().unwrap();
        let mut named: Vec<&str> = named.keys().map(String::as_str).collect();
        named.sort_unstable();
        assert_eq!(read, named, "{id}");
    }
}
