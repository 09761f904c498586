//! Forgetting rows: their texts, and what was derived of them, go from every
//! table; a tombstone stays.
//!
//! Most of what holds a text of a row is noted under the row's name and goes by
//! that. The rest (events, notes, and whatever is older than the notes) is
//! found by the texts themselves.

mod needles;
mod places;
#[cfg(test)]
mod tests;
mod traces;

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;
use sqlx::{AnyConnection, AssertSqlSafe, query, query_as};

use super::{
    Store, chain,
    erasures::{self, By, Redacted},
    error::Result,
    examples::stored_rows,
    import_rows, open,
    sql::{document, text_of},
};
use crate::{
    canon,
    model::{
        erasure::{Count, ERASED, ERASED_MIME, Forgotten, Tombstone, erased_row},
        eval::{EvalReport, ReportedExample},
        example::RowId,
    },
};
use needles::Needles;
use places::{Fate, PLACES, Place};

/// Which rows to forget.
#[derive(Clone, Copy, Debug)]
pub struct Forgetting<'a> {
    pub signature_id: &'a str,
    pub example_ids: &'a [&'a str],
    pub reason: Option<&'a str>,
    /// Documents whose texts are nobody's own: the signature's.
    pub common: &'a [Value],
    /// Only say what would go.
    pub dry_run: bool,
}

impl Store {
    /// Forgets rows: erases their texts wherever they are stored, and leaves a
    /// tombstone of each in the history.
    ///
    /// # Errors
    /// When the database fails; then nothing was changed.
    pub async fn forget(&self, asked: Forgetting<'_>) -> Result<Forgotten> {
        let by = By { actor: &self.actor, reason: asked.reason, now_ms: self.now_ms() };
        let mut write = self.write().await?;
        let mut forgotten = Work::default().forget(write.connection(), asked, by).await?;
        if asked.dry_run {
            return Ok(forgotten);
        }
        write.commit().await?;
        let _turn = self.writers.turn().await;
        // The texts are gone; that old pages could not be tidied (on a full
        // disk, say) is no reason to hear nothing of it.
        forgotten.wiped = match open::wipe(&self.pools.at_once).await {
            Ok(wiped) => wiped,
            Err(error) => {
                tracing::warn!(%error, "the database was not written anew");
                false
            }
        };
        Ok(forgotten)
    }
}

/// Takes the texts of forgotten rows out of the examples of a report.
pub(super) fn without(forgotten: &HashSet<String>, examples: &mut Option<Vec<ReportedExample>>) {
    let examples = examples.iter_mut().flatten();
    for example in examples.filter(|one| forgotten.contains(&one.result.example_id)) {
        example.erase();
    }
}

/// A forgetting under way.
#[derive(Default)]
struct Work {
    /// Records that lost texts, by what they are.
    erased: BTreeMap<&'static str, HashSet<(&'static str, i64)>>,
    /// Rows of the history that did.
    changed: HashSet<(&'static str, i64)>,
    remaining: Vec<String>,
}

impl Work {
    async fn forget(
        mut self,
        connection: &mut AnyConnection,
        asked: Forgetting<'_>,
        by: By<'_>,
    ) -> Result<Forgotten> {
        let mut rows: Vec<RowId> = Vec::new();
        let (mut missing, mut already) = (Vec::new(), Vec::new());
        for id in asked.example_ids {
            let row =
                RowId { signature_id: asked.signature_id.to_owned(), example_id: (*id).to_owned() };
            if traces::has_any(connection, &row).await? {
                rows.push(row);
            } else if erasures::is_forgotten(connection, &row).await? {
                already.push(row.example_id);
            } else {
                missing.push(row.example_id);
            }
        }
        if rows.is_empty() {
            return Ok(Forgotten { missing, already, ..Forgotten::default() });
        }
        traces::add_mined(connection, &mut rows).await?;
        let inputs = traces::inputs(connection, &rows).await?;
        let (mut tombstones, mut texts) = (Vec::new(), Vec::new());
        for row in &rows {
            tombstones.push(tombstone(connection, row).await?);
            texts.extend(traces::texts(connection, row).await?);
        }
        for row in &rows {
            self.erase_by_name(connection, row).await?;
        }
        let blobs: HashSet<String> = texts.iter().flat_map(blob_ids).collect();
        self.erase_blobs(connection, &blobs).await?;
        let others = traces::all_texts(connection).await?;
        let needles = Needles::of(&texts, others.iter().chain(asked.common));
        for place in PLACES {
            self.erase_by_text(connection, place, &needles).await?;
        }
        for twin in traces::with_input(connection, &inputs).await? {
            self.name(format!("example {twin}"));
        }
        // A tombstone must not quote what it stands for.
        let reason = by.reason.map(|why| if needles.stand_in(why) { ERASED } else { why });
        let forgotten = self.finish(connection, tombstones, By { reason, ..by }).await?;
        Ok(Forgotten { missing, already, ..forgotten })
    }

    fn name(&mut self, remaining: String) {
        if !self.remaining.contains(&remaining) {
            self.remaining.push(remaining);
        }
    }

    /// Erases what is noted under a row's name.
    async fn erase_by_name(&mut self, connection: &mut AnyConnection, row: &RowId) -> Result<()> {
        import_rows::delete(connection, &row.signature_id, &[&row.example_id]).await?;
        self.erase_reports(connection, row).await?;
        self.erase_receipts(connection, row).await?;
        let erased = text_of(&erased_row());
        let changes: Vec<(i64,)> = query_as(
            "UPDATE dseImportChanges SET oldJson = $1, \
             newJson = CASE newJson WHEN 'null' THEN newJson ELSE $2 END WHERE exampleId = $3 \
             AND importSeq IN (SELECT seq FROM dseImports WHERE signatureId = $4) \
             RETURNING rowid",
        )
        .bind(&erased)
        .bind(&erased)
        .bind(&row.example_id)
        .bind(&row.signature_id)
        .fetch_all(&mut *connection)
        .await?;
        self.note("changed row", "dseImportChanges", changes);
        for (table, what) in [
            ("dseEvalCache", "kept score"),
            ("dseLmAnswers", "kept answer"),
            ("dseVarSpace", "variable"),
        ] {
            // Of an answer that was kept before whose it is was noted, nobody
            // knows whose it is.
            let unknown = if table == "dseLmAnswers" { " OR exampleId IS NULL" } else { "" };
            let sql = format!(
                "DELETE FROM {table} WHERE (signatureId = $1 AND exampleId = $2){unknown} \
                 RETURNING rowid"
            );
            let gone: Vec<(i64,)> = query_as(AssertSqlSafe(sql))
                .bind(&row.signature_id)
                .bind(&row.example_id)
                .fetch_all(&mut *connection)
                .await?;
            self.note(what, table, gone);
        }
        let blobs: Vec<(i64,)> = query_as(
            "UPDATE dseBlobs SET text = '', mime = $1 \
             WHERE signatureId = $2 AND exampleId = $3 RETURNING rowid",
        )
        .bind(ERASED_MIME)
        .bind(&row.signature_id)
        .bind(&row.example_id)
        .fetch_all(&mut *connection)
        .await?;
        self.note("blob", "dseBlobs", blobs);
        Ok(())
    }

    async fn erase_reports(&mut self, connection: &mut AnyConnection, row: &RowId) -> Result<()> {
        let forgotten = HashSet::from([row.example_id.clone()]);
        for rowid in traces::reports_with(connection, row).await? {
            let (json,): (String,) = query_as("SELECT json FROM dseEvalReports WHERE rowid = $1")
                .bind(rowid)
                .fetch_one(&mut *connection)
                .await?;
            let mut report: EvalReport = document("dseEvalReports", &rowid.to_string(), &json)?;
            without(&forgotten, &mut report.examples);
            query("UPDATE dseEvalReports SET json = $1 WHERE rowid = $2")
                .bind(text_of(&report))
                .bind(rowid)
                .execute(&mut *connection)
                .await?;
            self.note("eval report", "dseEvalReports", vec![(rowid,)]);
        }
        Ok(())
    }

    /// Takes what a model said out of the receipts of a row.
    async fn erase_receipts(&mut self, connection: &mut AnyConnection, row: &RowId) -> Result<()> {
        for (rowid, json) in traces::receipts_of(connection, row).await? {
            let receipt = document("receipts", &rowid.to_string(), &json)?;
            let erased = text_of(&erasures::without_texts(receipt));
            if erased != json {
                put(connection, "receipts", "json", rowid, &erased).await?;
                self.note("receipt", "receipts", vec![(rowid,)]);
            }
        }
        Ok(())
    }

    /// Erases texts by their own ids, in whichever run they are kept.
    async fn erase_blobs(
        &mut self,
        connection: &mut AnyConnection,
        ids: &HashSet<String>,
    ) -> Result<()> {
        for id in ids {
            let gone: Vec<(i64,)> = query_as(
                "UPDATE dseBlobs SET text = '', mime = $1 WHERE blobId = $2 AND text <> '' \
                 RETURNING rowid",
            )
            .bind(ERASED_MIME)
            .bind(id)
            .fetch_all(&mut *connection)
            .await?;
            self.note("blob", "dseBlobs", gone);
        }
        Ok(())
    }

    /// Erases what holds one of the texts.
    async fn erase_by_text(
        &mut self,
        connection: &mut AnyConnection,
        place: &'static Place,
        needles: &Needles,
    ) -> Result<()> {
        let Place { table, column, fate, what, link, name } = *place;
        for (rowid, text, name) in traces::holding(connection, place, name, needles).await? {
            match fate {
                Fate::Named => {
                    self.name(format!("{what} {name}"));
                    continue;
                }
                Fate::Row => {
                    query(AssertSqlSafe(format!("DELETE FROM {table} WHERE rowid = $1")))
                        .bind(rowid)
                        .execute(&mut *connection)
                        .await?;
                }
                Fate::Blob => self.erase_blob(connection, rowid, &text).await?,
                Fate::Text => put(connection, table, column, rowid, ERASED).await?,
                Fate::Document => {
                    let erased = match serde_json::from_str::<Value>(&text) {
                        Ok(mut document) => {
                            needles.erase_in(&mut document);
                            canon::to_string(&document)
                        }
                        Err(_) => text_of(&ERASED),
                    };
                    put(connection, table, column, rowid, &erased).await?;
                }
            }
            if let Some((kind, seq)) = link.zip(name.parse().ok()) {
                self.changed.insert((kind, seq));
            }
            self.note(what, table, vec![(rowid,)]);
        }
        Ok(())
    }

    /// Erases a blob and, of a trace, those that its run has made of it.
    async fn erase_blob(
        &mut self,
        connection: &mut AnyConnection,
        rowid: i64,
        text: &str,
    ) -> Result<()> {
        let mut ids = HashSet::new();
        if let Ok(trace) = serde_json::from_str::<Value>(text) {
            ids.extend(blob_ids(&trace));
        }
        for id in ids {
            let gone: Vec<(i64,)> = query_as(
                "UPDATE dseBlobs SET text = '', mime = $1 WHERE blobId = $2 AND text <> '' \
                 AND (threadId, runId) IN (SELECT threadId, runId FROM dseBlobs WHERE rowid = $3) \
                 RETURNING rowid",
            )
            .bind(ERASED_MIME)
            .bind(id)
            .bind(rowid)
            .fetch_all(&mut *connection)
            .await?;
            self.note("blob", "dseBlobs", gone);
        }
        query("UPDATE dseBlobs SET text = '', mime = $1 WHERE rowid = $2")
            .bind(ERASED_MIME)
            .bind(rowid)
            .execute(connection)
            .await?;
        Ok(())
    }

    fn note(&mut self, what: &'static str, table: &'static str, rows: Vec<(i64,)>) {
        if !rows.is_empty() {
            let noted = self.erased.entry(what).or_default();
            noted.extend(rows.into_iter().map(|(rowid,)| (table, rowid)));
        }
    }

    /// Writes the tombstones; the first one vouches for what is left of the
    /// history's rows.
    async fn finish(
        self,
        connection: &mut AnyConnection,
        rows: Vec<Tombstone>,
        by: By<'_>,
    ) -> Result<Forgotten> {
        let mut redacted = Vec::new();
        let mut changed: Vec<_> = self.changed.into_iter().collect();
        changed.sort_unstable();
        for (kind, row_seq) in changed {
            let hash = chain::hash_of(connection, kind, row_seq).await?;
            redacted.push(Redacted { kind: kind.to_owned(), row_seq, hash });
        }
        let mut rewritten: Vec<_> = self.erased.values().flatten().copied().collect();
        rewritten.sort_unstable();
        rewritten.dedup();
        for (table, rowid) in rewritten {
            chain::record_at(connection, table, rowid).await?;
        }
        for (place, tombstone) in rows.iter().enumerate() {
            let redacted = if place == 0 { redacted.as_slice() } else { &[] };
            erasures::put(connection, tombstone, redacted, by).await?;
        }
        let count = |(what, rows): (&str, HashSet<_>)| Count {
            what: what.to_owned(),
            count: rows.len() as u64,
        };
        let erased = self.erased.into_iter().map(count).collect();
        Ok(Forgotten { rows, erased, remaining: self.remaining, ..Forgotten::default() })
    }
}

/// What stays of a row.
async fn tombstone(connection: &mut AnyConnection, row: &RowId) -> Result<Tombstone> {
    let ids = std::iter::once(row.example_id.as_str());
    let mut stored = stored_rows(connection, &row.signature_id, ids).await?;
    let content_hash = match stored.remove(&row.example_id) {
        Some(stored) => {
            let told: Value = document("dseExamples", &row.example_id, &stored.content.told())?;
            Some(canon::id(&serde_json::json!({"exampleId": row.example_id, "row": told})))
        }
        None => None,
    };
    Ok(Tombstone {
        signature_id: row.signature_id.clone(),
        example_id: row.example_id.clone(),
        content_hash,
    })
}

async fn put(
    connection: &mut AnyConnection,
    table: &str,
    column: &str,
    rowid: i64,
    text: &str,
) -> Result<()> {
    query(AssertSqlSafe(format!("UPDATE {table} SET {column} = $1 WHERE rowid = $2")))
        .bind(text)
        .bind(rowid)
        .execute(connection)
        .await?;
    Ok(())
}

/// The ids of texts that a document names.
fn blob_ids(value: &Value) -> Vec<String> {
    let mut ids = Vec::new();
    needles::strings(value, &mut |text| {
        let is_id = text.len() == 71 && text.starts_with("sha256:");
        ids.extend(is_id.then(|| text.to_owned()));
    });
    ids
}
