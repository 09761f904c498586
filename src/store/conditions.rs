//! What a write demands of what runs, looked at inside the write.

use sqlx::AnyConnection;

use super::{error::StoreError, pointers};
use crate::model::{canary::Canary, time};

/// Why what runs was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RolloutError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("artifact {0} is not stored")]
    ArtifactNotFound(String),
    #[error("the control's artifact {0} is not stored")]
    ControlArtifactMissing(String),
    #[error("the canary's artifact {0} is not stored: compile first")]
    CanaryArtifactMissing(String),
    #[error("there is nothing to go back to: no other artifact was active before")]
    RollbackUnavailable,
    #[error("the active artifact changed meanwhile: look at it, and try again")]
    PointerMoved,
    #[error("the canary does not run any more")]
    CanaryGone,
    /// The canary that runs is not the one that the request names.
    #[error("{}", other_canary(.0))]
    OtherCanary(Box<Canary>),
}

fn other_canary(canary: &Canary) -> String {
    let owner = match &canary.owner_run_id {
        Some(run_id) => format!("belongs to the run {run_id}"),
        None => "belongs to no run: a person started it".to_owned(),
    };
    let since = time::rfc3339(canary.created_at_ms);
    format!("another canary has been running since {since}; it {owner}. It was left alone")
}

/// Which canary a write may touch. What is not given does not matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct OnlyIf<'a> {
    pub salt: Option<&'a str>,
    pub owner_run_id: Option<&'a str>,
}

impl OnlyIf<'_> {
    /// # Errors
    /// When `canary` is another one.
    pub fn allows(&self, canary: &Canary) -> Result<(), RolloutError> {
        let same = |wanted: Option<&str>, found| wanted.is_none_or(|wanted| found == Some(wanted));
        if same(self.salt, Some(canary.salt.as_str()))
            && same(self.owner_run_id, canary.owner_run_id.as_deref())
        {
            return Ok(());
        }
        Err(RolloutError::OtherCanary(Box::new(canary.clone())))
    }
}

impl From<sqlx::Error> for RolloutError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// # Errors
/// When the canary with that salt is not the one that runs.
pub fn expect_canary(running: Option<&Canary>, salt: &str) -> Result<(), RolloutError> {
    let running = running.ok_or(RolloutError::CanaryGone)?;
    OnlyIf { salt: Some(salt), ..OnlyIf::default() }.allows(running)
}

/// # Errors
/// When something else is active.
pub(super) async fn expect_active(
    connection: &mut AnyConnection,
    signature_id: &str,
    expected: Option<&str>,
) -> Result<(), RolloutError> {
    let found = pointers::find(connection, signature_id).await?;
    if found.as_ref().map(|active| active.value.as_str()) == expected {
        return Ok(());
    }
    Err(RolloutError::PointerMoved)
}
