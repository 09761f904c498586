//! Rows that come into `dseExamples` and rows that leave it, with the record of
//! what that changed. All of it is one write.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{AnyConnection, AssertSqlSafe, query, query_as};

use super::{
    Store, erasures,
    error::{Result, StoreError},
    examples::{Content, StoredRow, stored_rows},
    imports::{Change, ImportOf, Recorder},
    sql::{optional_json, rows_of_placeholders},
    staging,
};
use crate::{
    canon,
    engine::stored::{BlobBounds, DatasetBlobsError, dataset_blobs},
    model::{
        example::Example,
        import::{ChangeKind, UnfinishedImport, removes_hash},
    },
};

/// Rows in one statement: SQLite plans a statement anew for each length, and
/// takes no more than 32,766 values in it.
pub(super) const BATCH: usize = 100;

/// What one request brings of an import.
#[derive(Clone, Copy, Debug)]
pub struct NewRows<'a> {
    pub signature_id: &'a str,
    pub import: ImportOf<'a>,
    pub rows: &'a [Example],
    /// Which part of its import they are. Without one they are all of it.
    pub part: Option<Part<'a>>,
    /// Every other row goes.
    pub sync: Option<Sync<'a>>,
    /// Rows that a dataset may have.
    pub max_rows: usize,
}

/// A part of an import.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The place of its first row in the import, from 0.
    pub first_row: u64,
    pub total_rows: u64,
    /// What is imported and how, as a hash: another import of the same brings
    /// the same rows.
    pub fingerprint: &'a str,
}

/// That the dataset shall hold the imported rows and no others.
#[derive(Clone, Copy, Debug)]
pub struct Sync<'a> {
    /// The rows that may go, as [`removes_hash`] names them; any without it.
    pub removes_hash: Option<&'a str>,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    pub inserted: u64,
    /// Rows that were there already, changed or not.
    pub updated: u64,
    /// Those of the updated rows that came as they were.
    pub unchanged: u64,
    /// Rows that were there and did not come.
    pub removed: u64,
    pub total: u64,
    /// Rows that had been forgotten and are there again.
    pub returned: Vec<String>,
}

/// What a request of an import led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// `None` as long as rows are missing.
    pub done: Option<Imported>,
    /// Rows of the import that are there by now.
    pub received_rows: u64,
    /// Unfinished imports of the same source, whose place this one has taken.
    pub superseded: Vec<UnfinishedImport>,
}

/// Why rows do not come in. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(
        "the signature would have {rows} rows, and this server takes {max_rows} \
         (`store.max_rows`); nothing was imported"
    )]
    TooManyRows { rows: u64, max_rows: usize },
    #[error(transparent)]
    Blobs(#[from] DatasetBlobsError),
    #[error(
        "other rows would be removed than were looked at: the dataset has changed since; \
         nothing was imported"
    )]
    OtherRemovals,
    #[error("import {import_id} has ended: {why}; nothing of it was imported")]
    Ended { import_id: String, why: String },
    #[error("import {import_id} has {known} rows in all, not {named}")]
    OtherTotal { import_id: String, known: u64, named: u64 },
}

impl From<sqlx::Error> for ImportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl ImportError {
    /// Sending the rest of the rows would not help.
    fn is_final(&self) -> bool {
        matches!(self, Self::TooManyRows { .. } | Self::Blobs(_) | Self::OtherRemovals)
    }
}

impl Store {
    /// Brings rows in: those of a whole import at once, those of a part when
    /// all parts are there. A row whose id is there already is replaced; of an
    /// id that occurs twice the last row stays.
    ///
    /// # Errors
    /// When the database fails or the rows are refused; then the dataset is as
    /// it was.
    pub async fn bring(&self, new: NewRows<'_>) -> Result<Brought, ImportError> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        match staging::bring(write.connection(), &new, now_ms).await {
            Ok(brought) => {
                write.commit().await?;
                Ok(brought)
            }
            Err(error) => {
                drop(write);
                if new.part.is_some() && error.is_final() {
                    let why = format!("it was refused: {error}");
                    self.refuse_import(new.signature_id, new.import, &why).await?;
                }
                Err(error)
            }
        }
    }

    /// Brings in rows that are a whole import.
    ///
    /// # Errors
    /// As [`Store::bring`].
    pub async fn import_examples(
        &self,
        signature_id: &str,
        rows: &[Example],
        import: ImportOf<'_>,
        max_rows: usize,
    ) -> Result<Imported, ImportError> {
        let new = NewRows { signature_id, import, rows, part: None, sync: None, max_rows };
        Ok(self.bring(new).await?.done.unwrap_or_default())
    }

    /// Takes rows away. Returns those of the ids that were there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_examples(
        &self,
        signature_id: &str,
        example_ids: &[&str],
        import: ImportOf<'_>,
    ) -> Result<Vec<String>> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let mut recorder = Recorder::new(signature_id, import, now_ms);
        let gone = remove(write.connection(), signature_id, example_ids, &mut recorder).await?;
        recorder.finish(write.connection()).await?;
        write.commit().await?;
        Ok(gone)
    }
}

/// Brings in all rows of an import.
pub(super) async fn settle(
    connection: &mut AnyConnection,
    new: &NewRows<'_>,
    rows: Vec<(String, Content)>,
    now_ms: i64,
) -> Result<Imported, ImportError> {
    let total = rows.len() as u64;
    let brings_blobs = rows.iter().any(|(_, content)| content.meta.is_some());
    let latest = latest(rows);
    let mut done = Imported { updated: total - latest.len() as u64, total, ..Imported::default() };
    let forgotten = erasures::forgotten(connection, new.signature_id).await?;
    let back = latest.iter().map(|(id, _)| id).filter(|id| forgotten.contains(*id));
    done.returned = back.cloned().collect();
    let mut recorder = Recorder::new(new.signature_id, new.import, now_ms);
    for batch in latest.chunks(BATCH) {
        put(connection, new.signature_id, batch, &mut recorder, &mut done, now_ms).await?;
    }
    if let Some(sync) = new.sync {
        let kept: HashSet<&str> = latest.iter().map(|(id, _)| id.as_str()).collect();
        let others = others(connection, new.signature_id, &kept).await?;
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        if sync.removes_hash.is_some_and(|hash| hash != removes_hash(others.iter().copied())) {
            return Err(ImportError::OtherRemovals);
        }
        let gone = remove(connection, new.signature_id, &others, &mut recorder).await?;
        done.removed = gone.len() as u64;
    }
    recorder.finish(connection).await?;
    if done.inserted > 0 || brings_blobs {
        check_bounds(connection, new, brings_blobs).await?;
    }
    Ok(done)
}

/// Of rows with the same id the last one, in the place of the first.
fn latest(rows: Vec<(String, Content)>) -> Vec<(String, Content)> {
    let mut places: HashMap<String, usize> = HashMap::with_capacity(rows.len());
    let mut latest: Vec<(String, Content)> = Vec::with_capacity(rows.len());
    for (id, content) in rows {
        match places.get(&id) {
            Some(&place) => latest[place].1 = content,
            None => {
                places.insert(id.clone(), latest.len());
                latest.push((id, content));
            }
        }
    }
    latest
}

async fn put(
    connection: &mut AnyConnection,
    signature_id: &str,
    batch: &[(String, Content)],
    recorder: &mut Recorder<'_>,
    done: &mut Imported,
    now_ms: i64,
) -> Result<()> {
    let ids = batch.iter().map(|(id, _)| id.as_str());
    let stored = stored_rows(connection, signature_id, ids).await?;
    let there = |id: &str| stored.get(id).map(|row| &row.content);
    let changed: Vec<_> = batch.iter().filter(|(id, content)| there(id) != Some(content)).collect();
    let same =
        |(id, content): &&(String, Content)| there(id).is_some_and(|old| content.is_same_row(old));
    let inserted = (batch.len() - stored.len()) as u64;
    done.inserted += inserted;
    done.updated += stored.len() as u64;
    done.unchanged += batch.iter().filter(same).count() as u64;
    recorder.changed(connection, &changes(&stored, &changed)).await?;
    let import_seq = recorder.added(connection, inserted).await?;
    upsert(connection, signature_id, &changed, import_seq, now_ms).await
}

/// What became of the rows that were there.
fn changes<'a>(
    stored: &HashMap<String, StoredRow>,
    rows: &[&'a (String, Content)],
) -> Vec<Change<'a>> {
    let change = |(id, content): &&'a (String, Content)| {
        let old = stored.get(id)?;
        let kind = content.change_from(&old.content)?;
        let (before, after) = (old.content.told(), content.told());
        Some(Change { example_id: id, kind, brought_by: old.import_seq, old: before, new: after })
    };
    rows.iter().filter_map(change).collect()
}

async fn upsert(
    connection: &mut AnyConnection,
    signature_id: &str,
    rows: &[&(String, Content)],
    import_seq: Option<i64>,
    now_ms: i64,
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO dseExamples (signatureId, exampleId, sortKey, inputJson, expectedJson, \
         split, tagsJson, source, metaJson, createdAtMs, updatedAtMs, importSeq) VALUES {} \
         ON CONFLICT (signatureId, exampleId) DO UPDATE SET \
         inputJson = excluded.inputJson, expectedJson = excluded.expectedJson, \
         split = excluded.split, tagsJson = excluded.tagsJson, source = excluded.source, \
         metaJson = excluded.metaJson, updatedAtMs = excluded.updatedAtMs",
        rows_of_placeholders(rows.len(), 12)
    );
    let mut insert = query(AssertSqlSafe(sql));
    for (id, content) in rows {
        insert = insert
            .bind(signature_id)
            .bind(id)
            .bind(canon::locale_key(id))
            .bind(&content.input)
            .bind(&content.expected)
            .bind(&content.split)
            .bind(&content.tags)
            .bind(&content.source)
            .bind(&content.meta)
            .bind(now_ms)
            .bind(now_ms)
            .bind(import_seq);
    }
    insert.execute(&mut *connection).await?;
    count_change(connection, signature_id).await
}

/// Counts a change of the dataset, in the write that makes it.
async fn count_change(connection: &mut AnyConnection, signature_id: &str) -> Result<()> {
    query(
        "INSERT INTO dseDatasetRevisions (signatureId, revision) VALUES ($1, 1) \
         ON CONFLICT (signatureId) DO UPDATE SET revision = dseDatasetRevisions.revision + 1",
    )
    .bind(signature_id)
    .execute(connection)
    .await?;
    Ok(())
}

/// The ids of all rows but `kept`, in locale order.
async fn others(
    connection: &mut AnyConnection,
    signature_id: &str,
    kept: &HashSet<&str>,
) -> Result<Vec<String>> {
    let ids: Vec<(String,)> = query_as(
        "SELECT exampleId FROM dseExamples WHERE signatureId = $1 ORDER BY sortKey, exampleId",
    )
    .bind(signature_id)
    .fetch_all(connection)
    .await?;
    Ok(ids.into_iter().map(|(id,)| id).filter(|id| !kept.contains(id.as_str())).collect())
}

/// Takes rows away and keeps what they were. Returns those that were there.
async fn remove(
    connection: &mut AnyConnection,
    signature_id: &str,
    example_ids: &[&str],
    recorder: &mut Recorder<'_>,
) -> Result<Vec<String>> {
    let mut gone = Vec::new();
    for batch in example_ids.chunks(BATCH) {
        let stored = stored_rows(connection, signature_id, batch.iter().copied()).await?;
        let there: Vec<&str> =
            batch.iter().copied().filter(|id| stored.contains_key(*id)).collect();
        let changes: Vec<Change<'_>> = there
            .iter()
            .map(|id| Change {
                example_id: id,
                kind: ChangeKind::Removed,
                brought_by: stored[*id].import_seq,
                old: stored[*id].content.told(),
                new: "null".to_owned(),
            })
            .collect();
        recorder.changed(connection, &changes).await?;
        delete(connection, signature_id, &there).await?;
        gone.extend(there.into_iter().map(str::to_owned));
    }
    Ok(gone)
}

/// Deletes rows, as few as one statement takes.
pub(super) async fn delete(
    connection: &mut AnyConnection,
    signature_id: &str,
    example_ids: &[&str],
) -> Result<()> {
    if example_ids.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "DELETE FROM dseExamples WHERE exampleId IN {} AND signatureId = ${}",
        rows_of_placeholders(1, example_ids.len()),
        example_ids.len() + 1
    );
    let mut delete = query(AssertSqlSafe(sql));
    for id in example_ids {
        delete = delete.bind(*id);
    }
    delete.bind(signature_id).execute(&mut *connection).await?;
    count_change(connection, signature_id).await
}

/// Holds the dataset, as it would be now, against what it may have: whatever
/// uses it later must not find it too large.
async fn check_bounds(
    connection: &mut AnyConnection,
    new: &NewRows<'_>,
    brings_blobs: bool,
) -> Result<(), ImportError> {
    let (rows,): (i64,) = query_as("SELECT COUNT(*) FROM dseExamples WHERE signatureId = $1")
        .bind(new.signature_id)
        .fetch_one(&mut *connection)
        .await?;
    let rows = rows.unsigned_abs();
    if rows > new.max_rows as u64 {
        return Err(ImportError::TooManyRows { rows, max_rows: new.max_rows });
    }
    if brings_blobs {
        let bounds = BlobBounds::of(usize::try_from(rows).unwrap_or(usize::MAX));
        match dataset_blobs(&with_blobs(connection, new.signature_id).await?, bounds) {
            // On the wire a wrong id is refused where the text is used.
            Ok(_) | Err(DatasetBlobsError::IdMismatch { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The rows that bring texts along, with nothing but these.
async fn with_blobs(connection: &mut AnyConnection, signature_id: &str) -> Result<Vec<Example>> {
    let rows: Vec<(String, Option<String>)> = query_as(
        "SELECT exampleId, metaJson FROM dseExamples \
         WHERE signatureId = $1 AND metaJson LIKE '%\"blobs\"%' ORDER BY sortKey, exampleId",
    )
    .bind(signature_id)
    .fetch_all(connection)
    .await?;
    let row = |(example_id, meta): (String, Option<String>)| {
        Ok(Example {
            input_json: Value::Null,
            expected_json: Value::Null,
            split: None,
            tags: Vec::new(),
            source: None,
            meta: optional_json("dseExamples", &example_id, meta)?,
            example_id,
        })
    };
    rows.into_iter().map(row).collect()
}
