//! `dseExamples`: the labelled rows of each signature.

use std::collections::HashMap;

use sqlx::{AnyConnection, AssertSqlSafe, query_as};

use super::{
    Store,
    error::Result,
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

/// A part of a signature's rows, in locale order of their ids.
#[derive(Clone, Debug)]
pub struct ExamplePage {
    pub examples: Vec<Example>,
    /// Whether rows follow.
    pub more: bool,
}

/// The columns of a row that an import replaces.
#[derive(PartialEq)]
pub(super) struct Content {
    pub input: String,
    pub expected: String,
    pub split: Option<String>,
    pub tags: String,
    pub source: Option<String>,
    pub meta: Option<String>,
}

/// A row as it is stored.
pub(super) struct StoredRow {
    pub content: Content,
    /// The import that brought it.
    pub import_seq: Option<i64>,
}

type Columns = (String, String, String, Option<String>, String, Option<String>, Option<String>);
type RowColumns =
    (String, String, String, Option<String>, String, Option<String>, Option<String>, Option<i64>);

impl Content {
    pub fn of(example: &Example) -> Self {
        Self {
            input: canon::to_string(&example.input_json),
            expected: canon::to_string(&example.expected_json),
            split: example.split.map(|split| split.name().to_owned()),
            tags: text_of(&example.tags),
            source: example.source.clone(),
            meta: example.meta.as_ref().map(canon::to_string),
        }
    }

    pub fn of_columns((id, input, expected, split, tags, source, meta): Columns) -> (String, Self) {
        (id, Self { input, expected, split, tags, source, meta })
    }

    /// Whether it is the same row. Where it came from is no part of a row: the
    /// same file gives the same rows, whatever sends it.
    pub fn is_same_row(&self, old: &Self) -> bool {
        self.input == old.input
            && self.expected == old.expected
            && self.split == old.split
            && self.tags == old.tags
            && self.meta == old.meta
    }

    /// What makes `self` another row than `old`; nothing where only the note of
    /// where it came from is another.
    pub fn change_from(&self, old: &Self) -> Option<ChangeKind> {
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
    pub fn told(&self) -> String {
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

    /// How often a dataset has changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dataset_revision(&self, signature_id: &str) -> Result<u64> {
        let found: Option<(i64,)> =
            query_as("SELECT revision FROM dseDatasetRevisions WHERE signatureId = $1")
                .bind(signature_id)
                .fetch_optional(&mut *self.read().await?)
                .await?;
        Ok(found.map_or(0, |(revision,)| revision.unsigned_abs()))
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

/// The pattern of a list's JSON text that holds the tag, in whatever case.
fn among_tags(tag: &str) -> String {
    let text = canon::to_string(&tag.into());
    let text = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{text}%")
}

/// Those of the rows that are there, by their ids.
pub(super) async fn stored_rows<'a>(
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
