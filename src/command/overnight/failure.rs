//! Why a run did not reach its end.

use tokio::task::JoinError;

use crate::client::ClientError;
use crate::command::{CommandError, ErrorKind};
use crate::model::overnight::Outcome;

/// A step that failed, and how the run ends because of it.
#[derive(Debug)]
pub struct Failure {
    pub outcome: Outcome,
    pub error: CommandError,
}

impl Failure {
    pub fn new(outcome: Outcome, error: CommandError) -> Self {
        Self { outcome, error }
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
        Self { outcome, error }
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        CommandError::from(error).into()
    }
}
