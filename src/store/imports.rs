//! `dseImports` and `dseImportChanges`: what imports changed in a dataset.

use std::collections::HashSet;

use sqlx::{AnyConnection, AssertSqlSafe, query, query_as};

use super::{
    Store, chain,
    error::Result,
    sql::{document, rows_of_placeholders},
};
use crate::model::import::{ChangeKind, ImportRecord, RowChange};

const CHANGES: &str = "dseImportChanges";

/// How many of a signature's newest imports keep their rows before and after.
const KEPT: i64 = 100;

/// The import that rows belong to.
#[derive(Clone, Copy, Debug)]
pub struct ImportOf<'a> {
    pub import_id: &'a str,
    pub source: &'a str,
    pub ops_run_id: Option<&'a str>,
}

/// A row that was there and comes otherwise.
pub(super) struct Change<'a> {
    pub example_id: &'a str,
    pub kind: ChangeKind,
    /// The import that brought the row.
    pub brought_by: Option<i64>,
    pub old: String,
    pub new: String,
}

/// Records what one request changes, within its write. An import that changes
/// nothing leaves no record.
pub(super) struct Recorder<'a> {
    signature_id: &'a str,
    import: ImportOf<'a>,
    now_ms: i64,
    seq: Option<i64>,
    added: u64,
    /// By kind, in the order of [`ChangeKind::ALL`].
    changed: [i64; ChangeKind::ALL.len()],
}

impl<'a> Recorder<'a> {
    pub fn new(signature_id: &'a str, import: ImportOf<'a>, now_ms: i64) -> Self {
        Self { signature_id, import, now_ms, seq: None, added: 0, changed: Default::default() }
    }

    /// Counts new rows, and tells which import brings them.
    pub async fn added(
        &mut self,
        connection: &mut AnyConnection,
        rows: u64,
    ) -> Result<Option<i64>> {
        self.added += rows;
        if rows > 0 { self.seq(connection).await.map(Some) } else { Ok(self.seq) }
    }

    /// Keeps rows before and after. A row that this import brought is new,
    /// however often it comes.
    pub async fn changed(
        &mut self,
        connection: &mut AnyConnection,
        changes: &[Change<'_>],
    ) -> Result<()> {
        if changes.is_empty() {
            return Ok(());
        }
        let seq = self.seq(connection).await?;
        let changes: Vec<&Change<'_>> =
            changes.iter().filter(|change| change.brought_by != Some(seq)).collect();
        if changes.is_empty() {
            return Ok(());
        }
        let known = known(connection, seq, &changes).await?;
        for change in changes.iter().filter(|change| !known.contains(change.example_id)) {
            self.changed[change.kind as usize] += 1;
        }
        keep(connection, seq, &changes).await
    }

    /// Writes the counts.
    pub async fn finish(self, connection: &mut AnyConnection) -> Result<()> {
        let Some(seq) = self.seq else { return Ok(()) };
        query(
            "UPDATE dseImports SET added = added + $1, relabelled = relabelled + $2, \
             moved = moved + $3, edited = edited + $4, removed = removed + $5, \
             endedAtMs = $6 WHERE seq = $7",
        )
        .bind(self.added as i64)
        .bind(self.changed[0])
        .bind(self.changed[1])
        .bind(self.changed[2])
        .bind(self.changed[3])
        .bind(self.now_ms)
        .bind(seq)
        .execute(&mut *connection)
        .await?;
        let key = [self.signature_id.into(), self.import.import_id.into()];
        chain::record(connection, &chain::IMPORT, &key).await
    }

    /// The import's place in the order of imports.
    async fn seq(&mut self, connection: &mut AnyConnection) -> Result<i64> {
        let seq = match self.seq {
            Some(seq) => seq,
            None => self.begin(connection).await?,
        };
        self.seq = Some(seq);
        Ok(seq)
    }

    async fn begin(&self, connection: &mut AnyConnection) -> Result<i64> {
        let done = query(
            "INSERT INTO dseImports (seq, signatureId, importId, source, opsRunId, added, \
             relabelled, moved, edited, startedAtMs, endedAtMs) \
             VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM dseImports), $1, $2, $3, $4, \
             0, 0, 0, 0, $5, $6) ON CONFLICT (signatureId, importId) DO NOTHING",
        )
        .bind(self.signature_id)
        .bind(self.import.import_id)
        .bind(self.import.source)
        .bind(self.import.ops_run_id)
        .bind(self.now_ms)
        .bind(self.now_ms)
        .execute(&mut *connection)
        .await?;
        if done.rows_affected() > 0 {
            forget_old(connection, self.signature_id).await?;
        }
        let (seq,): (i64,) =
            query_as("SELECT seq FROM dseImports WHERE signatureId = $1 AND importId = $2")
                .bind(self.signature_id)
                .bind(self.import.import_id)
                .fetch_one(connection)
                .await?;
        Ok(seq)
    }
}

/// Lets the rows of all but the newest imports go; their counts stay.
async fn forget_old(connection: &mut AnyConnection, signature_id: &str) -> Result<()> {
    query(
        "DELETE FROM dseImportChanges WHERE importSeq = \
         (SELECT seq FROM dseImports WHERE signatureId = $1 ORDER BY seq DESC LIMIT 1 OFFSET $2)",
    )
    .bind(signature_id)
    .bind(KEPT)
    .execute(connection)
    .await?;
    Ok(())
}

/// Those of the rows that this import changed already.
async fn known(
    connection: &mut AnyConnection,
    seq: i64,
    changes: &[&Change<'_>],
) -> Result<HashSet<String>> {
    let sql = format!(
        "SELECT exampleId FROM dseImportChanges WHERE exampleId IN {} AND importSeq = ${}",
        rows_of_placeholders(1, changes.len()),
        changes.len() + 1
    );
    let mut select = query_as(AssertSqlSafe(sql));
    for change in changes {
        select = select.bind(change.example_id.to_owned());
    }
    let found: Vec<(String,)> = select.bind(seq).fetch_all(connection).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// A row that comes once more keeps what it was before the import.
async fn keep(connection: &mut AnyConnection, seq: i64, changes: &[&Change<'_>]) -> Result<()> {
    let sql = format!(
        "INSERT INTO dseImportChanges (importSeq, exampleId, kind, oldJson, newJson) VALUES {} \
         ON CONFLICT (importSeq, exampleId) DO UPDATE SET newJson = excluded.newJson",
        rows_of_placeholders(changes.len(), 5)
    );
    let mut insert = query(AssertSqlSafe(sql));
    for change in changes {
        insert = insert
            .bind(seq)
            .bind(change.example_id)
            .bind(change.kind.name())
            .bind(&change.old)
            .bind(&change.new);
    }
    insert.execute(connection).await?;
    Ok(())
}

type Columns = (String, String, Option<String>, i64, i64, i64, i64, i64, i64, i64);

impl Store {
    /// A signature's imports that changed something, newest first, without the
    /// `skip` newest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn imports(
        &self,
        signature_id: &str,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<ImportRecord>> {
        let rows: Vec<Columns> = query_as(
            "SELECT importId, source, opsRunId, added, relabelled, moved, edited, removed, \
             startedAtMs, endedAtMs FROM dseImports WHERE signatureId = $1 \
             ORDER BY seq DESC LIMIT $2 OFFSET $3",
        )
        .bind(signature_id)
        .bind(limit as i64)
        .bind(skip as i64)
        .fetch_all(&mut *self.read().await?)
        .await?;
        Ok(rows.into_iter().map(|columns| record(signature_id, columns)).collect())
    }

    /// # Errors
    /// When the database fails.
    pub async fn import(
        &self,
        signature_id: &str,
        import_id: &str,
    ) -> Result<Option<ImportRecord>> {
        let found: Option<Columns> = query_as(
            "SELECT importId, source, opsRunId, added, relabelled, moved, edited, removed, \
             startedAtMs, endedAtMs FROM dseImports WHERE signatureId = $1 AND importId = $2",
        )
        .bind(signature_id)
        .bind(import_id)
        .fetch_optional(&mut *self.read().await?)
        .await?;
        Ok(found.map(|columns| record(signature_id, columns)))
    }

    /// Rows that an import changed, by their ids, after the id `after`. None
    /// of an import that is so old that they are not kept any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn import_changes(
        &self,
        signature_id: &str,
        import_id: &str,
        after: &str,
        limit: usize,
    ) -> Result<Vec<RowChange>> {
        let rows: Vec<(String, String, String, String)> = query_as(
            "SELECT exampleId, kind, oldJson, newJson FROM dseImportChanges \
             WHERE importSeq = \
             (SELECT seq FROM dseImports WHERE signatureId = $1 AND importId = $2) \
             AND exampleId > $3 ORDER BY exampleId LIMIT $4",
        )
        .bind(signature_id)
        .bind(import_id)
        .bind(after)
        .bind(limit as i64)
        .fetch_all(&mut *self.read().await?)
        .await?;
        rows.into_iter().map(change).collect()
    }
}

fn record(signature_id: &str, columns: Columns) -> ImportRecord {
    let (import_id, source, ops_run_id, added, relabelled, moved, edited, removed, started, ended) =
        columns;
    ImportRecord {
        import_id,
        signature_id: signature_id.to_owned(),
        source,
        ops_run_id,
        added: added.unsigned_abs(),
        relabelled: relabelled.unsigned_abs(),
        moved: moved.unsigned_abs(),
        edited: edited.unsigned_abs(),
        removed: removed.unsigned_abs(),
        started_at_ms: started,
        ended_at_ms: ended,
    }
}

fn change((example_id, kind, old, new): (String, String, String, String)) -> Result<RowChange> {
    Ok(RowChange {
        kind: ChangeKind::parse(&kind).unwrap_or(ChangeKind::Edited),
        old: document(CHANGES, &example_id, &old)?,
        new: document(CHANGES, &example_id, &new)?,
        example_id,
    })
}
