//! Datasets from stored rows, and the texts that those rows bring along.

use std::collections::HashMap;

use serde_json::Value;

use super::ports::{BlobStore, PortError};
use crate::{
    canon,
    model::{
        dataset::{Dataset, DatasetError, DatasetExample},
        example::Example,
        job::stored_dataset_id,
        schema::SchemaMismatch,
        signature::PreparedContract,
        text,
    },
};

/// Texts that the rows of one dataset may bring.
pub const MAX_BLOBS: usize = 500;
/// UTF-16 code units of all these texts together.
pub const MAX_BLOB_UNITS: usize = 2_000_000;

/// What the rows of one dataset may bring: what deployed servers take, and
/// where there are more rows than these take, as much for each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobBounds {
    texts: usize,
    units: usize,
}

impl BlobBounds {
    /// The bounds of a dataset of so many rows.
    pub fn of(rows: usize) -> Self {
        let units = rows.saturating_mul(MAX_BLOB_UNITS / MAX_BLOBS);
        Self { texts: rows.max(MAX_BLOBS), units: units.max(MAX_BLOB_UNITS) }
    }
}

/// Why stored rows do not make a dataset.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoredError {
    #[error("example {example_id}, {field}: {reason}")]
    Misfit {
        example_id: String,
        /// `inputJson` or `expectedJson`.
        field: &'static str,
        reason: SchemaMismatch,
    },
    #[error(transparent)]
    Dataset(#[from] DatasetError),
}

/// The dataset of a signature's stored rows. Values are decoded by the
/// signature's schemas, and `dev` is read as `holdout`.
///
/// # Errors
/// When a row does not fit the schemas, which rows of an earlier version of
/// the signature may not.
pub fn dataset(contract: &PreparedContract, rows: &[Example]) -> Result<Dataset, StoredError> {
    let decoded = |row: &Example| -> Result<DatasetExample, StoredError> {
        let misfit = |field| {
            let example_id = row.example_id.clone();
            move |reason| StoredError::Misfit { example_id, field, reason }
        };
        let input = contract.input_schema().decode(&row.input_json);
        let expected = contract.output_schema().decode(&row.expected_json);
        Ok(DatasetExample {
            example_id: row.example_id.clone(),
            input: input.map_err(misfit("inputJson"))?,
            expected: expected.map_err(misfit("expectedJson"))?,
            split: row.split.map(|split| split.effective().name().to_owned()),
            tags: row.tags.clone(),
            meta: row.meta.clone(),
        })
    };
    let examples: Result<Vec<_>, _> = rows.iter().map(decoded).collect();
    Ok(Dataset::new(&stored_dataset_id(contract.signature_id()), examples?)?)
}

/// A text that a row brings along in `meta.blobs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatasetBlob<'a> {
    pub id: &'a str,
    pub text: &'a str,
    pub mime: Option<&'a str>,
}

/// Why the texts of a dataset are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatasetBlobsError {
    #[error("the rows bring more than {0} texts: share texts among rows, or use fewer rows")]
    TooMany(usize),
    #[error(
        "the rows bring more than {0} characters of text: \
         share texts among rows, or use fewer rows"
    )]
    TooLarge(usize),
    #[error("example {example_id} gives a text the id {given}, but its hash is {actual}")]
    IdMismatch { example_id: String, given: String, actual: String },
}

impl DatasetBlobsError {
    /// The error code on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooMany(_) | Self::TooLarge(_) => "dataset_blobs_too_large",
            Self::IdMismatch { .. } => "dataset_blob_id_mismatch",
        }
    }
}

/// The texts that `rows` bring along, each once, in order of first mention.
/// What in `meta.blobs` lacks an id or a text is no text.
///
/// # Errors
/// When they are too many or too long, or an id is not the hash of its text.
pub fn dataset_blobs(
    rows: &[Example],
    bounds: BlobBounds,
) -> Result<Vec<DatasetBlob<'_>>, DatasetBlobsError> {
    let mut texts: HashMap<&str, &str> = HashMap::new();
    let mut blobs = Vec::new();
    let mut units = 0;
    for row in rows {
        for blob in blobs_of(row) {
            if texts.get(blob.id) == Some(&blob.text) {
                continue;
            }
            let actual = canon::text_id(blob.text);
            if actual != blob.id {
                let (example_id, given) = (row.example_id.clone(), blob.id.to_owned());
                return Err(DatasetBlobsError::IdMismatch { example_id, given, actual });
            }
            texts.insert(blob.id, blob.text);
            units += text::units(blob.text);
            if units > bounds.units {
                return Err(DatasetBlobsError::TooLarge(bounds.units));
            }
            blobs.push(blob);
            if blobs.len() > bounds.texts {
                return Err(DatasetBlobsError::TooMany(bounds.texts));
            }
        }
    }
    Ok(blobs)
}

/// Puts the texts where predictions find them.
///
/// # Errors
/// When the store fails.
pub async fn seed_blobs(store: &dyn BlobStore, blobs: &[DatasetBlob<'_>]) -> Result<(), PortError> {
    for blob in blobs {
        store.put_text(blob.text, blob.mime).await?;
    }
    Ok(())
}

fn blobs_of(row: &Example) -> impl Iterator<Item = DatasetBlob<'_>> {
    let listed = row.meta.as_ref().and_then(|meta| meta.get("blobs")).and_then(Value::as_array);
    listed.into_iter().flatten().filter_map(|blob| {
        let part = |key| blob.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        Some(DatasetBlob { id: part("id")?, text: part("text")?, mime: part("mime") })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::signature::Contract;

    fn row(id: &str, split: &str, meta: Value) -> Example {
        serde_json::from_value(json!({
            "exampleId": id,
            "inputJson": {"q": "x", "unlisted": 1},
            "expectedJson": {"a": "y"},
            "split": split,
            "meta": meta,
        }))
        .unwrap()
    }

    fn blob(text: &str) -> Value {
        json!({"id": canon::text_id(text), "text": text})
    }

    fn contract() -> PreparedContract {
        let schema = |key: &str| json!({"type": "object", "required": [key], "properties": {key: {"type": "string"}}});
        let contract: Contract = serde_json::from_value(json!({
            "format": "openagents.dse.signature_contract",
            "formatVersion": 1,
            "signatureId": "@acme/x.v1",
            "inputSchemaJson": schema("q"),
            "outputSchemaJson": schema("a"),
            "promptIr": {"version": 1, "blocks": []},
            "defaultParams": {"paramsVersion": 1},
        }))
        .unwrap();
        PreparedContract::new(contract).unwrap()
    }

    #[test]
    fn rows_are_decoded_and_dev_becomes_holdout() {
        let rows = [row("b", "dev", json!(null)), row("a", "train", json!(null))];
        let made = dataset(&contract(), &rows).unwrap();
        assert_eq!(made.id(), "convex:dseExamples:@acme/x.v1");
        assert_eq!(made.examples()[0].input, json!({"q": "x"}));
        assert_eq!(made.examples()[1].split.as_deref(), Some("holdout"));
    }

    #[test]
    fn a_row_that_does_not_fit_is_named_with_its_field() {
        let mut bad = row("bad", "train", json!(null));
        bad.expected_json = json!({"a": 1});
        let error = dataset(&contract(), &[bad]).unwrap_err();
        assert!(error.to_string().starts_with("example bad, expectedJson: "), "{error}");
    }

    #[test]
    fn texts_are_taken_once_and_other_things_are_no_texts() {
        let meta = json!({"blobs": [blob("one"), {"id": "", "text": "t"}, 7, {"text": "t"}]});
        let rows = [row("a", "train", meta), row("b", "train", json!({"blobs": [blob("one")]}))];
        let found = dataset_blobs(&rows, BlobBounds::of(rows.len())).unwrap();
        assert_eq!(found.iter().map(|blob| blob.text).collect::<Vec<_>>(), ["one"]);
    }

    #[test]
    fn limits_and_ids_hold() {
        let many: Vec<Value> = (0..=MAX_BLOBS).map(|n| blob(&format!("text {n}"))).collect();
        let code = |blobs: Value| {
            let rows = [row("a", "train", json!({"blobs": blobs}))];
            let bounds = BlobBounds::of(rows.len());
            dataset_blobs(&rows, bounds).map(|found| found.len()).map_err(|error| error.code())
        };
        assert_eq!(code(json!(many)), Err("dataset_blobs_too_large"));
        assert_eq!(code(json!(many[1..])), Ok(MAX_BLOBS));
        let half = "x".repeat(MAX_BLOB_UNITS / 2);
        let other = "y".repeat(MAX_BLOB_UNITS / 2);
        assert_eq!(code(json!([blob(&half), blob(&other)])), Ok(2));
        assert_eq!(
            code(json!([blob(&half), blob(&other), blob("z")])),
            Err("dataset_blobs_too_large")
        );
        let wrong = json!([{"id": "sha256:no", "text": "t"}]);
        assert_eq!(code(wrong), Err("dataset_blob_id_mismatch"));
        let forged = json!([blob("t"), {"id": canon::text_id("t"), "text": "u"}]);
        assert_eq!(code(forged), Err("dataset_blob_id_mismatch"));
    }
}
