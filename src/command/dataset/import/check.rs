//! What has to hold before the first row is sent.

use std::path::Path;

use crate::command::dataset::inputs::{Contracts, from_root};
use crate::command::{CommandError, Context};
use crate::dataset::batch::{self, Survey};
use crate::dataset::rule::Severity;
use crate::dataset::settings::{Profile, RuleFlags};
use crate::dataset::source::{Opened, Source, SourceError};
use crate::dataset::validate::{FileReport, Options, check_file};
use crate::dataset::words::plural;
use crate::ui::{escape, shown};

/// The source that an argument names; a pipe is kept in a temporary file, since
/// rows are read twice: to be checked and to be sent.
///
/// # Errors
/// When it cannot be read.
pub fn open(path: &Path, name: &str) -> Result<Source, SourceError> {
    if name == "-" {
        return Source::spooled(name, std::io::stdin().lock());
    }
    match Source::open(path, name)? {
        Opened::File(source) => Ok(source),
        Opened::Stream(stream) => Source::spooled(name, stream),
    }
}

/// Checks a file as `dse dataset validate` does, with the workspace's settings.
/// Warnings are counted on stderr and do not hold an import up.
///
/// # Errors
/// When it has errors; the first is named.
pub fn check(
    context: &Context,
    source: Source,
    path: &Path,
    signature_id: &str,
) -> Result<Source, CommandError> {
    let (report, is_known) = refuse_faulty(context, source, path, signature_id)?;
    if !is_known {
        let id = escape::line(signature_id);
        context.ui.note(shown!("{} is not of this workspace: its server checks its schemas", id));
    }
    let [_, warnings, _] = report.by_severity;
    if warnings > 0 {
        let name = escape::line(&report.source.name);
        let warnings = plural(warnings as usize, "warning");
        context.ui.warn(shown!("{} has {}: `dse dataset validate {}`", name, warnings, name));
    }
    Ok(report.source)
}

/// What was found in the file, and whether the workspace knows the signature
/// and so its schemas.
///
/// # Errors
/// As [`check`].
pub fn refuse_faulty(
    context: &Context,
    source: Source,
    path: &Path,
    signature_id: &str,
) -> Result<(FileReport, bool), CommandError> {
    let lint = &context.config.settings.lint;
    let profile = Profile::settle(lint, &RuleFlags::default(), &from_root(&context.config, path));
    let mut contracts = Contracts::new(context, Some(signature_id));
    let contract = contracts.find(signature_id)?;
    let is_known = contract.is_some();
    let report = check_file(source, &profile, contract, Options::default())?;
    refuse_errors(&report)?;
    Ok((report, is_known))
}

fn refuse_errors(report: &FileReport) -> Result<(), CommandError> {
    let [_, _, errors] = report.by_severity;
    let name = escape::line(&report.source.name);
    let Some(first) = report.findings.iter().find(|found| found.severity == Severity::Error) else {
        return Ok(());
    };
    let place = match &first.place {
        Some(place) => format!("{name}:{}:{}", place.line, place.columns.start),
        None => name.clone(),
    };
    let field = first.pointer.as_deref().map_or_else(String::new, |at| format!("{at}: "));
    let more = match errors - 1 {
        0 => String::new(),
        more => format!("; {} more", plural(more as usize, "error")),
    };
    let text = escape::line(&format!("{field}{}", first.message));
    let code = first.rule.info().code;
    let hint = format!(
        "nothing was imported; `dse dataset validate {name}` shows more, --no-check skips the check"
    );
    Err(CommandError::usage(format!("{place}: {text} ({code}){more}")).with_hint(hint))
}

/// How many rows and requests a file makes.
///
/// # Errors
/// When it holds no rows, or a line that no request can carry.
pub fn survey(source: &Source) -> Result<Survey, CommandError> {
    let found = batch::survey(source).map_err(|error| source.fail(error))?;
    if found.rows == 0 {
        let name = escape::line(&source.name);
        return Err(CommandError::usage(format!("{name} holds no rows"))
            .with_hint("write a row a line, or make it of a table: `dse new NAME --from FILE`"));
    }
    Ok(found)
}
