//! `dseExamples`: the labelled rows of each signature.

use std::collections::HashMap;

use sqlx::{AnyConnection, AssertSqlSafe, query, query_as};

use super::{
    Store,
    error::Result,
    imports::{Change, ImportOf, Recorder},
    sql::{document, optional_json, rows_of_placeholders, text_of},
};
use crate::{
    canon,
    model::{
        example::{Example, Split},
        import::ChangeKind,
    },
};

const TABLE: &str = "dseExamples";

/// More rows than there can be.
const ALL: usize = (u32::MAX - 1) as usize;

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

/// A row as it is stored.
struct StoredRow {
    content: Content,
    /// The import that brought it.
    import_seq: Option<i64>,
}

type Columns = (String, String, String, Option<String>, String, Option<String>, Option<String>);
type RowColumns =
    (String, String, String, Option<String>, String, Option<String>, Option<String>, Option<i64>);

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

    /// Whether it is the same row. Where it came from is no part of a row: the
    /// same file gives the same rows, whatever sends it.
    fn is_same_row(&self, old: &Self) -> bool {
        self.input == old.input
            && self.expected == old.expected
            && self.split == old.split
            && self.tags == old.tags
            && self.meta == old.meta
    }

    /// What makes `self` another row than `old`; nothing where only the note of
    /// where it came from is another.
    fn change_from(&self, old: &Self) -> Option<ChangeKind> {
        let effective =
            |split: &Option<String>| split.as_deref().and_then(Split::parse).map(Split::effective);
        if self.expected != old.expected {
            Some(ChangeKind::Relabelled)
        } else if effective(&self.split) != effective(&old.split) {
            Some(ChangeKind::Moved)
        } else if self.told() != old.told() {
            Some(ChangeKind::Edited)
        } else {
            None
        }
    }

    /// The row as JSON text, without its id and where it came from.
    fn told(&self) -> String {
        let split = self.split.as_ref().map_or_else(String::new, |split| {
            format!(",\"split\":{}", canon::to_string(&split.as_str().into()))
        });
        let meta = self.meta.as_ref().map_or_else(String::new, |meta| format!(",\"meta\":{meta}"));
        format!(
            "{{\"expectedJson\":{},\"inputJson\":{}{meta}{split},\"tags\":{}}}",
            self.expected, self.input, self.tags
        )
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
    pub async fn import_examples(
        &self,
        signature_id: &str,
        rows: &[Example],
        import: ImportOf<'_>,
    ) -> Result<Imported> {
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
        let mut recorder = Recorder::new(signature_id, import, now_ms);
        for batch in latest.chunks(BATCH) {
            let connection = write.connection();
            let ids = batch.iter().map(|(id, _)| *id);
            let stored = stored_rows(connection, signature_id, ids).await?;
            let there = |id: &str| stored.get(id).map(|row| &row.content);
            let changed: Vec<_> =
                batch.iter().filter(|(id, content)| there(id) != Some(content)).collect();
            let same = |(id, content): &&(&str, Content)| {
                there(id).is_some_and(|old| content.is_same_row(old))
            };
            let inserted = (batch.len() - stored.len()) as u64;
            done.inserted += inserted;
            done.updated += stored.len() as u64;
            done.unchanged += batch.iter().filter(same).count() as u64;
            recorder.changed(connection, &changes(&stored, &changed)).await?;
            let import_seq = recorder.added(connection, inserted).await?;
            upsert(connection, signature_id, &changed, import_seq, now_ms).await?;
        }
        recorder.finish(write.connection()).await?;
        write.commit().await?;
        Ok(done)
    }

    /// The rows that an import brought and that are still there, in locale
    /// order of their ids, after the id `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn examples_of_import(
        &self,
        signature_id: &str,
        import_id: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<ExamplePage> {
        let (key, id) = after.map(|id| (canon::locale_key(id), id)).unwrap_or_default();
        let rows: Vec<Columns> = query_as(
            "SELECT exampleId, inputJson, expectedJson, split, tagsJson, source, metaJson \
             FROM dseExamples \
             WHERE signatureId = $1 AND (sortKey, exampleId) > ($2, $3) AND importSeq = \
             (SELECT seq FROM dseImports WHERE signatureId = $4 AND importId = $5) \
             ORDER BY sortKey, exampleId LIMIT $6",
        )
        .bind(signature_id)
        .bind(key)
        .bind(id)
        .bind(signature_id)
        .bind(import_id)
        .bind(limit as i64 + 1)
        .fetch_all(&mut *self.read().await?)
        .await?;
        page(rows, limit)
    }

    /// All rows of a signature, in locale order of their ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dataset(&self, signature_id: &str) -> Result<Vec<Example>> {
        let all = ExampleFilter::default();
        Ok(self.examples(signature_id, &all, None, ALL).await?.examples)
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
        page(rows, limit)
    }
}

/// A page out of the rows of one more than it holds.
fn page(rows: Vec<Columns>, limit: usize) -> Result<ExamplePage> {
    let more = rows.len() > limit;
    let kept = rows.into_iter().take(limit).map(Content::of_columns);
    let examples = kept.map(|(id, content)| content.example(id)).collect::<Result<_>>()?;
    Ok(ExamplePage { examples, more })
}

/// What became of the rows that were there.
fn changes<'a>(
    stored: &HashMap<String, StoredRow>,
    rows: &[&'a (&'a str, Content)],
) -> Vec<Change<'a>> {
    let change = |(id, content): &&'a (&'a str, Content)| {
        let old = stored.get(*id)?;
        let kind = content.change_from(&old.content)?;
        let (before, after) = (old.content.told(), content.told());
        Some(Change { example_id: id, kind, brought_by: old.import_seq, old: before, new: after })
    };
    rows.iter().filter_map(change).collect()
}

/// The pattern of a list's JSON text that holds the tag, in whatever case.
fn among_tags(tag: &str) -> String {
    let text = canon::to_string(&tag.into());
    let text = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{text}%")
}

async fn stored_rows<'a>(
    connection: &mut AnyConnection,
    signature_id: &str,
    ids: impl ExactSizeIterator<Item = &'a str>,
) -> Result<HashMap<String, StoredRow>> {
    let sql = format!(
        "SELECT exampleId, inputJson, expectedJson, split, tagsJson, source, metaJson, importSeq \
         FROM dseExamples WHERE exampleId IN {} AND signatureId = ${}",
        rows_of_placeholders(1, ids.len()),
        ids.len() + 1
    );
    let mut select = query_as(AssertSqlSafe(sql));
    for id in ids {
        select = select.bind(id.to_owned());
    }
    let rows: Vec<RowColumns> = select.bind(signature_id.to_owned()).fetch_all(connection).await?;
    let row = |(id, input, expected, split, tags, source, meta, import_seq): RowColumns| {
        (
            id,
            StoredRow {
                content: Content { input, expected, split, tags, source, meta },
                import_seq,
            },
        )
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn upsert(
    connection: &mut AnyConnection,
    signature_id: &str,
    rows: &[&(&str, Content)],
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
            .bind(*id)
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
    insert.execute(connection).await?;
    Ok(())
}
