//! Texts that are kept apart from the documents that mention them.

use serde::{Deserialize, Serialize};

use crate::canon;

/// A reference to a stored text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
}
