//! Rules about the signature's contract.

#![allow(non_upper_case_globals, reason = "an entry is named like the rule it describes")]

use super::{Info, Severity};

pub const InputSchema: Info = Info {
    code: "C001",
    name: "input-schema",
    severity: Severity::Error,
    summary: "the input does not fit the signature's schema",
    why: "The engine decodes every input by this schema before it asks the model: the row could never be evaluated.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"text": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const ExpectedSchema: Info = Info {
    code: "C002",
    name: "expected-schema",
    severity: Severity::Error,
    summary: "the expected answer does not fit the signature's schema",
    why: "No answer that the model may give can equal it, so that the row counts as wrong for ever.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "reset"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const MissingBlob: Info = Info {
    code: "C003",
    name: "missing-blob",
    severity: Severity::Error,
    summary: "the input refers to a blob whose text is not in `meta.blobs`",
    why: "The texts of an example travel with it in `meta.blobs`. A reference without its text shows the model nothing.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"page": {"id": "sha256:2c26b4…", "hash": "sha256:2c26b4…", "size": 3}}, "expectedJson": null}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"page": {"id": "sha256:2c26b4…", "hash": "sha256:2c26b4…", "size": 3}}, "expectedJson": null, "meta": {"blobs": [{"id": "sha256:2c26b4…", "text": "foo"}]}}"#,
    fix: None,
};

pub const BlobHashMismatch: Info = Info {
    code: "C004",
    name: "blob-hash-mismatch",
    severity: Severity::Error,
    summary: "the id of a blob is not the hash of its text",
    why: "The server computes the hash again and refuses the dataset with `dataset_blob_id_mismatch`. Most often the text was edited and its id was not.",
    wrong: r#""meta": {"blobs": [{"id": "sha256:000000…", "text": "foo"}]}"#,
    right: r#""meta": {"blobs": [{"id": "sha256:2c26b4…", "text": "foo"}]}"#,
    fix: None,
};
