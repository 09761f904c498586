//! The rows of a new signature: read, made, and checked.

use std::path::Path;

use serde_json::{Value, json};

use super::Args;
use super::fields::Fields;
use crate::command::{CommandError, Context, ErrorKind};
use crate::dataset::check::Contract;
use crate::dataset::foreign::{self, ForeignError, Table};
use crate::dataset::settings::{Profile, RuleFlags};
use crate::dataset::source::SourceError;
use crate::dataset::split;
use crate::dataset::validate::{Options, check_stream};
use crate::report::words::count;
use crate::scaffold::{self, Kind, Made, Name, Plan, Rows};
use crate::ui::{Shown, escape, shown};

/// The largest file that is read whole.
const LARGEST: u64 = 256 << 20;
/// Shares of the holdout that are tried until it is large enough.
const SHARES: [f64; 3] = [0.3, 0.4, 0.5];
/// Rows that cannot be used that are named one by one.
const NAMED: usize = 10;

impl From<ForeignError> for CommandError {
    fn from(error: ForeignError) -> Self {
        let failure = Self::usage(escape::line(&error.to_string()));
        match error.hint {
            Some(hint) => failure.with_hint(hint),
            None => failure,
        }
    }
}

/// Reads the rows of a file.
pub fn read(context: &Context, file: &Path) -> Result<Table, CommandError> {
    let name = file.display().to_string();
    let path = context.config.workspace.resolve_argument(file);
    let bytes = match std::fs::metadata(&path) {
        Ok(metadata) if metadata.is_file() && metadata.len() > LARGEST => {
            let message = format!("{name}: is larger than {} MiB", LARGEST >> 20);
            return Err(CommandError::usage(message).with_hint("take a part of its rows"));
        }
        Ok(metadata) if metadata.is_dir() => {
            return Err(CommandError::usage(format!("{name}: is a directory"))
                .with_hint("name the file with the rows"));
        }
        _ => std::fs::read(&path),
    };
    let bytes = bytes.map_err(|error| SourceError::Io { name: name.clone(), error })?;
    Ok(foreign::read(&name, &bytes)?)
}

/// Makes the rows of the dataset.
pub fn make(
    context: &Context,
    args: &Args,
    table: &Table,
    fields: &Fields,
    name: &Name,
) -> Result<Made, CommandError> {
    let limits = context.config.settings.lint.limits;
    let plan = |holdout: f64| Plan {
        prefix: name.stem.split(".v").next().unwrap_or(&name.stem),
        inputs: &fields.inputs,
        answers: &fields.answers,
        id: fields.id.as_deref(),
        split: fields.split.as_deref(),
        splits: split::Plan {
            holdout,
            seed: args.seed,
            similarity: limits.near_duplicate_similarity,
            keep: fields.split.is_some(),
        },
        tags: &context.config.settings.lint.required_tags,
    };
    let mut shares = args.holdout.map_or_else(|| SHARES.to_vec(), |share| vec![share]).into_iter();
    let mut made = scaffold::make(table, &plan(shares.next().unwrap_or(SHARES[0])))?;
    // Few rows judge better by half of them.
    while (made.rows.holdout as u64) < limits.min_holdout
        && let Some(share) = shares.next()
    {
        made = scaffold::make(table, &plan(share))?;
    }
    if !made.unusable.is_empty() && !args.skip_unusable && !leave_out(context, table, &made) {
        return Err(refusal(table, &made));
    }
    let Rows { train, holdout, .. } = made.rows;
    if train == 0 || holdout == 0 {
        let message = format!(
            "{} has too few rows to search on and to judge by: {train} and {holdout}",
            table.name
        );
        return Err(CommandError::new(ErrorKind::Refused, "too_few_rows", message)
            .with_hint("30 rows are few, 100 tell something; each answer needs two at least"));
    }
    let only = fields.answers.iter().find_map(|field| match &field.kind {
        Kind::Choice(values) if values.len() < 2 => Some((&field.column, values.first()?)),
        _ => None,
    });
    if let Some((column, value)) = only {
        let message = format!("every row has the same answer in `{column}`: {value}");
        return Err(CommandError::new(ErrorKind::Refused, "one_answer", escape::line(&message))
            .with_hint("there is nothing to decide; name another column with --answer"));
    }
    Ok(made)
}

/// Asks a person whether rows that cannot be used are to be left out.
fn leave_out(context: &Context, table: &Table, made: &Made) -> bool {
    if context.ui.is_attended() {
        context.ui.err(listed(table, made));
    }
    let rows = count(made.unusable.len() as u64, "row");
    context.ui.confirm(&shown!("Leave out {}?", rows)) == Some(true)
}

fn listed(table: &Table, made: &Made) -> Shown {
    let lines = made.unusable.iter().take(NAMED);
    let line =
        |one: &scaffold::Unusable| shown!("  {}:{}: {}", table.name, one.line, one.why.words());
    let mut text = Shown::join(lines.map(line), "\n");
    if made.unusable.len() > NAMED {
        text.push(shown!("\n  and {} more", made.unusable.len() - NAMED));
    }
    text
}

fn refusal(table: &Table, made: &Made) -> CommandError {
    let (bad, all) = (made.unusable.len(), count(table.records.len() as u64, "row"));
    let listed = listed(table, made);
    let message =
        format!("{bad} of {all} cannot be used; nothing was written\n{}", listed.as_str());
    let lines =
        made.unusable.iter().map(|one| json!({"line": one.line, "reason": one.why.words()}));
    CommandError::new(ErrorKind::Refused, "unusable_rows", message)
        .with_hint("correct the file, or leave them out with --skip-unusable")
        .with_result(&json!({"unusable": lines.collect::<Value>()}))
}

/// How many rows there are, in words.
pub fn words(rows: &Rows) -> String {
    let Rows { train, holdout, test, .. } = rows;
    let all = count((train + holdout + test) as u64, "row");
    let test = if *test > 0 { format!(", {test} test") } else { String::new() };
    format!("{all}: {train} train, {holdout} holdout{test}")
}

/// What was read, and what of it is not among the rows.
pub fn summary(table: &Table, made: &Made) -> Shown {
    let rows = count(table.records.len() as u64, "row");
    let mut text = shown!("{}: {}, {}", table.name, table.format.name(), rows);
    if !made.repeated.is_empty() {
        text.push(shown!("; {} left out that repeat others", made.repeated.len()));
    }
    if !made.unusable.is_empty() {
        text.push(shown!("; {} left out that cannot be used\n", made.unusable.len()));
        text.push(listed(table, made));
    }
    text
}

/// Errors and warnings that `dse dataset validate` will have.
pub fn faults(
    context: &Context,
    name: &Name,
    contract: &Value,
    made: &Made,
) -> Result<[u64; 2], CommandError> {
    if made.jsonl.is_empty() {
        return Ok([0, 0]);
    }
    let file = format!("datasets/{}.jsonl", name.stem);
    let schemas =
        Contract::new(&name.id, &contract["inputSchemaJson"], &contract["outputSchemaJson"]);
    let schemas = schemas.map_err(|error| CommandError::usage(error.to_string()))?;
    let lint = &context.config.settings.lint;
    let profile = Profile::settle(lint, &RuleFlags::default(), Path::new(&file));
    let report = check_stream(&file, &*made.jsonl, &profile, Some(&schemas), Options::default())?;
    let [_, warnings, errors] = report.by_severity;
    Ok([errors, warnings])
}
