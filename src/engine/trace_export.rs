//! From a stored trace to a labelled example.
//!
//! What a trace holds came from a model and is data, not truth: whoever takes
//! the example decides its split, and reads it before a gate relies on it.

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    canon,
    model::{
        receipt::Receipt,
        schema::{Schema, SchemaMismatch},
        trace::{Trace, TraceError},
    },
};

/// What the export reads of a receipt.
#[derive(Clone, Copy, Debug)]
pub struct ExportSource<'a> {
    pub signature_id: &'a str,
    pub receipt_id: &'a str,
    pub strategy_id: Option<&'a str>,
    /// The blob that holds the trace.
    pub blob_id: Option<&'a str>,
}

impl<'a> From<&'a Receipt> for ExportSource<'a> {
    fn from(receipt: &'a Receipt) -> Self {
        Self {
            signature_id: &receipt.signature_id,
            receipt_id: &receipt.receipt_id,
            strategy_id: Some(&receipt.strategy_id),
            blob_id: receipt.rlm_trace.as_ref().map(|trace| trace.blob.id.as_str()),
        }
    }
}

/// An example as a trace suggests it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    pub signature_id: String,
    /// `trace:` and the receipt's id.
    pub example_id: String,
    pub input_json: Value,
    pub expected_json: Value,
    pub tags: Vec<String>,
    /// Canonical JSON that names the receipt and the blob.
    pub source: String,
}

impl Candidate {
    /// The same with the expected output as the signature's schema keeps it.
    ///
    /// # Errors
    /// When the trace's output does not fit the schema.
    pub fn decoded(self, output: &Schema) -> Result<Self, SchemaMismatch> {
        let expected_json = output.decode(&self.expected_json)?;
        Ok(Self { expected_json, ..self })
    }
}

/// Why a trace gives no example.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TraceExportError {
    #[error("{0}")]
    Invalid(#[from] TraceError),
    #[error("the trace belongs to signature {found}, the receipt to {expected}")]
    SignatureMismatch { expected: String, found: String },
    #[error("the trace holds no input")]
    InputMissing,
    #[error("the trace ends without an output")]
    OutputMissing,
}

impl TraceExportError {
    /// The error's code on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(TraceError::Json(_)) => "trace_invalid_json",
            Self::Invalid(TraceError::Document(_)) => "trace_invalid_document",
            Self::SignatureMismatch { .. } => "trace_signature_mismatch",
            Self::InputMissing => "trace_input_missing",
            Self::OutputMissing => "trace_output_missing",
        }
    }
}

/// Makes an example of a trace: its first input, and its last output.
///
/// # Errors
/// When the text is not a trace, belongs to another signature, or lacks the
/// input or the output.
pub fn export(source: ExportSource<'_>, trace_text: &str) -> Result<Candidate, TraceExportError> {
    let trace = Trace::parse(trace_text)?;
    let found = trace.signature_id.as_deref().unwrap_or_default();
    if !found.is_empty() && found != source.signature_id {
        return Err(TraceExportError::SignatureMismatch {
            expected: source.signature_id.to_owned(),
            found: found.to_owned(),
        });
    }
    let input = trace.input().ok_or(TraceExportError::InputMissing)?;
    let output = trace.output().ok_or(TraceExportError::OutputMissing)?;
    let mut tags = vec!["trace_export".to_owned()];
    tags.extend(source.strategy_id.map(|id| format!("strategy:{id}")));
    Ok(Candidate {
        signature_id: source.signature_id.to_owned(),
        example_id: format!("trace:{}", source.receipt_id),
        input_json: input.clone(),
        expected_json: output.clone(),
        tags,
        source: provenance(source),
    })
}

fn provenance(source: ExportSource<'_>) -> String {
    let mut document = json!({
        "kind": "openagents.trace_export",
        "receiptId": source.receipt_id,
        "signatureId": source.signature_id,
    });
    if let Some(blob_id) = source.blob_id {
        document["blobId"] = json!(blob_id);
    }
    canon::to_string(&document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_is_kept_as_the_schema_keeps_it() {
        let text = r#"{"format":"openagents.dse.rlm_trace","formatVersion":1,"events":[
            {"_tag":"Input","input":{"q":1}},
            {"iteration":1,"action":{"_tag":"Final","output":{"a":"x","note":2}}}]}"#;
        let source = ExportSource {
            signature_id: "@a/b.v1",
            receipt_id: "r",
            strategy_id: None,
            blob_id: None,
        };
        let candidate = export(source, text).unwrap();
        let schema =
            json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}});
        let decoded = candidate.decoded(&Schema::compile(&schema).unwrap()).unwrap();
        assert_eq!(decoded.expected_json, json!({"a": "x"}));
        assert_eq!(decoded.tags, ["trace_export"]);
    }
}
