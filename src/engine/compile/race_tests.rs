//! Searches that race: the same whatever the concurrency and wherever they were
//! cut off, and blind to what is held out.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{optimizer, *};
use crate::{
    engine::testing::{FakeLm, World, job},
    lm::{Identity, Lm, LmErrorKind, LmReply, LmRequest, ModelRole, Once, request_key},
    model::{dataset::DatasetExample, demos},
};

pub(super) const COLOURS: [&str; 4] = ["red", "blue", "green", "amber"];
const THINGS: [&str; 6] = ["brick", "ocean", "meadow", "resin", "poppy", "heron"];

/// Rows that say a thing and expect its colour; of each colour a cue that only
/// a prompt teaches.
pub(super) fn rows(train: usize, held_out: usize) -> Dataset {
    let row = |index: usize| {
        let (colour, thing) = (index % COLOURS.len(), THINGS[index % THINGS.len()]);
        let split = match index {
            _ if index < train => "train",
            _ if index < train + held_out => "holdout",
            _ => "test",
        };
        let secret = if split == "train" { "seen" } else { "hidden" };
        DatasetExample {
            example_id: format!("name-{index:03}"),
            input: json!({"ask": format!("{thing} {secret} cue{colour} number {index} {thing}{index}")}),
            expected: json!({"word": COLOURS[colour]}),
            split: Some(split.to_owned()),
            tags: Vec::new(),
            meta: None,
        }
    };
    Dataset::new("d", (0..train + 2 * held_out).map(row).collect()).unwrap()
}

/// The cue of the row that a prompt asks about.
pub(super) fn cue(prompt: &str) -> (usize, usize) {
    let input = &prompt[prompt.rfind("Input:").expect("prompts end with the input")..];
    let number = |after: &str| -> usize {
        let at = input.find(after).unwrap() + after.len();
        let digits: String = input[at..].chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    };
    (number("cue"), number("number "))
}

/// Knows red, and whatever colour a demonstration or an instruction teaches;
/// one row in seven stays too hard. Asked to propose, it teaches one colour
/// after the other.
pub(super) fn learner(prompt: &str) -> Result<String, LmErrorKind> {
    if prompt.contains("\"instruction\"") && prompt.contains("Proposal") {
        let known =
            COLOURS.iter().filter(|colour| prompt.contains(&format!("is {colour}"))).count();
        let taught = (known + 1).max(1 + prompt.len() % 4).min(COLOURS.len());
        let text: Vec<String> =
            (0..taught).map(|colour| format!("cue{colour} is {}", COLOURS[colour])).collect();
        let turn = prompt.len() % 5;
        return Ok(
            json!({"instruction": format!("{}. Style {turn}.", text.join(", "))}).to_string()
        );
    }
    let (cue, number) = cue(prompt);
    let teaching = &prompt[..prompt.rfind("Input:").unwrap()];
    let taught = teaching.contains(&format!("\"output\":{{\"word\":\"{}\"}}", COLOURS[cue]))
        || teaching.contains(&format!("cue{cue} is "));
    let right = (cue == 0 || taught) && number % 7 != 3;
    let word = if right { COLOURS[cue] } else { "grey" };
    Ok(json!({"word": word}).to_string())
}

/// Keeps every answer, as a journal does, and stops after so many new ones.
struct Cut {
    inner: FakeLm,
    kept: Arc<Mutex<HashMap<String, LmReply>>>,
    left: AtomicUsize,
}

impl Cut {
    fn after(
        calls: usize,
        concurrency: usize,
        kept: &Arc<Mutex<HashMap<String, LmReply>>>,
    ) -> Self {
        let inner = FakeLm::new(concurrency, learner);
        Self { inner, kept: kept.clone(), left: AtomicUsize::new(calls) }
    }
}

#[async_trait]
impl Lm for Cut {
    fn label(&self) -> String {
        self.inner.label()
    }

    fn concurrency(&self) -> usize {
        self.inner.concurrency()
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        let key = request_key(&Identity::default(), request, 0);
        if let Some(reply) = self.kept.lock().unwrap().get(&key) {
            return Ok(reply.clone());
        }
        let left = |left: usize| left.checked_sub(1);
        if self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, left).is_err() {
            let message = "the program ends".to_owned();
            return Err(LmError { kind: LmErrorKind::Stopping, message });
        }
        let reply = self.inner.complete(request).await?;
        self.kept.lock().unwrap().insert(key, reply.clone());
        Ok(reply)
    }
}

pub(super) async fn compiled(lm: &dyn Lm, job: &JobSpec) -> Result<Compiled, CompileError> {
    let world = World::new();
    let mut evaluator = world.evaluator(lm);
    evaluator.env.cache = None;
    let dataset = rows(48, 12);
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

/// All that a compile leaves behind.
fn documents(found: &Compiled) -> String {
    json!([found.artifact, found.report, found.holdout.report(true)]).to_string()
}

pub(super) fn with_config(optimizer: &str, config: Value) -> JobSpec {
    let mut job = job(optimizer, json!({}));
    job.optimizer.config = Some(config);
    job
}

/// The optimizers that read rows, each with a search that takes a moment.
fn jobs() -> Vec<JobSpec> {
    let reading = optimizer::ALL.iter().filter(|optimizer| optimizer.reads_rows());
    reading.map(|optimizer| job(optimizer.id(), json!({}))).collect()
}

#[tokio::test]
async fn a_search_is_the_same_at_any_concurrency_and_wherever_it_was_cut_off() {
    for job in jobs() {
        let id = job.optimizer.id.clone();
        let mut whole: Vec<String> = Vec::new();
        let mut asked = 0;
        for concurrency in [1, 4, 16] {
            let kept = Arc::default();
            let lm = Once::new(Arc::new(Cut::after(usize::MAX, concurrency, &kept)));
            whole.push(documents(&compiled(&lm, &job).await.unwrap()));
            asked = kept.lock().unwrap().len();
        }
        assert!(whole.iter().all(|documents| *documents == whole[0]), "{id}");

        let kept = Arc::default();
        for stop in [asked / 7, asked / 3, asked / 3] {
            let lm = Once::new(Arc::new(Cut::after(stop.max(1), 4, &kept)));
            let cut = compiled(&lm, &job).await;
            assert!(cut.is_err(), "{id} was to be cut off, after {stop} of {asked} calls");
        }
        let lm = Once::new(Arc::new(Cut::after(usize::MAX, 4, &kept)));
        assert_eq!(documents(&compiled(&lm, &job).await.unwrap()), whole[0], "{id} resumed");
        let replayed = Once::new(Arc::new(Cut::after(0, 16, &kept)));
        assert_eq!(documents(&compiled(&replayed, &job).await.unwrap()), whole[0], "{id} replayed");
    }
}

/// What was asked, by role.
struct Overheard {
    inner: FakeLm,
    heard: Mutex<Vec<(ModelRole, String)>>,
}

#[async_trait]
impl Lm for Overheard {
    fn label(&self) -> String {
        self.inner.label()
    }

    fn concurrency(&self) -> usize {
        self.inner.concurrency()
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        let text: Vec<&str> = request.messages.iter().map(|one| one.content.as_str()).collect();
        self.heard.lock().unwrap().push((request.role, text.join("\n")));
        self.inner.complete(request).await
    }
}

#[tokio::test]
async fn held_out_rows_are_asked_about_and_never_shown() {
    for job in jobs() {
        let lm = Overheard { inner: FakeLm::new(4, learner), heard: Mutex::default() };
        let found = compiled(&lm, &job).await.unwrap();
        let id = &job.optimizer.id;
        for (role, prompt) in lm.heard.lock().unwrap().iter() {
            let shown = match role {
                ModelRole::Propose => {
                    assert!(!prompt.contains("name-"), "{id}: rows have no names");
                    prompt.as_str()
                }
                _ => &prompt[..prompt.rfind("Input:").unwrap()],
            };
            assert!(!shown.contains("hidden"), "{id} showed a held-out row: {shown}");
        }
        assert_eq!(found.holdout.examples.len(), 12);
    }
}

#[tokio::test]
async fn each_search_finds_what_helps_within_what_it_planned() {
    for job in jobs() {
        let (world, lm, dataset) = (World::new(), FakeLm::new(8, learner), rows(48, 12));
        let id = &job.optimizer.id;
        let base = &world.contract.contract().default_params;
        let subject = world.evaluator(&lm).subject;
        let planned = plan(&job, base, subject, &dataset, &lm).unwrap();
        let found = compiled(&lm, &job).await.unwrap();
        let report = &found.report.report;
        assert!(report.holdout_reward > 0.5, "{id}: {}", report.holdout_reward);
        assert!(lm.asked() as u64 <= planned.lm_calls, "{id}: {} of {planned:?}", lm.asked());
        let search = found.report.search.as_ref().unwrap();
        let made = search.predictions.unwrap().made;
        assert!(made + 12 <= planned.predictions, "{id}: {made} of {}", planned.predictions);
        let adopted: Vec<_> = search
            .candidates
            .iter()
            .filter(|one| one.verdict.as_deref() == Some("adopted"))
            .collect();
        assert_eq!(adopted.len(), 1, "{id}");
        assert_eq!(adopted[0].compiled_id, report.best.compiled_id, "{id}");
        assert!(search.notes.iter().any(|note| note.contains("optimistic")), "{id}");
        assert!(search.candidates.iter().all(|one| one.origin.is_some()), "{id}");
        let listed: HashSet<_> =
            report.evaluated_candidates.iter().map(|one| &one.compiled_id).collect();
        for candidate in &search.candidates {
            let is_listed = listed.contains(&candidate.compiled_id);
            assert_eq!(is_listed, candidate.params.is_none(), "{id}: params are told once");
        }
    }
}

#[tokio::test]
async fn demonstrations_are_no_scores_of_the_candidate_that_shows_them() {
    // It knows nothing but the rows that it was shown: their memory.
    let memory = FakeLm::new(4, |prompt| {
        let (teaching, input) = prompt.split_at(prompt.rfind("Input:").unwrap());
        let input = input["Input:\n".len()..].trim();
        let cue = cue(prompt).0;
        let word = if teaching.contains(input) { COLOURS[cue] } else { "grey" };
        Ok(json!({"word": word}).to_string())
    });
    for id in ["fewshot_bootstrap_race.v1", "fewshot_nearest.v1"] {
        let found = compiled(&memory, &job(id, json!({}))).await.unwrap();
        let best = &found.report.report.best;
        assert_eq!(best.params.strategy_id(), "direct.v1", "{id} adopted a memory");
        let search = found.report.search.unwrap();
        let not_ahead = |one: &&crate::model::compile::CandidateRecord| {
            one.verdict.as_deref().is_some_and(|verdict| verdict.starts_with("not ahead"))
        };
        assert_eq!(search.candidates.iter().filter(not_ahead).count(), 1, "{id}");
    }
}

#[tokio::test]
async fn a_teacher_gives_answers_and_is_no_candidate() {
    let lm = Overheard { inner: FakeLm::new(4, learner), heard: Mutex::default() };
    let job = with_config("fewshot_bootstrap_race.v1", json!({"teacherModel": "large"}));
    let found = compiled(&lm, &job).await.unwrap();
    let search = found.report.search.unwrap();
    let helper =
        search.candidates.iter().find(|one| one.origin.as_deref() == Some("teacher: large"));
    let teacher = helper.unwrap();
    assert!(teacher.params.is_some() && teacher.rows == 48);
    let listed = &found.report.report.evaluated_candidates;
    assert!(listed.iter().all(|one| one.compiled_id != teacher.compiled_id));
    assert!(listed.iter().all(|one| one.params.model_roles.is_none()), "nobody changed the model");
    let job = with_config("joint_race.v1", json!({"fewshot": {"teacherModel": "large"}}));
    let error = compiled(&lm, &job).await.unwrap_err().to_string();
    assert!(error.contains("`teacherModel` is a setting of"), "{error}");
}

#[tokio::test]
async fn the_winner_stands_in_its_parameters_and_asks_what_it_shows() {
    let lm = FakeLm::new(4, learner);
    let found = compiled(&lm, &job("fewshot_nearest.v1", json!({}))).await.unwrap();
    let params = &found.artifact.params;
    assert_eq!(params.strategy_id(), demos::NEAREST);
    assert_eq!(found.artifact.compiled_id, params.compiled_id(), "nothing of it was lost");
    let demos = demos::Demos::of(params).unwrap();
    assert!(demos.all().iter().all(|demo| demo.input.to_string().contains("seen")));
    let note = &found.report.search.unwrap().notes[1];
    assert!(note.contains("without a model") && note.contains("of 48 train rows"), "{note}");
}

#[tokio::test]
async fn a_budget_counts_what_is_asked_and_says_where_it_ended() {
    let lm = FakeLm::new(4, learner);
    let config = json!({"budget": {"maxTaskCalls": 150}});
    for id in ["fewshot_bootstrap_race.v1", "fewshot_nearest.v1"] {
        let found = compiled(&lm, &with_config(id, config.clone())).await.unwrap();
        let search = found.report.search.unwrap();
        assert!(search.predictions.unwrap().made <= 150, "{id}");
        assert!(search.notes.iter().any(|note| note.contains("budget")), "{id}");
    }
}

#[tokio::test]
async fn a_misspelt_setting_and_rows_that_are_all_held_out_are_refused() {
    let lm = FakeLm::new(4, learner);
    let error = compiled(&lm, &with_config("fewshot_nearest.v1", json!({"kk": [1]}))).await;
    assert!(error.unwrap_err().to_string().contains("`kk`"));
    let error = compiled(&lm, &with_config("fewshot_bootstrap_race.v1", json!({"sets": 0}))).await;
    assert!(error.unwrap_err().to_string().contains("`sets` is 1 to 200"));
    assert_eq!(lm.asked(), 0);

    let world = World::new();
    let evaluator = world.evaluator(&lm);
    let dataset = rows(0, 12);
    let request = CompileRequest {
        job: &job("fewshot_nearest.v1", json!({})),
        evaluator: &evaluator,
        base: &world.contract.contract().default_params,
        dataset: &dataset,
        compiler_version: None,
        git_sha: None,
    };
    let error = compile(request).await.unwrap_err().to_string();
    assert!(error.contains("every row of the dataset is held out"), "{error}");
    assert_eq!(lm.asked(), 0);
}

#[tokio::test]
async fn a_grid_can_race_and_finds_the_same_for_less() {
    let lm = || FakeLm::new(8, learner);
    let text = |index: usize| {
        let taught: Vec<String> =
            (0..index % 5).map(|cue| format!("cue{cue} is {}", COLOURS[cue % 4])).collect();
        json!({"id": index.to_string(), "text": format!("{index}: {}", taught.join(", "))})
    };
    let space = json!({"instructionVariants": (0..16).map(text).collect::<Vec<_>>()});
    let plain = lm();
    let grid = compiled(&plain, &job("instruction_grid.v1", space.clone())).await.unwrap();
    assert!(grid.report.search.unwrap().predictions.is_none(), "a grid's report is as it was");
    let mut raced_job = job("instruction_grid.v1", space);
    raced_job.optimizer.config = Some(json!({"race": true}));
    let raced = lm();
    let found = compiled(&raced, &raced_job).await.unwrap();
    assert_eq!(found.report.report.train_reward, grid.report.report.train_reward);
    assert!(raced.asked() * 100 <= plain.asked() * 55, "{} of {}", raced.asked(), plain.asked());
    raced_job.optimizer.config = Some(json!({"race": {"rule": "quick"}}));
    let error = compiled(&raced, &raced_job).await.unwrap_err().to_string();
    assert!(error.contains("`race` is true, false or"), "{error}");
}
