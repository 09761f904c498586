//! The record of a run: what was tried, step by step.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::text;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OpsRun {
    pub run_id: String,
    /// `running`, `finished` or `failed`.
    pub status: String,
    pub started_at_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at_ms: Option<i64>,
    pub updated_at_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit_sha: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_user_id: Option<String>,
    #[serde(default)]
    pub signature_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary_json: Option<Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OpsEvent {
    pub run_id: String,
    pub ts_ms: i64,
    /// `info`, `warn` or `error`.
    pub level: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    pub message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
}

/// That a run works on a signature: no other one does meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RunLease {
    pub signature_id: String,
    pub run_id: String,
    pub since_ms: i64,
    /// Another run may take the signature when this passes without a renewal.
    pub lease_expires_at_ms: i64,
}

/// Bounds of a run's record. Text is measured in UTF-16 code units; what is
/// longer is cut, but for ids.
pub mod limits {
    pub const RUN_ID: usize = 200;
    pub const COMMIT_SHA: usize = 80;
    pub const BASE_URL: usize = 300;
    pub const SIGNATURE_IDS: usize = 50;
    pub const SIGNATURE_ID: usize = 200;
    pub const NOTES: usize = 10_000;
    pub const PHASE: usize = 80;
    pub const MESSAGE: usize = 2_000;
    /// Of a document's JSON text.
    pub const JSON: usize = 50_000;
    /// Events that one read of a run returns, the newest ones.
    pub const EVENTS: usize = 500;
}

/// A text as a run's record holds it: trimmed, cut to `limit`, and nothing
/// when that leaves nothing.
pub fn bounded_text(text: Option<&str>, limit: usize) -> Option<String> {
    let kept = text::head(text::trim(text?), limit);
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// A document as a run's record holds it: one whose JSON text is over
/// [`limits::JSON`] is replaced by a note with its beginning.
pub fn bounded_json(document: Option<Value>) -> Option<Value> {
    let document = document.filter(|document| !document.is_null())?;
    let whole = document.to_string();
    let chars = text::units(&whole);
    if chars <= limits::JSON {
        return Some(document);
    }
    let preview = text::head(&whole, limits::JSON);
    Some(json!({"_tag": "truncated_json", "approxChars": chars, "preview": preview}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_at_the_limit_stays_and_a_longer_one_becomes_a_note() {
        let of_length = |chars: usize| Value::String("x".repeat(chars - 2));
        assert_eq!(bounded_json(Some(of_length(50_000))), Some(of_length(50_000)));
        let note = bounded_json(Some(of_length(50_001))).unwrap();
        assert_eq!(note["_tag"], "truncated_json");
        assert_eq!(note["approxChars"], 50_001);
        assert_eq!(note["preview"].as_str().unwrap().len(), 50_000);
        assert_eq!(bounded_json(Some(Value::Null)), None);
    }

    #[test]
    fn texts_are_trimmed_before_they_are_cut() {
        assert_eq!(bounded_text(Some("  abcd "), 3).as_deref(), Some("abc"));
        assert_eq!(bounded_text(Some(" \u{feff} "), 3), None);
    }
}
