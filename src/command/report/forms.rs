//! The forms that a report is written in.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::Report;
use crate::command::{CommandError, Context};
use crate::report::junit;
use crate::report::render::{html, markdown, terminal};
use crate::ui::shown;

/// Columns of a report in a text file.
const PLAIN_WIDTH: usize = 80;

/// Less room than this is none: not even the decision would fit.
const LEAST: usize = 2_000;

#[derive(Debug, clap::Args)]
pub struct Forms {
    /// The form of the report; with --output-file its ending says which
    #[arg(long, global = true, value_enum, value_name = "FORM")]
    output: Option<Output>,
    /// Write the report into a file in place of stdout
    #[arg(short = 'o', long, global = true, value_name = "FILE")]
    output_file: Option<PathBuf>,
    /// Which test cases fail in --output junit
    #[arg(long, global = true, value_enum, value_name = "WHICH", default_value_t)]
    junit_fail: Fail,
    /// Write Markdown; the same as --output markdown
    #[arg(long, global = true, conflicts_with = "output")]
    markdown: bool,
    /// Add the report to the step summary of a GitHub workflow as well
    #[arg(long, global = true)]
    github_summary: bool,
}

/// Which test cases fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Fail {
    /// Those that were right before
    #[default]
    Regressions,
    /// All that are wrong
    Wrong,
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
        let form = self.form(ui.is_machine())?;
        if let Some(file) = &self.output_file {
            return self.write(context, report, form, file);
        }
        match form {
            Output::Human => ui.out(terminal::render(&report.document, ui.width())),
            Output::Json => ui.last(&json!({"ok": true, "report": report.data})),
            _ => ui.data(self.text(report, form)?.as_bytes()),
        }
        Ok(())
    }

    /// The report in a form for programs and files.
    fn text(&self, report: &Report, form: Output) -> Result<String, CommandError> {
        let fail = match self.junit_fail {
            Fail::Regressions => junit::Fail::Regressions,
            Fail::Wrong => junit::Fail::Wrong,
        };
        Ok(match form {
            Output::Human => {
                let text = terminal::render(&report.document, PLAIN_WIDTH);
                anstream::adapter::strip_str(text.as_str()).to_string() + "\n"
            }
            Output::Json => {
                let document = json!({"ok": true, "report": report.data});
                serde_json::to_string_pretty(&document).expect("evidence serializes") + "\n"
            }
            Output::Markdown => markdown::render(&report.document, markdown::COMMENT_LIMIT),
            Output::Html => html::file(&report.document),
            Output::Junit => {
                let cases = report.cases.as_ref().and_then(|cases| cases.junit(fail));
                cases.ok_or_else(|| {
                    CommandError::usage("this report holds no examples to make test cases of")
                        .with_hint(
                            "`dse report ops` and `dse report eval` do, where they were kept",
                        )
                })?
            }
        })
    }

    fn write(
        &self,
        context: &Context,
        report: &Report,
        form: Output,
        file: &Path,
    ) -> Result<(), CommandError> {
        let text = self.text(report, form)?;
        let path = context.config.workspace.resolve_argument(file);
        std::fs::write(&path, text).map_err(|error| {
            let path = path.display();
            CommandError::usage(format!("{path} cannot be written: {error}"))
        })?;
        context.ui.note(shown!("written to {}", path.display()));
        Ok(())
    }

    fn form(&self, machine: bool) -> Result<Output, CommandError> {
        let ending = self.output_file.as_ref().and_then(|file| file.extension()?.to_str());
        Ok(match (self.output, ending) {
            (Some(output), _) => output,
            (None, _) if self.markdown => Output::Markdown,
            (None, Some("html" | "htm")) => Output::Html,
            (None, Some("md" | "markdown")) => Output::Markdown,
            (None, Some("json")) => Output::Json,
            (None, Some("xml")) => Output::Junit,
            (None, Some("txt")) => Output::Human,
            (None, None) if self.output_file.is_none() && machine => Output::Json,
            (None, None) if self.output_file.is_none() => Output::Human,
            (None, _) => {
                return Err(CommandError::usage("which form the file should have is not known")
                    .with_hint(
                        "end its name in .html, .md, .json, .xml or .txt, or give --output",
                    ));
            }
        })
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
