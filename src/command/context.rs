//! What every command gets, and what it answers.

use serde::Serialize;

use super::CommandError;
use crate::config::Config;
use crate::ui::Ui;

/// What a command works with.
#[derive(Clone)]
pub struct Context {
    pub ui: Ui,
    pub config: Config,
}

impl Context {
    /// Shows a result: one document for programs, else what `people` prints.
    ///
    /// # Errors
    /// Never; commands end with it, and they return a result.
    pub fn answer(
        &self,
        result: &impl Serialize,
        people: impl FnOnce(&Ui),
    ) -> Result<Outcome, CommandError> {
        if self.ui.is_machine() {
            self.ui.result(result);
        } else {
            people(&self.ui);
        }
        Ok(Outcome::Yes)
    }

    /// As [`Context::answer`] for an answer that is not yes: people see the
    /// result and then `error`, programs one document with both.
    ///
    /// # Errors
    /// Always.
    pub fn refuse(
        &self,
        error: CommandError,
        result: &impl Serialize,
        people: impl FnOnce(&Ui),
    ) -> Result<Outcome, CommandError> {
        if !self.ui.is_machine() {
            people(&self.ui);
        }
        Err(error.with_result(result))
    }
}

/// The answer of a command that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing found, gate passed, run succeeded.
    Yes,
    /// Findings, differences, a refusal, a failed run.
    No,
    /// Too little evidence to say yes or no. Never treated as yes.
    Inconclusive,
    /// The failure was told already; only its exit code is left to give.
    Told(super::ErrorKind),
}
