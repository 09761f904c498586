//! Demonstrations that parameters carry themselves: rows with their answers,
//! which the contract's author did not write into the prompt.
//!
//! They stand behind strategies of their own. A server that does not know one
//! fails with that, where it would silently leave out a key that it does not
//! know, and answer without the demonstrations.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::params::ParamFields;

/// The strategy that shows the same rows in every prompt.
pub const ROWS: &str = "fewshot_rows.v1";
/// The strategy that shows the rows that are most like the input.
pub const NEAREST: &str = "fewshot_nearest.v1";

/// How rows are told alike: TF-IDF vectors of words, word pairs and pieces of
/// words, compared by cosine.
pub const SIMILARITY: &str = "tfidf.v1";

/// A row with an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Demo {
    /// The row's name, for people; prompts do not show it.
    pub id: String,
    pub input: Value,
    pub output: Value,
    /// Rows of one group, near-duplicates or of one thread, are never shown to
    /// one another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<u64>,
}

/// The config of [`ROWS`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowDemos {
    pub demos: Vec<Demo>,
}

/// The config of [`NEAREST`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NearestDemos {
    /// Rows to show at most.
    pub k: usize,
    pub corpus: Vec<Demo>,
    pub similarity: String,
    /// A row that is less like the input is not shown.
    #[serde(default)]
    pub min_similarity: f64,
    /// Characters that the rows of one prompt take at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_demo_chars: Option<usize>,
}

/// The demonstrations of some parameters.
#[derive(Clone, Debug, PartialEq)]
pub enum Demos {
    None,
    Rows(RowDemos),
    Nearest(NearestDemos),
}

/// Why a strategy's demonstrations cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the config of strategy {strategy_id}: {reason}")]
pub struct DemosError {
    pub strategy_id: String,
    pub reason: String,
}

impl Demos {
    /// Those that `params` carry.
    ///
    /// # Errors
    /// When the strategy is one that shows rows, and its config has another shape.
    pub fn of(params: &ParamFields) -> Result<Self, DemosError> {
        let Some(strategy) = &params.strategy else { return Ok(Self::None) };
        let config = strategy.config.as_ref().unwrap_or(&Value::Null);
        let fault = |reason: String| DemosError { strategy_id: strategy.id.clone(), reason };
        match strategy.id.as_str() {
            ROWS => RowDemos::deserialize(config)
                .map(Self::Rows)
                .map_err(|error| fault(error.to_string())),
            NEAREST => {
                let demos =
                    NearestDemos::deserialize(config).map_err(|error| fault(error.to_string()))?;
                if demos.similarity == SIMILARITY {
                    return Ok(Self::Nearest(demos));
                }
                let named = &demos.similarity;
                Err(fault(format!("similarity `{named}` is not known; there is {SIMILARITY}")))
            }
            _ => Ok(Self::None),
        }
    }

    /// All rows that a prompt may show.
    pub fn all(&self) -> &[Demo] {
        match self {
            Self::None => &[],
            Self::Rows(rows) => &rows.demos,
            Self::Nearest(nearest) => &nearest.corpus,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::params::Params;

    fn read(strategy: Value) -> Result<Demos, DemosError> {
        Demos::of(&Params::parse(json!({"paramsVersion": 1, "strategy": strategy})).unwrap())
    }

    #[test]
    fn a_config_is_read_by_its_strategy_and_a_faulty_one_is_named() {
        let demo = json!({"id": "a", "input": {"q": 1}, "output": {"a": 2}});
        let rows = read(json!({"id": ROWS, "config": {"demos": [demo]}})).unwrap();
        assert_eq!(rows.all()[0].id, "a");
        assert_eq!(read(json!({"id": "direct.v1", "config": {"demos": 3}})), Ok(Demos::None));
        let error = read(json!({"id": ROWS})).unwrap_err().to_string();
        assert!(error.starts_with("the config of strategy fewshot_rows.v1: "), "{error}");
        let other = json!({"k": 2, "corpus": [demo], "similarity": "vibes.v1"});
        let error = read(json!({"id": NEAREST, "config": other})).unwrap_err().to_string();
        assert!(error.contains("`vibes.v1` is not known"), "{error}");
    }
}
