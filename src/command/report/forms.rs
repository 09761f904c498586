//! The forms that a report is written in.

use std::fs::OpenOptions;
use std::io::Write;

use serde_json::json;

use super::Report;
use crate::command::{CommandError, Context};
use crate::report::render::{html, markdown, terminal};

/// Less room than this is none: not even the decision would fit.
const LEAST: usize = 2_000;

#[derive(Debug, clap::Args)]
pub struct Forms {
    /// The form of the report
    #[arg(long, global = true, value_enum, value_name = "FORM")]
    output: Option<Output>,
    /// Write Markdown; the same as --output markdown
    #[arg(long, global = true, conflicts_with = "output")]
    markdown: bool,
    /// Add the report to the step summary of a GitHub workflow as well
    #[arg(long, global = true)]
    github_summary: bool,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Output {
    Human,
    Json,
    /// For a pull-request comment or a step summary.
    Markdown,
    /// One file that needs nothing else and runs no script.
    Html,
    /// A test case for each held-out example.
    Junit,
}

impl Forms {
    /// Writes the report to stdout, and to the step summary where that was
    /// asked for.
    ///
    /// # Errors
    /// When the report has no such form, or the summary cannot be written.
    pub fn show(&self, context: &Context, report: &Report) -> Result<(), CommandError> {
        let ui = &context.ui;
        if self.github_summary {
            add_to_summary(context, report)?;
        }
        match self.form(ui.is_machine()) {
            Output::Human => ui.out(terminal::render(&report.document, ui.width())),
            Output::Json => ui.json(&json!({"ok": true, "report": report.data})),
            Output::Markdown => {
                let text = markdown::render(&report.document, markdown::COMMENT_LIMIT);
                ui.data(text.as_bytes());
            }
            Output::Html => ui.data(html::file(&report.document).as_bytes()),
            Output::Junit => {
                let cases = report.junit.as_ref().ok_or_else(|| {
                    CommandError::usage("this report holds no examples to make test cases of")
                        .with_hint(
                            "`dse report ops` and `dse report eval` do, where they were kept",
                        )
                })?;
                ui.data(cases.as_bytes());
            }
        }
        Ok(())
    }

    fn form(&self, machine: bool) -> Output {
        match self.output {
            Some(output) => output,
            None if self.markdown => Output::Markdown,
            None if machine => Output::Json,
            None => Output::Human,
        }
    }
}

/// Appends the report as Markdown to the file that GitHub names, as far as
/// there is room beside what is in it.
fn add_to_summary(context: &Context, report: &Report) -> Result<(), CommandError> {
    const VARIABLE: &str = "GITHUB_STEP_SUMMARY";
    let path = context.config.variable(VARIABLE).ok_or_else(|| {
        CommandError::usage(format!("{VARIABLE} is not set, so there is no step summary"))
            .with_hint("a GitHub workflow sets it; --output markdown writes the same to stdout")
    })?;
    let there = std::fs::metadata(path).map_or(0, |file| file.len());
    let room = markdown::SUMMARY_BYTES.saturating_sub(usize::try_from(there).unwrap_or(usize::MAX));
    let room = markdown::units_within(room);
    if room < LEAST {
        context.ui.warn("the step summary is full, so the report was not added to it");
        return Ok(());
    }
    let text = markdown::render(&report.document, room);
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        CommandError::usage(format!("the step summary {path} cannot be written: {error}"))
            .with_hint(format!("{VARIABLE} must name a file that can be written"))
    })
}
