//! The forms of an evaluation that platforms show.

use serde::Serialize;

use crate::command::{CommandError, Context, Outcome};
use crate::model::eval::EvalReport;
use crate::report::junit::Fail;
use crate::report::render::markdown;
use crate::report::{Document, annotations, junit};
use crate::ui::Ui;

/// The form of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    Human,
    /// For a pull-request comment or a step summary.
    Markdown,
    /// A test case for each example; with --compare only regressions fail.
    Junit,
    /// Annotations of a GitHub workflow.
    Github,
}

/// What the forms are made of.
pub struct Forms<'a> {
    pub name: String,
    /// None where the server gives no reports.
    pub document: Option<Document>,
    pub report: Option<&'a EvalReport>,
    pub before: Option<&'a EvalReport>,
}

/// Two forms cannot both be what is on stdout.
pub fn refuse_two(context: &Context, form: Option<Form>) -> Result<(), CommandError> {
    match form {
        Some(_) if context.ui.is_machine() => {
            Err(CommandError::usage("--output and --format both say how the result is written")
                .with_hint("leave one of them out"))
        }
        _ => Ok(()),
    }
}

/// Ends the command: its result in the form that was asked for, and `error`
/// where the answer is no.
pub fn end(
    context: &Context,
    form: Option<Form>,
    error: Option<CommandError>,
    result: &impl Serialize,
    forms: &Forms<'_>,
    people: impl FnOnce(&Ui),
) -> Result<Outcome, CommandError> {
    let text = forms.text(form)?;
    let shown = |ui: &Ui| match text {
        Some(text) => ui.data(text.as_bytes()),
        None => people(ui),
    };
    match error {
        Some(error) => context.refuse(error, result, shown),
        None => context.answer(result, shown),
    }
}

impl Forms<'_> {
    fn text(&self, form: Option<Form>) -> Result<Option<String>, CommandError> {
        // A comparison fails by what has become worse, a report by what is wrong.
        let fail = if self.before.is_some() { Fail::Regressions } else { Fail::Wrong };
        let text = match form {
            None | Some(Form::Human) => return Ok(None),
            Some(Form::Markdown) => {
                let write = |document| markdown::render(document, markdown::COMMENT_LIMIT);
                self.document.as_ref().map(write)
            }
            Some(Form::Junit) => {
                self.report.and_then(|report| junit::render(&self.name, report, self.before, fail))
            }
            Some(Form::Github) => self
                .report
                .and_then(|report| annotations::render(&self.name, report, self.before, fail)),
        };
        text.map(Some).ok_or_else(|| {
            CommandError::usage("the server gave no report of single examples to write")
                .with_hint("evaluate on a server of this version, or on the embedded one")
        })
    }
}
