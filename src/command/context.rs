//! What every command gets, and what it answers.

use crate::config::Config;
use crate::ui::Ui;

/// What a command works with.
#[derive(Clone)]
pub struct Context {
    pub ui: Ui,
    pub config: Config,
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
