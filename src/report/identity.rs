//! With what a report's figures were measured, and whether that still runs.

use super::document::{Document, Role, plain, role};
use super::words;
use crate::model::identity::{Outdated, ReportIdentity, describe_changes};

/// Adds the model behind the figures, and what has changed since.
pub fn describe(
    identity: Option<&ReportIdentity>,
    outdated: Option<&Outdated>,
    document: &mut Document,
) {
    document.paragraph(plain(match identity {
        Some(identity) => format!("Model: {}.", identity.model()),
        None => "Model: not recorded.".to_owned(),
    }));
    if let Some(outdated) = outdated {
        document.paragraph(role(Role::Warn, warning(outdated)));
    }
}

/// That a report is not about what runs now.
pub fn warning(outdated: &Outdated) -> String {
    format!(
        "Outdated: {} since this report of {}, so it says nothing about what runs now.",
        describe_changes(&outdated.changes),
        words::time(outdated.created_at_ms)
    )
}

/// Why something was asked again although a report of it is stored.
pub fn again(done: &str, outdated: &Outdated) -> String {
    format!(
        "{done} again: {} since {}",
        describe_changes(&outdated.changes),
        words::time(outdated.created_at_ms)
    )
}

/// Adds the models behind two reports that are compared. Of two different ones
/// the difference says nothing about the parameters alone.
pub fn describe_pair(
    (before, after): (Option<&ReportIdentity>, Option<&ReportIdentity>),
    outdated: Option<&Outdated>,
    document: &mut Document,
) {
    describe(after, outdated, document);
    let Some((before, after)) = before.zip(after) else { return };
    let changes = before.changes(after);
    if !changes.is_empty() {
        let text = format!(
            "Between the two reports {}, so the difference is not the parameters' alone.",
            describe_changes(&changes)
        );
        document.paragraph(role(Role::Warn, text));
    }
}
