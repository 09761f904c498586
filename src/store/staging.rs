//! `dseStagedImports` and `dseStagedRows`: imports whose rows come in several
//! requests. The dataset changes when the last row is there, or not at all.

use sqlx::{AnyConnection, AssertSqlSafe, query, query_as};

use super::{
    Store,
    error::Result,
    examples::Content,
    import_rows::{BATCH, Brought, ImportError, Imported, NewRows, Part, settle},
    imports::ImportOf,
    sql::{document, rows_of_placeholders, text_of},
};
use crate::model::{example::Example, import::UnfinishedImport};

const TABLE: &str = "dseStagedImports";

const OPEN: &str = "open";
const DONE: &str = "done";

/// How many of a signature's ended imports are remembered, so that a request
/// that comes late finds out.
const REMEMBERED: i64 = 100;

/// An import as far as it has come.
struct Staged {
    import_id: String,
    same_as: Option<String>,
    total_rows: u64,
    received_rows: u64,
    state: String,
    result: Option<String>,
}

/// Takes in what a request brings.
pub(super) async fn bring(
    connection: &mut AnyConnection,
    new: &NewRows<'_>,
    now_ms: i64,
) -> Result<Brought, ImportError> {
    let rows = || new.rows.iter().map(|row| (row.example_id.clone(), Content::of(row))).collect();
    let Some(part) = new.part else {
        let done = settle(connection, new, rows(), now_ms).await?;
        let received_rows = done.total;
        return Ok(Brought { done: Some(done), received_rows, superseded: Vec::new() });
    };
    if part.total_rows > new.max_rows as u64 {
        return Err(ImportError::TooManyRows { rows: part.total_rows, max_rows: new.max_rows });
    }
    let known = find(connection, new.signature_id, new.import.import_id).await?;
    if known.is_none() && part.first_row == 0 && part.total_rows == new.rows.len() as u64 {
        let superseded = supersede(connection, new, now_ms).await?;
        let done = settle(connection, new, rows(), now_ms).await?;
        let received_rows = done.total;
        return Ok(Brought { done: Some(done), received_rows, superseded });
    }
    let (staged, superseded) = match known {
        Some(known) => (leader(connection, new.signature_id, known).await?, Vec::new()),
        None => begin(connection, new, part, now_ms).await?,
    };
    let brought = stage(connection, new, part, staged, now_ms).await?;
    Ok(Brought { superseded, ..brought })
}

/// Puts the rows beside the dataset, and into it when they are the last.
async fn stage(
    connection: &mut AnyConnection,
    new: &NewRows<'_>,
    part: Part<'_>,
    staged: Staged,
    now_ms: i64,
) -> Result<Brought, ImportError> {
    let Staged { import_id, total_rows, received_rows, state, result, .. } = staged;
    if let Some(result) = result.filter(|_| state == DONE) {
        let done: Imported = document(TABLE, &import_id, &result)?;
        let received_rows = done.total;
        return Ok(Brought { done: Some(done), received_rows, superseded: Vec::new() });
    }
    if state != OPEN {
        return Err(ImportError::Ended { import_id, why: state });
    }
    if part.total_rows != total_rows {
        let (known, named) = (total_rows, part.total_rows);
        return Err(ImportError::OtherTotal { import_id, known, named });
    }
    let fresh = put(connection, new.signature_id, &import_id, part.first_row, new.rows).await?;
    let received_rows = received_rows + fresh;
    query(
        "UPDATE dseStagedImports SET receivedRows = $1, updatedAtMs = $2 \
         WHERE signatureId = $3 AND importId = $4",
    )
    .bind(received_rows as i64)
    .bind(now_ms)
    .bind(new.signature_id)
    .bind(&import_id)
    .execute(&mut *connection)
    .await?;
    if received_rows < total_rows {
        return Ok(Brought { done: None, received_rows, superseded: Vec::new() });
    }
    let rows = take(connection, new.signature_id, &import_id).await?;
    let import = ImportOf { import_id: &import_id, ..new.import };
    let done = settle(connection, &NewRows { import, ..*new }, rows, now_ms).await?;
    query(
        "UPDATE dseStagedImports SET state = $1, resultJson = $2 \
         WHERE signatureId = $3 AND (importId = $4 OR sameAs = $5)",
    )
    .bind(DONE)
    .bind(text_of(&done))
    .bind(new.signature_id)
    .bind(&import_id)
    .bind(&import_id)
    .execute(connection)
    .await?;
    Ok(Brought { done: Some(done), received_rows, superseded: Vec::new() })
}

/// Opens an import. One of the same rows that is open already goes on in its
/// place; others of the same source end.
async fn begin(
    connection: &mut AnyConnection,
    new: &NewRows<'_>,
    part: Part<'_>,
    now_ms: i64,
) -> Result<(Staged, Vec<UnfinishedImport>)> {
    let same: Option<(String,)> = query_as(
        "SELECT importId FROM dseStagedImports WHERE signatureId = $1 AND state = 'open' \
         AND fingerprint = $2 AND sameAs IS NULL",
    )
    .bind(new.signature_id)
    .bind(part.fingerprint)
    .fetch_optional(&mut *connection)
    .await?;
    let same_as = same.map(|(import_id,)| import_id);
    let superseded =
        if same_as.is_none() { supersede(connection, new, now_ms).await? } else { Vec::new() };
    let row =
        Row { fingerprint: part.fingerprint, same_as: same_as.as_deref(), total: part.total_rows };
    insert(connection, new.signature_id, new.import, row, OPEN, now_ms).await?;
    let staged = Staged {
        import_id: new.import.import_id.to_owned(),
        same_as,
        total_rows: part.total_rows,
        received_rows: 0,
        state: OPEN.to_owned(),
        result: None,
    };
    Ok((leader(connection, new.signature_id, staged).await?, superseded))
}

/// What an import is in the table besides its name and state.
struct Row<'a> {
    fingerprint: &'a str,
    same_as: Option<&'a str>,
    total: u64,
}

async fn insert(
    connection: &mut AnyConnection,
    signature_id: &str,
    import: ImportOf<'_>,
    row: Row<'_>,
    state: &str,
    now_ms: i64,
) -> Result<()> {
    query(
        "DELETE FROM dseStagedImports WHERE signatureId = $1 AND state <> 'open' \
         AND importId NOT IN (SELECT importId FROM dseStagedImports \
         WHERE signatureId = $2 AND state <> 'open' ORDER BY updatedAtMs DESC LIMIT $3)",
    )
    .bind(signature_id)
    .bind(signature_id)
    .bind(REMEMBERED)
    .execute(&mut *connection)
    .await?;
    query(
        "INSERT INTO dseStagedImports (signatureId, importId, source, opsRunId, fingerprint, \
         sameAs, totalRows, receivedRows, state, startedAtMs, updatedAtMs) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10)",
    )
    .bind(signature_id)
    .bind(import.import_id)
    .bind(import.source)
    .bind(import.ops_run_id)
    .bind(row.fingerprint)
    .bind(row.same_as)
    .bind(row.total as i64)
    .bind(state)
    .bind(now_ms)
    .bind(now_ms)
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends the unfinished imports whose source is imported anew.
async fn supersede(
    connection: &mut AnyConnection,
    new: &NewRows<'_>,
    now_ms: i64,
) -> Result<Vec<UnfinishedImport>> {
    let open = unfinished(connection, new.signature_id).await?;
    let same = open.into_iter().filter(|one| one.source == new.import.source);
    let mut superseded = Vec::new();
    for one in same {
        let why = "another import of the same source began";
        end(connection, new.signature_id, &one.import_id, why, now_ms).await?;
        superseded.push(one);
    }
    Ok(superseded)
}

async fn find(
    connection: &mut AnyConnection,
    signature_id: &str,
    import_id: &str,
) -> Result<Option<Staged>> {
    type Columns = (String, Option<String>, i64, i64, String, Option<String>);
    let found: Option<Columns> = query_as(
        "SELECT importId, sameAs, totalRows, receivedRows, state, resultJson \
         FROM dseStagedImports WHERE signatureId = $1 AND importId = $2",
    )
    .bind(signature_id)
    .bind(import_id)
    .fetch_optional(connection)
    .await?;
    Ok(found.map(|(import_id, same_as, total, received, state, result)| Staged {
        import_id,
        same_as,
        total_rows: total.unsigned_abs(),
        received_rows: received.unsigned_abs(),
        state,
        result,
    }))
}

/// The import whose rows these are.
async fn leader(
    connection: &mut AnyConnection,
    signature_id: &str,
    staged: Staged,
) -> Result<Staged> {
    match &staged.same_as {
        Some(same_as) => Ok(find(connection, signature_id, same_as).await?.unwrap_or(staged)),
        None => Ok(staged),
    }
}

/// Stages rows from the place `first` on. Returns how many are new: a request
/// may come twice.
async fn put(
    connection: &mut AnyConnection,
    signature_id: &str,
    import_id: &str,
    first: u64,
    rows: &[Example],
) -> Result<u64> {
    let mut fresh = 0;
    for (batch, rows) in rows.chunks(BATCH).enumerate() {
        let sql = format!(
            "INSERT INTO dseStagedRows (signatureId, importId, place, exampleId, inputJson, \
             expectedJson, split, tagsJson, source, metaJson) VALUES {} \
             ON CONFLICT (signatureId, importId, place) DO NOTHING",
            rows_of_placeholders(rows.len(), 10)
        );
        let mut insert = query(AssertSqlSafe(sql));
        for (place, row) in rows.iter().enumerate() {
            let content = Content::of(row);
            insert = insert
                .bind(signature_id)
                .bind(import_id)
                .bind(first as i64 + (batch * BATCH + place) as i64)
                .bind(&row.example_id)
                .bind(content.input)
                .bind(content.expected)
                .bind(content.split)
                .bind(content.tags)
                .bind(content.source)
                .bind(content.meta);
        }
        fresh += insert.execute(&mut *connection).await?.rows_affected();
    }
    Ok(fresh)
}

/// The staged rows of an import in their order, which are staged no longer.
async fn take(
    connection: &mut AnyConnection,
    signature_id: &str,
    import_id: &str,
) -> Result<Vec<(String, Content)>> {
    type Columns = (String, String, String, Option<String>, String, Option<String>, Option<String>);
    let rows: Vec<Columns> = query_as(
        "SELECT exampleId, inputJson, expectedJson, split, tagsJson, source, metaJson \
         FROM dseStagedRows WHERE signatureId = $1 AND importId = $2 ORDER BY place",
    )
    .bind(signature_id)
    .bind(import_id)
    .fetch_all(&mut *connection)
    .await?;
    drop_rows(connection, signature_id, import_id).await?;
    Ok(rows.into_iter().map(Content::of_columns).collect())
}

async fn drop_rows(
    connection: &mut AnyConnection,
    signature_id: &str,
    import_id: &str,
) -> Result<()> {
    query("DELETE FROM dseStagedRows WHERE signatureId = $1 AND importId = $2")
        .bind(signature_id)
        .bind(import_id)
        .execute(connection)
        .await?;
    Ok(())
}

async fn end(
    connection: &mut AnyConnection,
    signature_id: &str,
    import_id: &str,
    why: &str,
    now_ms: i64,
) -> Result<()> {
    query(
        "UPDATE dseStagedImports SET state = $1, updatedAtMs = $2 \
         WHERE signatureId = $3 AND state = 'open' AND (importId = $4 OR sameAs = $5)",
    )
    .bind(why)
    .bind(now_ms)
    .bind(signature_id)
    .bind(import_id)
    .bind(import_id)
    .execute(&mut *connection)
    .await?;
    drop_rows(connection, signature_id, import_id).await
}

async fn unfinished(
    connection: &mut AnyConnection,
    signature_id: &str,
) -> Result<Vec<UnfinishedImport>> {
    let rows: Vec<(String, String, i64, i64, i64)> = query_as(
        "SELECT importId, source, receivedRows, totalRows, startedAtMs FROM dseStagedImports \
         WHERE signatureId = $1 AND state = 'open' AND sameAs IS NULL \
         ORDER BY startedAtMs, importId",
    )
    .bind(signature_id)
    .fetch_all(connection)
    .await?;
    let one = |(import_id, source, received, total, started_at_ms)| {
        let (received, total): (i64, i64) = (received, total);
        let (received_rows, total_rows) = (received.unsigned_abs(), total.unsigned_abs());
        UnfinishedImport { import_id, source, received_rows, total_rows, started_at_ms }
    };
    Ok(rows.into_iter().map(one).collect())
}

impl Store {
    /// The imports into a dataset of which rows are missing, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unfinished_imports(&self, signature_id: &str) -> Result<Vec<UnfinishedImport>> {
        unfinished(&mut *self.read().await?, signature_id).await
    }

    /// Gives unfinished imports up: the one of that id, or all. Returns them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn abandon_imports(
        &self,
        signature_id: &str,
        import_id: Option<&str>,
    ) -> Result<Vec<UnfinishedImport>> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let mut open = unfinished(write.connection(), signature_id).await?;
        open.retain(|one| import_id.is_none_or(|id| id == one.import_id));
        for one in &open {
            let why = "it was abandoned";
            end(write.connection(), signature_id, &one.import_id, why, now_ms).await?;
        }
        write.commit().await?;
        Ok(open)
    }

    /// Ends an import of several requests because of one of them, also when
    /// that is the first that comes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refuse_import(
        &self,
        signature_id: &str,
        import: ImportOf<'_>,
        why: &str,
    ) -> Result<()> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let connection = write.connection();
        match find(connection, signature_id, import.import_id).await? {
            Some(staged) => {
                let staged = leader(connection, signature_id, staged).await?;
                end(connection, signature_id, &staged.import_id, why, now_ms).await?;
            }
            None => {
                let row = Row { fingerprint: "", same_as: None, total: 0 };
                insert(connection, signature_id, import, row, why, now_ms).await?;
            }
        }
        write.commit().await
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, path::Path, sync::Arc};

    use serde_json::json;

    use super::*;
    use crate::engine::memory::ManualClock;

    const ROWS: usize = 120;
    const PART: usize = 50;

    /// Rows whose inputs tell which version they are of.
    fn rows(version: usize) -> Vec<Example> {
        let row = |n: usize| {
            let text = format!("version {version} of row {n} {}", "x".repeat(200));
            let row =
                json!({"exampleId": format!("row-{n}"), "inputJson": {"v": version, "q": text}});
            Example::judge(&row).unwrap()
        };
        (0..ROWS).map(row).collect()
    }

    /// Sends all parts, and stops at the first that fails.
    async fn send(store: &Store, version: usize) -> Result<(), ImportError> {
        let rows = rows(version);
        let import_id = format!("import {version}");
        for (place, part) in rows.chunks(PART).enumerate() {
            let import = ImportOf { import_id: &import_id, source: "file:x", ops_run_id: None };
            let part_of = Part {
                first_row: (place * PART) as u64,
                total_rows: ROWS as u64,
                fingerprint: &import_id,
            };
            store
                .bring(NewRows {
                    signature_id: "s",
                    import,
                    rows: part,
                    part: Some(part_of),
                    sync: None,
                    max_rows: 1_000,
                })
                .await?;
        }
        Ok(())
    }

    async fn versions(store: &Store) -> (usize, BTreeSet<u64>) {
        let rows = store.dataset("s").await.unwrap();
        let versions = rows.iter().map(|row| row.input_json["v"].as_u64().unwrap()).collect();
        (rows.len(), versions)
    }

    async fn number(store: &Store, sql: &'static str) -> i64 {
        let (number,): (i64,) =
            query_as(sql).fetch_one(&mut *store.read().await.unwrap()).await.unwrap();
        number
    }

    /// A disk that is full one page later each time: wherever an import fails,
    /// the rows are those from before, and with room it is done.
    #[tokio::test]
    async fn wherever_the_disk_is_full_the_rows_are_those_from_before() {
        let clock = Arc::new(ManualClock::new(1_000));
        let store = Store::open(Path::new(":memory:"), clock).await.unwrap();
        send(&store, 1).await.unwrap();
        let (mut version, mut failed) = (1, 0);
        let used = number(&store, "PRAGMA page_count").await;
        for pages in used.. {
            version += 1;
            let limit = format!("PRAGMA max_page_count = {pages}");
            query(AssertSqlSafe(limit)).execute(&mut *store.read().await.unwrap()).await.unwrap();
            let sent = send(&store, version).await;
            let (count, found) = versions(&store).await;
            assert_eq!(count, ROWS);
            if sent.is_ok() {
                assert_eq!(found, BTreeSet::from([version as u64]));
                break;
            }
            failed += 1;
            assert_eq!(found, BTreeSet::from([1]), "after {pages} pages");
            assert!(store.unfinished_imports("s").await.unwrap().len() <= 1);
        }
        assert!(failed > 5, "the disk was full at many places: {failed}");
        assert_eq!(store.unfinished_imports("s").await.unwrap(), []);
        assert_eq!(number(&store, "SELECT COUNT(*) FROM dseStagedRows").await, 0);
    }
}
