//! What is stored of a row, read before it goes.

use std::collections::HashSet;

use futures::TryStreamExt;
use serde_json::Value;
use sqlx::{AnyConnection, AssertSqlSafe, query_as};

use super::{needles::Needles, places::Place};
use crate::{
    canon,
    model::{
        erasure::is_erased,
        eval::{EvalReport, ReportedExample},
        example::RowId,
    },
    store::{
        error::Result,
        examples::stored_rows,
        sql::{document, optional_json},
    },
};

const REPORTS: &str = "dseEvalReports";

/// Whether anything is stored under the row's name.
pub(super) async fn has_any(connection: &mut AnyConnection, row: &RowId) -> Result<bool> {
    const NAMED: [&str; 5] = [
        "SELECT rowid FROM dseExamples WHERE signatureId = $1 AND exampleId = $2 LIMIT 1",
        "SELECT rowid FROM dseImportChanges WHERE importSeq IN \
         (SELECT seq FROM dseImports WHERE signatureId = $1) AND exampleId = $2 \
         AND oldJson <> '{\"_tag\":\"erased\"}' LIMIT 1",
        "SELECT rowid FROM dseEvalCache WHERE signatureId = $1 AND exampleId = $2 LIMIT 1",
        "SELECT rowid FROM dseLmAnswers WHERE signatureId = $1 AND exampleId = $2 LIMIT 1",
        // Of a receipt the numbers stay; what may be left is its trace.
        "SELECT rowid FROM dseBlobs WHERE signatureId = $1 AND exampleId = $2 \
         AND text <> '' LIMIT 1",
    ];
    for sql in NAMED {
        let found: Option<(i64,)> = query_as(sql)
            .bind(&row.signature_id)
            .bind(&row.example_id)
            .fetch_optional(&mut *connection)
            .await?;
        if found.is_some() {
            return Ok(true);
        }
    }
    for rowid in reports_with(connection, row).await? {
        let report = report(connection, rowid).await?;
        if report.iter().any(|one| one.result.example_id == row.example_id && !one.erased) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The examples of an eval report.
async fn report(connection: &mut AnyConnection, rowid: i64) -> Result<Vec<ReportedExample>> {
    let (json,): (String,) = query_as("SELECT json FROM dseEvalReports WHERE rowid = $1")
        .bind(rowid)
        .fetch_one(connection)
        .await?;
    let report: EvalReport = document(REPORTS, &rowid.to_string(), &json)?;
    Ok(report.examples.unwrap_or_default())
}

/// The inputs of rows, as they are stored.
pub(super) async fn inputs(connection: &mut AnyConnection, rows: &[RowId]) -> Result<Vec<String>> {
    let mut inputs = Vec::new();
    for row in rows {
        let ids = std::iter::once(row.example_id.as_str());
        let stored = stored_rows(connection, &row.signature_id, ids).await?;
        inputs.extend(stored.into_values().map(|stored| stored.content.input));
    }
    Ok(inputs)
}

/// The rows that have one of these inputs.
pub(super) async fn with_input(
    connection: &mut AnyConnection,
    inputs: &[String],
) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for input in inputs {
        let ids: Vec<(String,)> =
            query_as("SELECT exampleId FROM dseExamples WHERE inputJson = $1 ORDER BY sortKey")
                .bind(input)
                .fetch_all(&mut *connection)
                .await?;
        found.extend(ids.into_iter().map(|(id,)| id));
    }
    Ok(found)
}

/// Adds the rows that were mined from runs of these.
pub(super) async fn add_mined(connection: &mut AnyConnection, rows: &mut Vec<RowId>) -> Result<()> {
    let mined: Vec<(String, String, Option<String>)> = query_as(
        "SELECT signatureId, exampleId, metaJson FROM dseExamples \
         WHERE metaJson LIKE '%\"receiptId\"%'",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut known: HashSet<RowId> = rows.iter().cloned().collect();
    let mut next = 0;
    while let Some(row) = rows.get(next).cloned() {
        next += 1;
        let receipts: Vec<(String,)> =
            query_as("SELECT receiptId FROM receipts WHERE signatureId = $1 AND exampleId = $2")
                .bind(&row.signature_id)
                .bind(&row.example_id)
                .fetch_all(&mut *connection)
                .await?;
        let receipts: HashSet<String> = receipts.into_iter().map(|(id,)| id).collect();
        for (signature_id, example_id, meta) in &mined {
            let meta = optional_json("dseExamples", example_id, meta.clone())?.unwrap_or_default();
            let is_of = meta["receiptId"].as_str().is_some_and(|id| receipts.contains(id));
            let mined =
                RowId { signature_id: signature_id.clone(), example_id: example_id.clone() };
            if is_of && known.insert(mined.clone()) {
                rows.push(mined);
            }
        }
    }
    Ok(())
}

/// All texts that are known of a row: as it is, as it was, and what models
/// made of it.
pub(super) async fn texts(connection: &mut AnyConnection, row: &RowId) -> Result<Vec<Value>> {
    let mut texts = Vec::new();
    let ids = std::iter::once(row.example_id.as_str());
    let mut stored = stored_rows(connection, &row.signature_id, ids).await?;
    if let Some(stored) = stored.remove(&row.example_id) {
        texts.extend(parts(&document("dseExamples", &row.example_id, &stored.content.told())?));
    }
    let changes: Vec<(String, String)> = query_as(
        "SELECT oldJson, newJson FROM dseImportChanges WHERE exampleId = $1 \
         AND importSeq IN (SELECT seq FROM dseImports WHERE signatureId = $2)",
    )
    .bind(&row.example_id)
    .bind(&row.signature_id)
    .fetch_all(&mut *connection)
    .await?;
    for (old, new) in changes {
        for text in [old, new] {
            texts.extend(parts(&document("dseImportChanges", &row.example_id, &text)?));
        }
    }
    for rowid in reports_with(connection, row).await? {
        let own = report(connection, rowid).await?.into_iter();
        texts.extend(own.filter(|one| one.result.example_id == row.example_id).flat_map(said));
    }
    let scores: Vec<(String,)> =
        query_as("SELECT json FROM dseEvalCache WHERE signatureId = $1 AND exampleId = $2")
            .bind(&row.signature_id)
            .bind(&row.example_id)
            .fetch_all(&mut *connection)
            .await?;
    for (json,) in scores {
        texts.extend(said(document("dseEvalCache", &row.example_id, &json)?));
    }
    texts.retain(|text| !is_erased(text));
    Ok(texts)
}

/// The parts of a row that hold its texts.
fn parts(row: &Value) -> Vec<Value> {
    let names = ["inputJson", "expectedJson", "meta", "tags"];
    names.iter().filter_map(|name| row.get(name)).cloned().collect()
}

fn said(example: ReportedExample) -> Vec<Value> {
    [example.input_json, example.expected_json, example.output_json].into_iter().flatten().collect()
}

/// The texts of all rows that are stored now.
pub(super) async fn all_texts(connection: &mut AnyConnection) -> Result<Vec<Value>> {
    type Columns = (String, String, String, String, Option<String>);
    let rows: Vec<Columns> =
        query_as("SELECT exampleId, inputJson, expectedJson, tagsJson, metaJson FROM dseExamples")
            .fetch_all(connection)
            .await?;
    let mut texts = Vec::with_capacity(rows.len() * 2);
    for (id, input, expected, tags, meta) in rows {
        for part in [input, expected, tags] {
            texts.push(document("dseExamples", &id, &part)?);
        }
        texts.extend(optional_json("dseExamples", &id, meta)?);
    }
    Ok(texts)
}

/// The eval reports that score the row.
pub(super) async fn reports_with(connection: &mut AnyConnection, row: &RowId) -> Result<Vec<i64>> {
    let named = format!("\"exampleId\":{}", canon::to_string(&row.example_id.as_str().into()));
    let mut reports = query_as("SELECT rowid, json FROM dseEvalReports WHERE signatureId = $1")
        .bind(&row.signature_id)
        .fetch(connection);
    let mut found = Vec::new();
    while let Some((rowid, json)) = reports.try_next().await? {
        let (rowid, json): (i64, String) = (rowid, json);
        if json.contains(&named) {
            found.push(rowid);
        }
    }
    Ok(found)
}

/// The receipts of a row, and their documents.
pub(super) async fn receipts_of(
    connection: &mut AnyConnection,
    row: &RowId,
) -> Result<Vec<(i64, String)>> {
    Ok(query_as("SELECT rowid, json FROM receipts WHERE signatureId = $1 AND exampleId = $2")
        .bind(&row.signature_id)
        .bind(&row.example_id)
        .fetch_all(connection)
        .await?)
}

/// Where a place holds one of the texts: the row, its value, and its name.
pub(super) async fn holding(
    connection: &mut AnyConnection,
    place: &Place,
    name: &str,
    needles: &Needles,
) -> Result<Vec<(i64, String, String)>> {
    let Place { table, column, .. } = place;
    let sql = format!(
        "SELECT rowid, {column}, CAST({name} AS TEXT) FROM {table} WHERE {column} IS NOT NULL"
    );
    let mut rows = query_as(AssertSqlSafe(sql)).fetch(connection);
    let mut found = Vec::new();
    while let Some((rowid, text, name)) = rows.try_next().await? {
        let (rowid, text, name): (i64, String, String) = (rowid, text, name);
        if needles.stand_in(&text) {
            found.push((rowid, text, name));
        }
    }
    Ok(found)
}
