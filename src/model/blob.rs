//! Texts that are kept apart from the documents that mention them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canon;

/// A reference to a stored text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct BlobRef {
    /// The `sha256:` id of the raw text.
    pub id: String,
    /// The same id again; both fields are part of the wire format.
    pub hash: String,
    /// The length of the text in UTF-8 bytes.
    pub size: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime: Option<String>,
}

impl BlobRef {
    /// The reference that `text` has.
    pub fn of(text: &str, mime: Option<&str>) -> Self {
        let id = canon::text_id(text);
        Self { hash: id.clone(), id, size: text.len() as u64, mime: mime.map(str::to_owned) }
    }

    /// Reads anything that looks like a reference: string `id` and `hash`,
    /// number `size`, and `mime` absent or a string. Other keys are ignored.
    pub fn from_value(value: &Value) -> Option<Self> {
        let text = |key: &str| value.get(key)?.as_str().map(str::to_owned);
        let mime = match value.get("mime") {
            None => None,
            Some(mime) => Some(mime.as_str()?.to_owned()),
        };
        let size = value.get("size")?.as_f64()? as u64;
        Some(Self { id: text("id")?, hash: text("hash")?, size, mime })
    }

    /// Every reference in a document, in reading order.
    pub fn within(document: &Value) -> Vec<Self> {
        if let Some(found) = Self::from_value(document) {
            return vec![found];
        }
        match document {
            Value::Array(items) => items.iter().flat_map(Self::within).collect(),
            Value::Object(map) => map.values().flat_map(Self::within).collect(),
            _ => Vec::new(),
        }
    }
}
