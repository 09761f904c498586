//! `dse receipt import`

use std::path::{Path, PathBuf};

use crate::api::receipts::{ImportRequest, ImportResponse, Spooled};
use crate::client::Client;
use crate::command::{CommandError, Context, Outcome, online};
use crate::report::words::count;
use crate::ui::{escape, shown};

/// Receipts and bytes of one request; the server takes 500 and 8 MiB.
const BATCH: (usize, usize) = (200, 4 << 20);

/// Import the receipts of predictions that an application made offline
///
/// While the server is unreachable, an application can run an exported artifact
/// against its model and spool one JSON line per prediction, as the helpers in
/// `helpers/` do. The server renders the prompt and decodes the answer again and
/// stores a receipt with the arm `offline`, which counts for no canary. Importing
/// is idempotent: a spool may be sent twice.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse receipt import spool.ndjson\n  cat spool/*.ndjson | dse receipt import -"
)]
pub struct Args {
    /// The spool, one JSON object per line; - for stdin
    file: PathBuf,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let file = &args.file;
    let is_stdin = file.as_path() == Path::new("-");
    let name =
        if is_stdin { "<stdin>".to_owned() } else { escape::line(&file.display().to_string()) };
    let text = match is_stdin {
        true => std::io::read_to_string(std::io::stdin()),
        false => std::fs::read_to_string(context.config.workspace.resolve_argument(file)),
    };
    let text = text.map_err(|error| CommandError::usage(format!("{name}: {error}")))?;
    // Every line is read before the first is sent.
    let spool = read(&name, &text)?;
    online(context, async move |context, client| {
        let mut total = ImportResponse { imported: 0, existed: 0, failed: 0 };
        let mut rest = spool.as_slice();
        while !rest.is_empty() {
            let (batch, behind) = rest.split_at(batch_of(rest));
            let answer = send(&client, &name, batch, &total).await?;
            total.imported += answer.imported;
            total.existed += answer.existed;
            total.failed += answer.failed;
            rest = behind;
        }
        context.answer(&total, |ui| {
            let imported = count(total.imported, "receipt");
            let (failed, existed) = (total.failed, total.existed);
            ui.out(shown!("{} imported ({} failed), {} already stored", imported, failed, existed));
        })
    })
}

/// A line of the spool with its number and its bytes.
struct Line {
    number: usize,
    bytes: usize,
    spooled: Spooled,
}

fn read(name: &str, text: &str) -> Result<Vec<Line>, CommandError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = lines.map(|(index, line)| {
        let number = index + 1;
        let spooled: Spooled = serde_json::from_str(line).map_err(|error| {
            let (column, reason) = (error.column(), error.to_string());
            // The place is that in the line, which is told before.
            let reason = reason.rsplit_once(" at line ").map_or(&*reason, |(reason, _)| reason);
            let reason = escape::line(reason);
            CommandError::usage(format!("{name}:{number}:{column}: {reason}"))
                .with_hint("nothing was sent; mend or remove the line")
        })?;
        if spooled.receipt_id.is_empty() {
            let message = format!("{name}:{number}: not a spooled receipt: `receiptId` is missing");
            return Err(CommandError::usage(message).with_hint("nothing was sent"));
        }
        Ok(Line { number, bytes: line.len(), spooled })
    });
    read.collect()
}

/// How many of the lines go into the next request, at least one.
fn batch_of(lines: &[Line]) -> usize {
    let (most, room) = BATCH;
    let mut bytes = 0;
    let fits = lines.iter().take(most).take_while(|line| {
        bytes += line.bytes;
        bytes <= room
    });
    fits.count().max(1)
}

async fn send(
    client: &Client,
    name: &str,
    batch: &[Line],
    before: &ImportResponse,
) -> Result<ImportResponse, CommandError> {
    let receipts = batch.iter().map(|line| line.spooled.clone()).collect();
    let sent = client.import_receipts(&ImportRequest { receipts }).await;
    sent.map(|answer| answer.body).map_err(|error| {
        let (first, last) = (batch[0].number, batch[batch.len() - 1].number);
        let error = CommandError::from(error);
        let message = format!("{name}, lines {first} to {last}: {}", error.message);
        let stored = before.imported + before.existed;
        let hint = format!("the {stored} receipts before these lines are stored");
        CommandError { message, ..error }.with_hint(hint)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_has_room_for_one_line_at_least() {
        let line = |bytes| Line { number: 1, bytes, spooled: Spooled::default() };
        assert_eq!(batch_of(&[line(5 << 20), line(1)]), 1);
        assert_eq!(batch_of(&[line(3 << 20), line(1 << 20), line(1)]), 2);
        let many: Vec<Line> = (0..300).map(|_| line(10)).collect();
        assert_eq!(batch_of(&many), 200);
    }

    #[test]
    fn a_line_that_is_no_receipt_is_named() {
        let error = read("spool.ndjson", "\n{\"receiptId\": 7}\n").err().unwrap();
        assert!(error.message.starts_with("spool.ndjson:2:15: "), "{}", error.message);
    }
}
