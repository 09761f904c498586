//! `dseExamples`: the labelled rows of each signature.

use std::collections::HashMap;

use sqlx::{AnyConnection, AssertSqlSafe, query, query_as};

use super::{
    Store,
    error::Result,
    sql::{document, optional_json, rows_of_placeholders, text_of},
};
use crate::{
    canon,
    model::example::{Example, Split},
};

const TABLE: &str = "dseExamples";

/// Rows in one statement: SQLite plans a statement anew for each length, and
/// takes no more than 32,766 values in it.
const BATCH: usize = 100;

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub inserted: u64,
    /// Rows that were there already, changed or not.
    pub updated: u64,
    /// Those of the updated rows that came as they were.
    pub unchanged: u64,
}

/// A part of a signature's rows, in locale order of their ids.
#[derive(Clone, Debug)]
pub struct ExamplePage {
    pub examples: Vec<Example>,
    /// Whether rows follow.
    pub more: bool,
}

/// The columns of a row that an import replaces.
#[derive(PartialEq)]
struct Content {
    input: String,
    expected: String,
    split: Option<String>,
    tags: String,
    source: Option<String>,
    meta: Option<String>,
}

type Columns = (String, String, String, Option<String>, String, Option<String>, Option<String>);

impl Content {
    fn of(example: &Example) -> Self {
        Self {
            input: canon::to_string(&example.input_json),
            expected: canon::to_string(&example.expected_json),
            split: example.split.map(|split| split.name().to_owned()),
            tags: text_of(&example.tags),
            source: example.source.clone(),
            meta: example.meta.as_ref().map(canon::to_string),
        }
    }

    fn of_columns((id, input, expected, split, tags, source, meta): Columns) -> (String, Self) {
        (id, Self { input, expected, split, tags, source, meta })
    }

    fn example(self, example_id: String) -> Result<Example> {
        Ok(Example {
            input_json: document(TABLE, &example_id, &self.input)?,
            expected_json: document(TABLE, &example_id, &self.expected)?,
            split: self.split.as_deref().and_then(Split::parse),
            tags: document(TABLE, &example_id, &self.tags)?,
            source: self.source,
            meta: optional_json(TABLE, &example_id, self.meta)?,
            example_id,
        })
    }
}

/// Which rows to list. Empty texts ask for nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExampleFilter<'a> {
    /// The split, by its stored name.
    pub split: &'a str,
    /// One of the row's tags, in whatever case.
    pub tag: &'a str,
}

impl Store {
    /// Stores all rows or none. A row whose id is there already is replaced;
    /// of an id that occurs twice the last row stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn import_examples(&self, signature_id: &str, rows: &[Example]) -> Result<Imported> {
        let mut latest: Vec<(&str, Content)> = Vec::with_capacity(rows.len());
        let mut places: HashMap<&str, usize> = HashMap::with_capacity(rows.len());
        for row in rows {
            let content = Content::of(row);
            match places.get(row.example_id.as_str()) {
                Some(&place) => latest[place].1 = content,
                None => {
                    places.insert(&row.example_id, latest.len());
                    latest.push((&row.example_id, content));
                }
            }
        }
        let now_ms = self.now_ms();
        let mut done =
            Imported { updated: (rows.len() - latest.len()) as u64, ..Imported::default() };
        let mut write = self.write().await?;
        for batch in latest.chunks(BATCH) {
            let connection = write.connection();
            let ids = batch.iter().map(|(id, _)| *id);
            let stored = contents(connection, signature_id, ids).await?;
            let changed: Vec<_> =
                batch.iter().filter(|(id, content)| stored.get(*id) != Some(content)).collect();
            done.inserted += (batch.len() - stored.len()) as u64;
            done.updated += stored.len() as u64;
            done.unchanged += (batch.len() - changed.len()) as u64;
            upsert(connection, signature_id, &changed, now_ms).await?;
        }
        write.commit().await?;
        Ok(done)
    }

    /// The rows that pass `filter`, in locale order of their ids, after the id
    /// `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn examples(
        &self,
        signature_id: &str,
        filter: &ExampleFilter<'_>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<ExamplePage> {
        let (key, id) = after.map(|id| (canon::locale_key(id), id)).unwrap_or_default();
        let rows: Vec<Columns> = query_as(
            "SELECT exampleId, inputJson, expectedJson, split, tagsJson, source, metaJson \
             FROM dseExamples \
             WHERE signatureId = $1 AND (sortKey, exampleId) > ($2, $3) \
             AND ($4 = '' OR split = $5) AND ($6 = '' OR tagsJson LIKE $7 ESCAPE '!') \
             ORDER BY sortKey, exampleId LIMIT $8",
        )
        .bind(signature_id)
        .bind(key)
        .bind(id)
        .bind(filter.split)
        .bind(filter.split)
        .bind(filter.tag)
        .bind(among_tags(filter.tag))
        .bind(limit as i64 + 1)
        .fetch_all(&mut *self.read().await?)
        .await?;
        let more = rows.len() > limit;
        let kept = rows.into_iter().take(limit).map(Content::of_columns);
        let examples = kept.map(|(id, content)| content.example(id)).collect::<Result<_>>()?;
        Ok(ExamplePage { examples, more })
    }
}

/// The pattern of a list's JSON text that holds the tag, in whatever case.
fn among_tags(tag: &str) -> String {
    let text = canon::to_string(&tag.into());
    let text = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{text}%")
}

async fn contents<'a>(
    connection: &mut AnyConnection,
    signature_id: &str,
    ids: impl ExactSizeIterator<Item = &'a str>,
) -> Result<HashMap<String, Content>> {
    let sql = format!(
        "SELECT exampleId, inputJson, expectedJson, split, tagsJson, source, metaJson \
         FROM dseExamples WHERE exampleId IN {} AND signatureId = ${}",
        rows_of_placeholders(1, ids.len()),
        ids.len() + 1
    );
    let mut select = query_as(AssertSqlSafe(sql));
    for id in ids {
        select = select.bind(id.to_owned());
    }
    let rows: Vec<Columns> = select.bind(signature_id.to_owned()).fetch_all(connection).await?;
    Ok(rows.into_iter().map(Content::of_columns).collect())
}

async fn upsert(
    connection: &mut AnyConnection,
    signature_id: &str,
    rows: &[&(&str, Content)],
    now_ms: i64,
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO dseExamples (signatureId, exampleId, sortKey, inputJson, expectedJson, \
         split, tagsJson, source, metaJson, createdAtMs, updatedAtMs) VALUES {} \
         ON CONFLICT (signatureId, exampleId) DO UPDATE SET \
         inputJson = excluded.inputJson, expectedJson = excluded.expectedJson, \
         split = excluded.split, tagsJson = excluded.tagsJson, source = excluded.source, \
         metaJson = excluded.metaJson, updatedAtMs = excluded.updatedAtMs",
        rows_of_placeholders(rows.len(), 11)
    );
    let mut insert = query(AssertSqlSafe(sql));
    for (id, content) in rows {
        insert = insert
            .bind(signature_id)
            .bind(*id)
            .bind(canon::locale_key(id))
            .bind(&content.input)
            .bind(&content.expected)
            .bind(&content.split)
            .bind(&content.tags)
            .bind(&content.source)
            .bind(&content.meta)
            .bind(now_ms)
            .bind(now_ms);
    }
    insert.execute(connection).await?;
    Ok(())
}
