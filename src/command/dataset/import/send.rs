//! The rows of a checked file go to the server.

use futures::{StreamExt, TryStreamExt, stream};
use tokio::sync::mpsc;

use crate::api::examples::{ImportRequest, ImportResponse};
use crate::client::{Answer, Client, ClientError};
use crate::command::{CommandError, Context};
use crate::dataset::batch::{Batch, Survey, for_each_batch};
use crate::dataset::source::Source;
use crate::model::example::limits::DEPLOYED_ROWS;
use crate::report::words::count;
use crate::ui::{Shown, shown};

use super::check;

/// Requests that are under way at once.
const CONCURRENCY: usize = 4;

/// What is said about all rows of an import.
#[derive(Default)]
pub struct ImportPlan {
    pub signature_id: String,
    pub source: String,
    pub tags_append: Vec<String>,
    pub ops_run_id: Option<String>,
    /// Every other row goes, if they are those of this hash.
    pub removes_hash: Option<String>,
}

impl ImportPlan {
    fn request(&self, batch: Batch, import_id: &str, whole: &Survey) -> ImportRequest {
        ImportRequest {
            signature_id: self.signature_id.clone(),
            jsonl: Some(batch.jsonl),
            ops_run_id: self.ops_run_id.clone(),
            source: Some(self.source.clone()),
            tags_append: (!self.tags_append.is_empty()).then(|| self.tags_append.clone()),
            import_id: Some(import_id.to_owned()),
            total_rows: Some(whole.rows),
            first_row: Some(batch.first_row),
            digest: Some(whole.digest.clone()),
            sync: self.removes_hash.is_some().then_some(true),
            removes_hash: self.removes_hash.clone(),
            ..ImportRequest::default()
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
    /// `None` where nothing was to be removed.
    pub removed: Option<u64>,
    /// Rows that had been forgotten and came in again.
    pub returned: Vec<String>,
    pub total: u64,
    /// Rows of a signature that the server uses, where these are more.
    pub used: Option<u64>,
    /// The last request.
    pub request_id: Option<String>,
}

impl Imported {
    /// What became of the rows. Servers count a row that was there as updated,
    /// whether or not it changed.
    pub fn words(&self) -> String {
        let Self { inserted, updated, unchanged, removed, .. } = self;
        let there = match unchanged {
            Some(unchanged) => {
                let updated = updated.saturating_sub(*unchanged);
                format!("{inserted} inserted, {updated} updated, {unchanged} unchanged")
            }
            None => format!("{inserted} inserted, {updated} there already"),
        };
        match removed {
            Some(removed) => format!("{there}, {removed} removed"),
            None => there,
        }
    }

    /// Adds the answer to a portion. A server that knows of whole imports tells
    /// what one did when it is complete; others count request by request.
    fn take(&mut self, answer: Answer<ImportResponse>) {
        let body = answer.body;
        self.request_id = Some(answer.request_id);
        if body.progress.is_some_and(|progress| progress.complete) {
            self.returned = body.returned;
        }
        match body.progress {
            Some(progress) if progress.complete => {
                self.inserted = body.inserted;
                self.updated = body.updated;
                self.unchanged = body.unchanged;
                self.removed = body.removed;
                self.total = body.total;
            }
            Some(_) => {}
            None => {
                self.inserted += body.inserted;
                self.updated += body.updated;
                self.unchanged = self.unchanged.zip(body.unchanged).map(|(sum, more)| sum + more);
                self.total += body.total;
            }
        }
        self.used = match body.max_rows {
            Some(_) => None,
            None => Some(DEPLOYED_ROWS).filter(|used| self.total > *used),
        };
    }
}

/// Sends the rows of `source` in full batches, several at once.
///
/// # Errors
/// When the source cannot be read, or the server refuses a batch. A server that
/// knows of whole imports has none of the rows then.
pub async fn send(
    context: &Context,
    client: &Client,
    source: Source,
    plan: &ImportPlan,
) -> Result<Imported, CommandError> {
    let whole = check::survey(&source)?;
    let import_id = format!("import_{}", uuid::Uuid::new_v4());
    let (import_id, whole) = (import_id.as_str(), &whole);
    let mut bar = context.ui.bar("importing", whole.rows);
    let (batches, reader) = read(source);
    let mut answers = stream::unfold(batches, |mut batches| async {
        batches.recv().await.map(|batch| (batch, batches))
    })
    .map(|batch: Batch| async move {
        let rows = batch.rows as u64;
        let answer = client.import(&plan.request(batch, import_id, whole)).await?;
        Ok::<_, ClientError>((rows, answer))
    })
    .buffered(CONCURRENCY)
    .boxed();
    let mut imported = Imported { unchanged: Some(0), ..Imported::default() };
    let (mut sent, mut is_staged) = (0, false);
    while let Some((rows, answer)) = answers
        .try_next()
        .await
        .map_err(|error| in_part(error, Part { sent, of: whole.rows, is_staged }))?
    {
        sent += rows;
        bar.set(sent, whole.rows, "rows");
        is_staged = answer.body.progress.is_some();
        for other in &answer.body.superseded {
            let other = other.words();
            context.ui.note(shown!("an unfinished import gives way to this one: {}", other));
        }
        imported.take(answer);
    }
    reader.await.map_err(|error| CommandError::usage(error.to_string()))??;
    drop(bar);
    warn(context, &imported);
    Ok(imported)
}

/// What somebody should know although the rows are in.
fn warn(context: &Context, imported: &Imported) {
    if !imported.returned.is_empty() {
        let ids = imported.returned.iter().take(3).map(|id| Shown::brief(id, 60));
        let more = if imported.returned.len() > 3 { ", …" } else { "" };
        context.ui.warn(shown!(
            "{} had been forgotten and came in again: {}{}; take them out of the file, and forget \
             them anew",
            count(imported.returned.len() as u64, "row"),
            Shown::join(ids, ", "),
            more
        ));
    }
    if let Some(used) = imported.used {
        context.ui.warn(shown!(
            "this server uses the first {} rows of a signature in the order of their ids: {} of \
             these never train or judge",
            used,
            count(imported.total - used, "row")
        ));
    }
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

/// How far an import had come when it failed.
struct Part {
    sent: u64,
    of: u64,
    /// The server keeps the rows back until all are there.
    is_staged: bool,
}

/// Says how much of the file is in when a batch fails.
fn in_part(error: ClientError, part: Part) -> CommandError {
    let is_refused = error.status().is_some_and(|status| status < 500);
    let error = CommandError::from(error);
    let Part { sent, of, is_staged } = part;
    if sent == 0 || (is_staged && is_refused) {
        return error;
    }
    if is_staged {
        let message = format!(
            "{}; the import is unfinished: {sent} of {of} rows were sent, and the dataset is as \
             it was",
            error.message
        );
        let hint = "run the import again, or give it up with --abandon: until then compile, eval \
                    and gates refuse";
        return CommandError { message, ..error }.with_hint(hint);
    }
    let message = format!("{}; {sent} of {of} rows are in", error.message);
    let hint = "run the import again: rows that are in already are found by their id";
    CommandError { message, ..error }.with_hint(hint)
}
