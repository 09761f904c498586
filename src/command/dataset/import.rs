//! `dse dataset import`

use std::path::{Path, PathBuf};

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};

use crate::api::examples::ImportRequest;
use crate::client::Client;
use crate::command::{CommandError, Context, Outcome};
use crate::model::example::{Example, limits};
use crate::model::text;
use crate::ui::escape;

/// Requests that are under way at once.
const CONCURRENCY: usize = 4;

/// Bring labelled rows into the server
///
/// Rows are added or replaced by their exampleId, so importing a file twice
/// does no harm. Every row is checked before the first is sent: when one is
/// malformed, nothing is imported.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The JSONL file, or - for standard input
    file: PathBuf,
    /// The signature whose examples the rows are
    #[arg(long)]
    signature: String,
    /// A tag to add to every row; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// What the rows say of where they came from
    #[arg(long)]
    source: Option<String>,
    /// Check the rows and say what would be sent, without sending it
    #[arg(long)]
    dry_run: bool,
}

/// What is said about all rows of an import.
pub struct ImportPlan {
    pub signature_id: String,
    pub source: String,
    pub tags_append: Vec<String>,
    pub ops_run_id: Option<String>,
}

/// What an import did.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    pub inserted: u64,
    pub updated: u64,
    /// `None` from a server that does not tell.
    pub unchanged: Option<u64>,
    pub total: u64,
    /// The last request.
    pub request_id: Option<String>,
}

pub async fn run(context: Context, client: Client, args: Args) -> Result<Outcome, CommandError> {
    let (name, content) = open(&context, &args.file)?;
    let plan = ImportPlan {
        source: args.source.unwrap_or_else(|| format!("file:{name}")),
        signature_id: args.signature,
        tags_append: args.tags,
        ops_run_id: None,
    };
    let ui = &context.ui;
    if args.dry_run {
        let rows = rows(&name, &content)?;
        let batches = batches(&rows).len();
        if ui.is_machine() {
            ui.json(&json!({"ok": true, "dryRun": true, "rows": rows.len(), "requests": batches}));
        } else {
            ui.out(&format!("{} rows would be sent in {batches} requests", rows.len()));
        }
        return Ok(Outcome::Yes);
    }
    let imported = import_text(&context, &client, &name, &content, &plan).await?;
    if ui.is_machine() {
        ui.json(&json!({
            "ok": true,
            "signatureId": plan.signature_id,
            "inserted": imported.inserted,
            "updated": imported.updated,
            "unchanged": imported.unchanged,
            "total": imported.total,
        }));
    } else {
        let unchanged = imported
            .unchanged
            .map_or_else(String::new, |count| format!(" ({count} of them unchanged)"));
        ui.out(&format!(
            "{} rows imported: {} new, {} there already{unchanged}",
            imported.total, imported.inserted, imported.updated
        ));
    }
    Ok(Outcome::Yes)
}

/// The name and the text of a file argument.
fn open(context: &Context, file: &Path) -> Result<(String, String), CommandError> {
    if file == Path::new("-") {
        let content = std::io::read_to_string(std::io::stdin()).map_err(|error| {
            CommandError::usage(format!("standard input cannot be read: {error}"))
        })?;
        return Ok(("-".to_owned(), content));
    }
    let path = context.config.workspace.resolve_argument(file);
    Ok((file.display().to_string(), read(&path)?))
}

/// The text of a dataset file.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub fn read(path: &Path) -> Result<String, CommandError> {
    let bytes = std::fs::read(path).map_err(|error| {
        CommandError::usage(format!("{} cannot be read: {error}", path.display()))
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.iter().filter(|&&byte| byte == b'\n').count() + 1;
        CommandError::usage(format!("{}:{line}: the line is not UTF-8", path.display()))
    })
}

/// Imports the rows of `content`, which messages call `name`.
///
/// # Errors
/// When a row is malformed, in which case nothing is sent, or when the server
/// refuses a batch, in which case the batches before it are in.
pub async fn import_text(
    context: &Context,
    client: &Client,
    name: &str,
    content: &str,
    plan: &ImportPlan,
) -> Result<Imported, CommandError> {
    let rows = rows(name, content)?;
    let batches = batches(&rows);
    let total = rows.len() as u64;
    let mut bar = context.ui.bar("importing", total);
    let requests = batches.into_iter().map(|batch| {
        let request = ImportRequest {
            signature_id: plan.signature_id.clone(),
            jsonl: Some(batch.jsonl),
            examples: None,
            ops_run_id: plan.ops_run_id.clone(),
            source: Some(plan.source.clone()),
            tags_append: (!plan.tags_append.is_empty()).then(|| plan.tags_append.clone()),
        };
        async move { client.import(&request).await.map(|answer| (batch.rows, answer)) }
    });
    let mut answers = stream::iter(requests).buffered(CONCURRENCY);
    let mut imported = Imported { unchanged: Some(0), ..Imported::default() };
    let mut sent = 0;
    while let Some((count, answer)) =
        answers.try_next().await.map_err(|error| in_part(error, sent, total))?
    {
        sent += count;
        bar.set(sent, total, "rows");
        imported.inserted += answer.body.inserted;
        imported.updated += answer.body.updated;
        imported.total += answer.body.total;
        imported.unchanged =
            imported.unchanged.zip(answer.body.unchanged).map(|(sum, count)| sum + count);
        imported.request_id = Some(answer.request_id);
    }
    Ok(imported)
}

/// Says how much of the file is in when a batch fails.
fn in_part(error: crate::client::ClientError, sent: u64, total: u64) -> CommandError {
    let error = CommandError::from(error);
    if sent == 0 {
        return error;
    }
    let message = format!("{}; {sent} of {total} rows are in", error.message);
    let hint = "run the import again: rows that are in already are found by their id";
    CommandError { message, ..error }.with_hint(hint)
}

/// A row of a file.
struct Row<'a> {
    text: &'a str,
    units: usize,
}

/// The rows of a file, each judged as the server judges it.
fn rows<'a>(name: &str, content: &'a str) -> Result<Vec<Row<'a>>, CommandError> {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let mut rows = Vec::new();
    for (index, line) in content.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let units = text::units(line);
        check(line, units).map_err(|(column, reason)| {
            let place = format!("{}:{}:{column}", escape::line(name), index + 1);
            CommandError::usage(format!("{place}: {}", escape::line(&reason)))
                .with_hint("nothing was imported; mend the line and import again")
        })?;
        rows.push(Row { text: line, units });
    }
    if rows.is_empty() {
        return Err(CommandError::usage(format!("{} holds no rows", escape::line(name))));
    }
    Ok(rows)
}

/// The column and reason of the first fault of a line.
fn check(line: &str, units: usize) -> Result<(), (usize, String)> {
    let value: Value = serde_json::from_str(line).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default();
        let before = &line.as_bytes()[..error.column().saturating_sub(1).min(line.len())];
        (String::from_utf8_lossy(before).chars().count() + 1, format!("not valid JSON: {reason}"))
    })?;
    Example::judge(&value).map_err(|fault| (column_of(line, fault.field), fault.to_string()))?;
    if units > limits::REQUEST_UNITS {
        return Err((
            1,
            format!(
                "the row is over {} characters, more than a request carries",
                limits::REQUEST_UNITS
            ),
        ));
    }
    Ok(())
}

/// The column of a field's key, counted in characters from 1; 1 when the line
/// does not have it.
fn column_of(line: &str, field: &str) -> usize {
    let at = line.find(&format!("\"{field}\"")).unwrap_or(0);
    line[..at].chars().count() + 1
}

/// What one request carries.
struct Batch {
    jsonl: String,
    rows: u64,
}

/// Fills requests up to the limits of the endpoint.
fn batches(rows: &[Row<'_>]) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    let mut units = 0;
    for row in rows {
        match batches.last_mut() {
            Some(batch)
                if batch.rows < limits::REQUEST_ROWS as u64
                    && units + 1 + row.units <= limits::REQUEST_UNITS =>
            {
                batch.jsonl.push('\n');
                batch.jsonl.push_str(row.text);
                batch.rows += 1;
                units += 1 + row.units;
            }
            _ => {
                batches.push(Batch { jsonl: row.text.to_owned(), rows: 1 });
                units = row.units;
            }
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_stay_within_both_limits() {
        let text = "x".repeat(1_000);
        let rows: Vec<Row> = (0..1_200).map(|_| Row { text: &text, units: 1_000 }).collect();
        let sizes: Vec<u64> = batches(&rows).iter().map(|batch| batch.rows).collect();
        assert_eq!(sizes, [399, 399, 399, 3]);
        let rows: Vec<Row> = (0..1_001).map(|_| Row { text: "{}", units: 2 }).collect();
        let sizes: Vec<u64> = batches(&rows).iter().map(|batch| batch.rows).collect();
        assert_eq!(sizes, [500, 500, 1]);
    }

    #[test]
    fn a_malformed_row_names_file_line_and_column() {
        let content = "{\"exampleId\":\"a\"}\n\n{\"note\":\"é\",\"exampleId\":7}\n";
        let error = rows("set.jsonl", content).err().unwrap();
        assert_eq!(error.message, "set.jsonl:3:13: `exampleId` must be a string");
        let error = rows("set.jsonl", "{\"exampleId\":\"a\",}").err().unwrap();
        assert!(error.message.starts_with("set.jsonl:1:18: not valid JSON"), "{}", error.message);
    }
}
