//! What a compile would need, told before anything is asked.

use super::{
    CompileError,
    demand::{Demand, ROLES, Shape},
    optimizer,
    problem::Problem,
    proposer,
};
use crate::{
    engine::{
        core::models::{ModelSlot, for_repair, for_slot},
        evaluate::Subject,
    },
    lm::{Lm, LmRequest, ModelRole},
    model::{
        compile::{CompilePlan, RolePlan},
        dataset::Dataset,
        job::JobSpec,
        params::Params,
    },
};

/// Plans a compile of `job` from `base`, at the prices of `lm`.
///
/// # Errors
/// When the job cannot be read.
pub fn plan(
    job: &JobSpec,
    base: &Params,
    subject: Subject<'_>,
    dataset: &Dataset,
    lm: &dyn Lm,
) -> Result<CompilePlan, CompileError> {
    let optimizer = optimizer::of(job)?;
    let problem = Problem::of(job, base, subject, dataset)?;
    if optimizer.proposes(&problem) {
        proposer::refuse_baseline(lm, &problem, optimizer.id())?;
    }
    let train = problem.rows_of(optimizer, job, dataset)?;
    let holdout = dataset.holdout();
    let train_rows = train.len() as u64;
    let holdout_rows = if holdout.hash() == train.hash() { 0 } else { holdout.len() as u64 };
    let shape = Shape::of(subject.contract, subject.reward, &train);
    let estimate = optimizer.estimate(&problem, &shape)?;
    let total = estimate.task.plus(estimate.dearest.times(holdout_rows));
    let total = total.proposing(estimate.proposals);

    let roles = priced(&total, &problem, lm);
    let sum = |part: fn(&RolePlan) -> u64| {
        roles.iter().map(part).fold(0, |sum: u64, more| sum.saturating_add(more))
    };
    Ok(CompilePlan {
        candidates: estimate.candidates,
        train_rows,
        holdout_rows,
        predictions: estimate.predictions.saturating_add(holdout_rows),
        lm_calls: sum(|role| role.lm_calls),
        prompt_tokens: sum(|role| role.prompt_tokens),
        completion_tokens: sum(|role| role.completion_tokens),
        spend_usd: roles.iter().map(|role| role.spend_usd).sum(),
        roles,
    })
}

/// The roles that are asked at all, each with its model and what that charges.
fn priced(total: &Demand, problem: &Problem<'_>, lm: &dyn Lm) -> Vec<RolePlan> {
    let asked = ROLES.into_iter().zip(total.0).filter(|(_, load)| load.calls > 0);
    asked
        .map(|(role, load)| {
            let request = LmRequest {
                role,
                messages: Vec::new(),
                model_id: model_id(role, problem),
                temperature: None,
                top_p: None,
                max_tokens: None,
                output_schema: None,
                row: None,
                pieces: Default::default(),
            };
            let rate = lm.rate(&request);
            RolePlan {
                role: name(role).to_owned(),
                model: lm.identity(&request).model,
                lm_calls: load.calls,
                prompt_tokens: load.prompt_tokens,
                completion_tokens: load.completion_tokens,
                spend_usd: rate.map(|rate| rate.cost(load.prompt_tokens, load.completion_tokens)),
            }
        })
        .collect()
}

fn model_id(role: ModelRole, problem: &Problem<'_>) -> Option<String> {
    let (base, reward) = (problem.base, problem.subject.reward);
    match role {
        ModelRole::Main => for_slot(base, ModelSlot::Main).model_id,
        ModelRole::Repair => for_repair(base).model_id,
        ModelRole::Sub => for_slot(base, ModelSlot::Sub).model_id,
        ModelRole::Judge => {
            let judge = reward.judges().next()?;
            for_slot(&judge.pinned.params, ModelSlot::Main).model_id
        }
        ModelRole::Propose => proposer::model_id(problem),
    }
}

fn name(role: ModelRole) -> &'static str {
    match role {
        ModelRole::Main => "main",
        ModelRole::Repair => "repair",
        ModelRole::Sub => "sub",
        ModelRole::Judge => "judge",
        ModelRole::Propose => "propose",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        engine::{evaluate::Reward, testing::World},
        lm::Script,
        model::{dataset::DatasetExample, reward::RewardBundle},
    };

    fn planned(optimizer: &str, space: Value, base: Value, splits: &[&str]) -> CompilePlan {
        let job: JobSpec = serde_json::from_value(json!({
            "signatureId": "s",
            "rewardId": "r",
            "searchSpace": space,
            "optimizer": {"id": optimizer},
        }))
        .unwrap();
        let rows = splits.iter().enumerate().map(|(index, split)| DatasetExample {
            example_id: index.to_string(),
            input: json!({}),
            expected: json!({}),
            split: Some((*split).to_owned()),
            tags: Vec::new(),
            meta: None,
        });
        let dataset = Dataset::new("d", rows.collect()).unwrap();
        let bundle: RewardBundle =
            serde_json::from_value(json!({"rewardId": "r", "rewardVersion": 1, "signals": []}))
                .unwrap();
        let reward = Reward::new(bundle, Vec::new()).unwrap();
        let world = World::new();
        let subject = Subject { contract: &world.contract, reward: &reward };
        let free = Script::parse(r#"{"rules": []}"#).unwrap();
        plan(&job, &Params::parse(base).unwrap(), subject, &dataset, &free).unwrap()
    }

    #[test]
    fn equal_variants_are_planned_once_and_the_holdout_is_for_the_winner() {
        let space = json!({"instructionVariants": [
            {"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "A"},
        ]});
        let base = json!({"paramsVersion": 1, "decode": {"mode": "jsonish", "maxRepairs": 2}});
        let plan = planned("instruction_grid.v1", space, base, &["train", "train", "holdout"]);
        assert_eq!((plan.candidates, plan.predictions, plan.lm_calls), (2, 5, 15));
        let roles: Vec<(&str, u64)> =
            plan.roles.iter().map(|role| (role.role.as_str(), role.lm_calls)).collect();
        assert_eq!(roles, [("main", 5), ("repair", 10)]);
        assert_eq!((plan.completion_tokens, plan.spend_usd), (15 * 256, Some(0.0)));
        assert!(plan.prompt_tokens > 15);
    }

    #[test]
    fn a_greedy_search_is_planned_to_its_end() {
        let space = json!({"fewShot": {"candidateExampleIds": ["a", "b", "c"], "kMax": 2}});
        let plan =
            planned("fewshot_greedy_forward.v1", space, json!({"paramsVersion": 1}), &["train"]);
        assert_eq!((plan.candidates, plan.holdout_rows, plan.lm_calls), (6, 0, 6));
    }

    #[test]
    fn budgets_cap_the_calls_of_a_controlled_run() {
        let base = |budgets: Value| json!({"paramsVersion": 1, "strategy": {"id": "rlm_lite.v1"}, "budgets": budgets});
        let calls =
            |budgets| planned("knobs_grid.v1", json!({}), base(budgets), &["train"]).lm_calls;
        assert_eq!(calls(json!({"maxRlmIterations": 6, "maxSubLmCalls": 10})), 16);
        assert_eq!(
            calls(json!({"maxRlmIterations": 6, "maxSubLmCalls": 10, "maxLmCalls": 9.5})),
            9
        );
        assert_eq!(calls(json!({"maxRlmIterations": 6})), 0);
    }
}
