//! Why a run did not reach its end.

use serde::Serialize;
use serde_json::{Map, Value};
use tokio::task::JoinError;

use crate::client::ClientError;
use crate::command::{CommandError, ErrorKind};
use crate::model::overnight::Outcome;

/// A step that failed, and how the run ends because of it.
#[derive(Debug)]
pub struct Failure {
    pub outcome: Outcome,
    /// On the heap, so that results stay small.
    pub error: Box<CommandError>,
    /// What the step has found nonetheless, beside the error.
    pub detail: Map<String, Value>,
}

impl Failure {
    pub fn new(outcome: Outcome, error: CommandError) -> Self {
        Self { outcome, error: Box::new(error), detail: Map::new() }
    }

    /// # Panics
    /// When `detail` does not serialize to an object.
    pub fn with_detail(mut self, detail: &impl Serialize) -> Self {
        let detail = serde_json::to_value(detail).expect("details serialize");
        self.detail = detail.as_object().expect("details are objects").clone();
        self
    }

    pub fn interrupted(error: CommandError) -> Self {
        Self::new(Outcome::Interrupted, error)
    }

    pub fn panicked(error: JoinError) -> Self {
        let reason = match error.try_into_panic() {
            Ok(payload) => payload
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
                .or_else(|| payload.downcast_ref::<String>().cloned())
                .unwrap_or_else(|| "no reason was given".to_owned()),
            Err(error) => error.to_string(),
        };
        let message = format!("a step broke: {reason}");
        let error = CommandError::new(ErrorKind::Unavailable, "panic", message)
            .with_hint("this is a fault of dse itself; please report it");
        Self::new(Outcome::Failed, error)
    }
}

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        let outcome = match error.kind {
            ErrorKind::Refused => Outcome::GateRefused,
            ErrorKind::Inconclusive => Outcome::Undecided,
            ErrorKind::Interrupted | ErrorKind::Terminated => Outcome::Interrupted,
            _ => Outcome::Failed,
        };
        Self::new(outcome, error)
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        CommandError::from(error).into()
    }
}
