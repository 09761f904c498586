//! What an optimizer starts from.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{CompileError, optimizer::Optimizer, search_space::SearchSpace, train_rows::TrainRows};
use crate::{
    canon,
    engine::{core::sample::shuffled, evaluate::Subject},
    model::{
        dataset::Dataset,
        job::{JobSpec, job_hash},
        params::Params,
        sample::Sample,
    },
    stats::race::Rule,
};

/// A search to do.
pub(super) struct Problem<'a> {
    pub(super) base: &'a Params,
    pub(super) subject: Subject<'a>,
    pub(super) space: SearchSpace,
    pub(super) config: Option<&'a Value>,
    pub(super) draws: Draws,
    pub(super) train: TrainRows,
}

impl<'a> Problem<'a> {
    pub(super) fn of(
        job: &'a JobSpec,
        base: &'a Params,
        subject: Subject<'a>,
        dataset: &Dataset,
    ) -> Result<Self, CompileError> {
        let space = SearchSpace::parse(&job.search_space).map_err(CompileError::SearchSpace)?;
        let train = TrainRows::of(job, dataset);
        let draws = Draws::new(&job_hash(&job.document(dataset.id())), train.rows().hash());
        Ok(Self { base, subject, space, config: job.optimizer.config.as_ref(), draws, train })
    }

    /// The rows that `optimizer` searches by. A grid takes what the job says;
    /// where rows go into prompts, none that is held out may be among them.
    pub(super) fn rows_of(
        &self,
        optimizer: &dyn Optimizer,
        job: &JobSpec,
        dataset: &Dataset,
    ) -> Result<Dataset, CompileError> {
        if !optimizer.reads_rows() {
            return Ok(Sample::of(job.sample.as_ref(), dataset.train()));
        }
        if self.train.rows().is_empty() {
            return Err(CompileError::NoTrainRows { optimizer: optimizer.id() });
        }
        Ok(self.train.rows().clone())
    }

    /// The optimizer's own settings.
    ///
    /// # Errors
    /// When one is not known, or has another shape.
    pub(super) fn settings<T: DeserializeOwned + Default>(&self) -> Result<T, CompileError> {
        let Some(config) = self.config.filter(|config| !config.is_null()) else {
            return Ok(T::default());
        };
        T::deserialize(config).map_err(CompileError::Settings)
    }

    /// The race that a grid's settings ask for; grids run to the end without.
    pub(super) fn grid_race(&self) -> Result<Option<Rule>, CompileError> {
        let Some(race) = self.config.and_then(|config| config.get("race")) else { return Ok(None) };
        let race: RaceSettings =
            serde_json::from_value(race.clone()).map_err(CompileError::Settings)?;
        Ok(race.rule())
    }
}

/// `race` in an optimizer's settings: whether there is one, or which.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(untagged, expecting = "`race` is true, false or {\"rule\": …, \"z\": …}")]
pub(super) enum RaceSettings {
    Switch(bool),
    Rule(RaceRule),
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RaceRule {
    #[serde(default)]
    rule: RuleName,
    /// Standard errors behind at which a candidate is dropped.
    z: Option<f64>,
}

#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum RuleName {
    #[default]
    Predictive,
    Halving,
    Lossless,
    Off,
}

impl RaceSettings {
    /// `None` where there is to be no race.
    pub(super) fn rule(&self) -> Option<Rule> {
        let settings = match self {
            Self::Switch(false) => return None,
            Self::Switch(true) => return Some(Rule::PREDICTIVE),
            Self::Rule(settings) => settings,
        };
        match settings.rule {
            RuleName::Predictive => {
                Some(Rule { z: settings.z.or(Rule::PREDICTIVE.z), ..Rule::PREDICTIVE })
            }
            RuleName::Halving => Some(Rule::HALVING),
            RuleName::Lossless => Some(Rule::LOSSLESS),
            RuleName::Off => None,
        }
    }

    /// The rule of an optimizer that always races; without a race everyone
    /// runs to the end.
    pub(super) fn or_predictive(settings: Option<&Self>) -> Rule {
        match settings {
            None => Rule::PREDICTIVE,
            Some(settings) => settings.rule().unwrap_or(Rule { z: None, caps: [8; 4] }),
        }
    }
}

/// Random draws, each purpose with a stream of its own: a new draw in one place
/// moves nothing elsewhere.
pub(super) struct Draws {
    job_hash: String,
    rows_hash: String,
}

impl Draws {
    fn new(job_hash: &str, rows_hash: &str) -> Self {
        Self { job_hash: job_hash.to_owned(), rows_hash: rows_hash.to_owned() }
    }

    fn seed(&self, purpose: &str, draw: usize) -> u32 {
        let Self { job_hash, rows_hash } = self;
        let id = canon::text_id(&format!("{job_hash}\n{rows_hash}\n{purpose}\n{draw}"));
        let digits = id.rsplit(':').next().and_then(|hex| hex.get(..8)).unwrap_or_default();
        u32::from_str_radix(digits, 16).expect("an id is a hash in hexadecimal digits")
    }

    /// The places below `len`, in the order of that draw.
    pub(super) fn order(&self, purpose: &str, draw: usize, len: usize) -> Vec<usize> {
        shuffled(len, f64::from(self.seed(purpose, draw)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn purposes_draws_jobs_and_rows_have_streams_of_their_own() {
        let draws = Draws::new("job", "rows");
        let order = draws.order("sets", 0, 40);
        assert_eq!(order, Draws::new("job", "rows").order("sets", 0, 40));
        for other in [
            draws.order("sets", 1, 40),
            draws.order("shown", 0, 40),
            Draws::new("other", "rows").order("sets", 0, 40),
            Draws::new("job", "other").order("sets", 0, 40),
        ] {
            assert_ne!(order, other);
        }
    }

    #[test]
    fn settings_of_a_race_are_read_and_a_misspelt_one_is_named() {
        let read = |json: Value| serde_json::from_value::<RaceSettings>(json);
        assert_eq!(read(json!(true)).unwrap().rule(), Some(Rule::PREDICTIVE));
        assert_eq!(read(json!(false)).unwrap().rule(), None);
        let strict = read(json!({"z": 2.0})).unwrap().rule().unwrap();
        assert_eq!(strict, Rule { z: Some(2.0), ..Rule::PREDICTIVE });
        assert_eq!(read(json!({"rule": "halving"})).unwrap().rule(), Some(Rule::HALVING));
        assert!(read(json!({"zed": 2.0})).unwrap_err().to_string().contains("`race` is"));
    }
}
