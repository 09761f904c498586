//! The rows of a checked file go to the server.

use futures::{StreamExt, TryStreamExt, stream};
use tokio::sync::mpsc;

use super::check;
use crate::api::examples::ImportRequest;
use crate::client::{Client, ClientError};
use crate::command::{CommandError, Context};
use crate::dataset::batch::{Batch, for_each_batch};
use crate::dataset::source::Source;

/// Requests that are under way at once.
const CONCURRENCY: usize = 4;

/// What is said about all rows of an import.
pub struct ImportPlan {
    pub signature_id: String,
    pub source: String,
    pub tags_append: Vec<String>,
    pub ops_run_id: Option<String>,
}

impl ImportPlan {
    fn request(&self, jsonl: String, import_id: &str) -> ImportRequest {
        ImportRequest {
            signature_id: self.signature_id.clone(),
            jsonl: Some(jsonl),
            examples: None,
            ops_run_id: self.ops_run_id.clone(),
            source: Some(self.source.clone()),
            tags_append: (!self.tags_append.is_empty()).then(|| self.tags_append.clone()),
            import_id: Some(import_id.to_owned()),
        }
    }
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

impl Imported {
    /// What became of the rows. Servers count a row that was there as updated,
    /// whether or not it changed.
    pub fn words(&self) -> String {
        let Self { inserted, updated, unchanged, .. } = self;
        match unchanged {
            Some(unchanged) => {
                let updated = updated.saturating_sub(*unchanged);
                format!("{inserted} inserted, {updated} updated, {unchanged} unchanged")
            }
            None => format!("{inserted} inserted, {updated} there already"),
        }
    }
}

/// Sends the rows of `source` in full batches, several at once.
///
/// # Errors
/// When the source cannot be read, or the server refuses a batch; the batches
/// before it are in then.
pub async fn send(
    context: &Context,
    client: &Client,
    source: Source,
    plan: &ImportPlan,
) -> Result<Imported, CommandError> {
    let (rows, _) = check::count(&source)?;
    let import_id = format!("import_{}", uuid::Uuid::new_v4());
    let import_id = import_id.as_str();
    let mut bar = context.ui.bar("importing", rows);
    let (batches, reader) = read(source);
    let mut answers = stream::unfold(batches, |mut batches| async {
        batches.recv().await.map(|batch| (batch, batches))
    })
    .map(|batch: Batch| async move {
        let answer = client.import(&plan.request(batch.jsonl, import_id)).await?;
        Ok::<_, ClientError>((batch.rows as u64, answer))
    })
    .buffered(CONCURRENCY)
    .boxed();
    let mut imported = Imported { unchanged: Some(0), ..Imported::default() };
    let mut sent = 0;
    while let Some((count, answer)) =
        answers.try_next().await.map_err(|error| in_part(error, sent, rows))?
    {
        sent += count;
        bar.set(sent, rows, "rows");
        imported.inserted += answer.body.inserted;
        imported.updated += answer.body.updated;
        imported.total += answer.body.total;
        imported.unchanged =
            imported.unchanged.zip(answer.body.unchanged).map(|(sum, count)| sum + count);
        imported.request_id = Some(answer.request_id);
    }
    reader.await.map_err(|error| CommandError::usage(error.to_string()))??;
    Ok(imported)
}

/// Reads batches on a thread of its own, never many more than are under way.
fn read(
    source: Source,
) -> (mpsc::Receiver<Batch>, tokio::task::JoinHandle<Result<(), CommandError>>) {
    let (sender, batches) = mpsc::channel(CONCURRENCY);
    let reader = tokio::task::spawn_blocking(move || {
        let gone = |_| std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        for_each_batch(&source, |batch| sender.blocking_send(batch).map_err(gone))
            .map_err(|error| source.fail(error))?;
        source.check_unchanged()?;
        Ok(())
    });
    (batches, reader)
}

/// Says how much of the file is in when a batch fails.
fn in_part(error: ClientError, sent: u64, total: u64) -> CommandError {
    let error = CommandError::from(error);
    if sent == 0 {
        return error;
    }
    let message = format!("{}; {sent} of {total} rows are in", error.message);
    let hint = "run the import again: rows that are in already are found by their id";
    CommandError { message, ..error }.with_hint(hint)
}
