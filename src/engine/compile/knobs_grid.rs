//! `knobs_grid.v1`: every combination of every knob, up to a number.

use std::{collections::HashSet, io};

use async_trait::async_trait;
use serde::Serialize;
use serde_json::{Value, ser::Formatter};

use super::{
    CompileError, candidate_params,
    demand::Shape,
    estimate::{Estimate, different, grid_or_race},
    optimizer::Optimizer,
    patch::Patch,
    problem::Problem,
    race,
    search::Search,
    search_space::SearchSpace,
};
use crate::model::{compile::Candidate, params::Params};

/// Candidates where the job names no `maxCandidates`.
const DEFAULT_CANDIDATES: f64 = 128.0;

pub(super) struct KnobsGrid;

#[async_trait]
impl Optimizer for KnobsGrid {
    fn id(&self) -> &'static str {
        "knobs_grid.v1"
    }

    fn estimate(&self, problem: &Problem<'_>, shape: &Shape) -> Result<Estimate, CompileError> {
        let each = different(&of(problem)?, shape);
        Ok(grid_or_race(each, problem.grid_race()?, shape.rows))
    }

    async fn search(
        &self,
        search: &mut Search<'_>,
        problem: &Problem<'_>,
    ) -> Result<Candidate, CompileError> {
        race::best_of(search, problem, of(problem)?).await
    }
}

/// The candidates of a problem.
pub(super) fn of(problem: &Problem<'_>) -> Result<Vec<Params>, CompileError> {
    candidates(problem.base, &problem.space, problem.config)
}

/// The base parameters, then the combinations in order, each once.
fn candidates(
    base: &Params,
    space: &SearchSpace,
    config: Option<&Value>,
) -> Result<Vec<Params>, CompileError> {
    let at_most = max_candidates(config);
    let mut seeds = vec![base.clone()];
    for variants in space.knobs() {
        if !variants.is_empty() {
            seeds = expand(&seeds, &variants, at_most)?;
        }
    }
    let mut seen = HashSet::new();
    let all = std::iter::once(base.clone()).chain(seeds);
    Ok(all.filter(|params| seen.insert(document_text(params))).take(at_most).collect())
}

fn expand(
    seeds: &[Params],
    variants: &[Patch],
    at_most: usize,
) -> Result<Vec<Params>, CompileError> {
    let pairs = seeds.iter().flat_map(|seed| variants.iter().map(move |patch| (seed, patch)));
    pairs.take(at_most).map(|(seed, patch)| candidate_params(seed, patch)).collect()
}

fn max_candidates(config: Option<&Value>) -> usize {
    let given = config.and_then(|config| config.get("maxCandidates")).and_then(Value::as_f64);
    given.unwrap_or(DEFAULT_CANDIDATES).floor().clamp(1.0, 500.0) as usize
}

/// The document as ECMAScript prints it: key order tells two documents apart
/// here, the way a number is written does not.
fn document_text(params: &Params) -> Vec<u8> {
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, EcmaNumbers);
    params.raw().serialize(&mut serializer).expect("a JSON document serializes");
    text
}

struct EcmaNumbers;

impl Formatter for EcmaNumbers {
    fn write_f64<W: io::Write + ?Sized>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(ryu_js::Buffer::new().format(value).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn texts(base: Value, space: Value, config: Option<Value>) -> Vec<String> {
        let base = Params::parse(base).unwrap();
        let space = SearchSpace::parse(&space).unwrap();
        let text = |params: &Params| String::from_utf8(document_text(params)).unwrap();
        candidates(&base, &space, config.as_ref()).unwrap().iter().map(text).collect()
    }

    #[test]
    fn documents_differ_by_the_order_of_keys_but_not_by_how_a_number_is_written() {
        let space = json!({"budgetProfiles": [
            {"id": "1", "budgets": {"maxLmCalls": 1, "maxToolCalls": 2}},
            {"id": "2", "budgets": {"maxLmCalls": 1.0, "maxToolCalls": 2}},
            {"id": "3", "budgets": {"maxToolCalls": 2, "maxLmCalls": 1}},
        ]});
        assert_eq!(
            texts(json!({"paramsVersion": 1}), space, None),
            [
                r#"{"paramsVersion":1}"#,
                r#"{"paramsVersion":1,"budgets":{"maxLmCalls":1,"maxToolCalls":2}}"#,
                r#"{"paramsVersion":1,"budgets":{"maxToolCalls":2,"maxLmCalls":1}}"#,
            ]
        );
    }

    #[test]
    fn the_base_is_the_first_candidate_and_counts() {
        let variants: Vec<Value> =
            (0..700).map(|n| json!({"id": n.to_string(), "text": n.to_string()})).collect();
        let space = json!({"instructionVariants": variants, "strategyVariants": null});
        let count = |config| texts(json!({"paramsVersion": 1}), space.clone(), config).len();
        assert_eq!(count(None), 128);
        assert_eq!(count(Some(json!({"maxCandidates": 9_999}))), 500);
        assert_eq!(count(Some(json!({"maxCandidates": -1}))), 1);
        assert_eq!(count(Some(json!({"maxCandidates": "9"}))), 128);
    }
}
