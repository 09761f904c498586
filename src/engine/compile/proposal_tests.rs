//! Proposals: what is made of them, and what is not.

use serde_json::{Value, json};

use super::{
    race_tests::{COLOURS, compiled, cue, learner, rows, with_config},
    *,
};
use crate::engine::testing::{FakeLm, World, job};

/// The rows of a proposer's prompt that went wrong, as they stand there.
fn shown_rows(prompt: &str) -> Vec<&str> {
    let list = prompt.split("<rows>\n").nth(1).unwrap();
    list.split("\n</rows>").next().unwrap().lines().collect()
}

/// Answers by its instruction's memory alone, which is made of the rows that
/// the proposer saw: of each its number, or its whole text.
fn memorizer(quotes: bool) -> FakeLm {
    FakeLm::new(4, move |prompt| {
        if prompt.contains("Proposal") {
            let learnt: Vec<String> = shown_rows(prompt)
                .into_iter()
                .map(|row| {
                    let row: Value = serde_json::from_str(row).unwrap();
                    let asked = row["input"]["ask"].as_str().unwrap();
                    let number = asked.split(' ').rev().nth(1).unwrap();
                    if quotes { format!("<{asked}>") } else { format!("<{number}>") }
                })
                .collect();
            return Ok(json!({"instruction": learnt.join(" ")}).to_string());
        }
        let (cue, number) = cue(prompt);
        let at = prompt.rfind("Input:").unwrap();
        let (teaching, input) = prompt.split_at(at);
        let asked = input.split('"').nth(3).unwrap();
        let known =
            [format!("<{number}>"), format!("<{asked}>")].iter().any(|one| teaching.contains(one));
        let word = if known || number % 5 == 0 { COLOURS[cue] } else { "grey" };
        Ok(json!({"word": word}).to_string())
    })
}

#[tokio::test]
async fn a_walk_adopts_no_memory_of_the_rows_that_it_showed() {
    for quotes in [false, true] {
        let found =
            compiled(&memorizer(quotes), &job("instruction_reflect_walk.v1", json!({}))).await;
        let found = found.unwrap();
        assert!(found.report.report.best.params.instruction.is_none(), "quotes: {quotes}");
        let search = found.report.search.unwrap();
        assert!(search.proposals.len() >= 12, "it tried for its whole patience");
        let copies = search.proposals.iter().filter(|one| !one.copies_train.is_empty()).count();
        assert_eq!(copies > 0, quotes, "a text that quotes rows says which");
        assert!(search.candidates.iter().all(|one| one.rows_shown.is_some() <= quotes));
    }
    let config = json!({"onCopy": "reject"});
    let job = with_config("instruction_reflect_walk.v1", config);
    let search = compiled(&memorizer(true), &job).await.unwrap().report.search.unwrap();
    assert_eq!(search.candidates.len(), 1, "no text that quotes rows is a candidate");
    assert!(search.proposals.iter().all(|one| one.refused.is_some()));
}

#[tokio::test]
async fn a_proposal_that_cannot_be_read_is_repaired_once_and_then_refused() {
    let lm = FakeLm::new(4, |prompt| {
        if !prompt.contains("Proposal") {
            return learner(prompt);
        }
        let repaired = prompt.contains("That cannot be used");
        Ok(match (prompt.contains("Proposal 1.1:"), repaired) {
            (true, false) => "Here you are: be careful.".to_owned(),
            (true, true) => learner(prompt)?,
            (false, _) => json!({"instruction": "x".repeat(3_000)}).to_string(),
        })
    });
    let job = with_config("instruction_propose_race.v1", json!({"proposals": 2, "secondWave": 0}));
    let search = compiled(&lm, &job).await.unwrap().report.search.unwrap();
    let [repaired, refused] = &search.proposals[..] else { panic!("{:?}", search.proposals) };
    assert_eq!((repaired.lm_calls, repaired.refused.as_deref()), (2, None));
    assert!(repaired.compiled_id.is_some());
    let reason = refused.refused.as_deref().unwrap();
    assert!(refused.lm_calls == 2 && reason.contains("3000 of 2000"), "{reason}");
}

#[tokio::test]
async fn the_baseline_writes_nothing_and_says_what_works_with_it() {
    let lm = crate::lm::nearest::Nearest;
    for id in ["instruction_propose_race.v1", "instruction_reflect_walk.v1", "joint_race.v1"] {
        let error = compiled(&lm, &job(id, json!({}))).await.unwrap_err().to_string();
        assert!(error.contains("fewshot_nearest.v1") && error.starts_with(id), "{error}");
    }
    let variants = json!({"instructionVariants": [{"id": "a", "text": "Say a colour."}]});
    let found = compiled(&lm, &job("joint_race.v1", variants)).await.unwrap();
    assert!(found.report.search.unwrap().proposals.is_empty(), "written variants need no proposer");
}

#[tokio::test]
async fn a_controllers_text_is_proposed_and_demonstrations_are_refused() {
    let world = World::new();
    let base = json!({"paramsVersion": 1, "strategy": {"id": "rlm_lite.v1"},
        "budgets": {"maxRlmIterations": 2, "maxSubLmCalls": 1}});
    let base = Params::parse(base).unwrap();
    let lm = FakeLm::new(4, |prompt| {
        if prompt.contains("Proposal") {
            let turn = prompt.len();
            return Ok(json!({"instruction": format!("End at once. {turn}")}).to_string());
        }
        let word = if prompt.contains("End at once") { "red" } else { "grey" };
        Ok(json!({"_tag": "Final", "output": {"word": word}}).to_string())
    });
    let evaluator = world.evaluator(&lm);
    let dataset = rows(48, 12);
    let request = |job| CompileRequest {
        job,
        evaluator: &evaluator,
        base: &base,
        dataset: &dataset,
        compiler_version: None,
        git_sha: None,
    };
    let walk = with_config("instruction_reflect_walk.v1", json!({"maxRounds": 2}));
    let best = compile(request(&walk)).await.unwrap().report.report.best;
    let text = best.params.rlm_lite.as_ref().unwrap().controller_instructions.as_deref();
    assert!(text.is_some_and(|text| text.starts_with("End at once.")), "{text:?}");
    let shown = job("fewshot_nearest.v1", json!({}));
    let error = compile(request(&shown)).await.unwrap_err().to_string();
    assert!(error.contains("strategy rlm_lite.v1 is another kind"), "{error}");
}

#[tokio::test]
async fn a_walk_ends_where_its_budget_does_and_says_after_how_many_rounds() {
    let lm = FakeLm::new(4, learner);
    let config = json!({"budget": {"maxTaskCalls": 170}});
    let job = with_config("instruction_reflect_walk.v1", config);
    let search = compiled(&lm, &job).await.unwrap().report.search.unwrap();
    assert!(search.predictions.unwrap().made <= 170);
    let few = |note: &String| note.contains("room for") && note.contains("hardly a search");
    assert!(search.notes.iter().any(few), "{:?}", search.notes);
    let config = json!({"budget": {"maxProposerCalls": 9}});
    let job = with_config("instruction_reflect_walk.v1", config);
    let search = compiled(&lm, &job).await.unwrap().report.search.unwrap();
    assert!(search.proposals.iter().map(|one| one.lm_calls).sum::<u64>() <= 9);
}
