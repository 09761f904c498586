//! Rules about the fields of a row.

#![allow(non_upper_case_globals, reason = "an entry is named like the rule it describes")]

use super::{Info, Severity};

pub const MissingId: Info = Info {
    code: "R001",
    name: "missing-id",
    severity: Severity::Error,
    summary: "the row has no `exampleId`",
    why: "The id is what makes an import idempotent and a result traceable: rows without one are refused.",
    wrong: r#"{"inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const EmptyId: Info = Info {
    code: "R002",
    name: "empty-id",
    severity: Severity::Error,
    summary: "the `exampleId` is empty",
    why: "An id of nothing, or of blanks alone, is refused by the server.",
    wrong: r#"{"exampleId": "  ", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const IdNotString: Info = Info {
    code: "R003",
    name: "id-not-string",
    severity: Severity::Error,
    summary: "the `exampleId` is not a string",
    why: "Ids are compared as text. A number such as 007 or 1e3 has several spellings.",
    wrong: r#"{"exampleId": 17, "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "17", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const IdTooLong: Info = Info {
    code: "R004",
    name: "id-too-long",
    severity: Severity::Error,
    summary: "the `exampleId` is longer than 200 characters",
    why: "The server refuses ids of more than 200 UTF-16 units.",
    wrong: r#"{"exampleId": "a long sentence that goes on and on …", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "refund-long-1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const PaddedId: Info = Info {
    code: "R005",
    name: "padded-id",
    severity: Severity::Warning,
    summary: "the `exampleId` has white space at an end",
    why: "The server trims ids, so that this row would overwrite the one whose id is the same without the white space.",
    wrong: r#"{"exampleId": " t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const MissingInput: Info = Info {
    code: "R006",
    name: "missing-input",
    severity: Severity::Error,
    summary: "the row has no `inputJson`",
    why: "Without an input there is nothing to ask.",
    wrong: r#"{"exampleId": "t1", "expectedJson": {"action": "none"}}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const MissingExpected: Info = Info {
    code: "R007",
    name: "missing-expected",
    severity: Severity::Error,
    summary: "the row has no `expectedJson`",
    why: "The server stores a missing answer as null, and a reward then compares with null. Write null where that is meant.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const UnknownSplit: Info = Info {
    code: "R008",
    name: "unknown-split",
    severity: Severity::Error,
    summary: "the split is not one of train, dev, holdout, test",
    why: "The server takes any other split for none: the row would silently leave the split it was meant for.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "hold-out"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "holdout"}"#,
    fix: None,
};

pub const TagsNotStrings: Info = Info {
    code: "R009",
    name: "tags-not-strings",
    severity: Severity::Error,
    summary: "`tags` is not an array of strings",
    why: "Tags are names to filter by. Anything but non-empty strings is dropped by the server.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train", "tags": ["v1", 2]}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train", "tags": ["v1", "2"]}"#,
    fix: None,
};

pub const TagTooLong: Info = Info {
    code: "R010",
    name: "tag-too-long",
    severity: Severity::Error,
    summary: "a tag is longer than 120 characters",
    why: "The server cuts tags at 120 UTF-16 units, so that two long tags may become one.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train", "tags": ["a whole sentence used as a tag …"]}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train", "tags": ["billing"]}"#,
    fix: None,
};

pub const TooManyTags: Info = Info {
    code: "R011",
    name: "too-many-tags",
    severity: Severity::Error,
    summary: "the row has more than 50 tags",
    why: "The server keeps the first 50 and drops the rest.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train", "tags": ["t1", "t2", "… 51 of them"]}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train", "tags": ["t1", "t2"]}"#,
    fix: None,
};

pub const RepeatedTag: Info = Info {
    code: "R012",
    name: "repeated-tag",
    severity: Severity::Warning,
    summary: "a tag occurs twice",
    why: "The second one says nothing; often another tag was meant.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train", "tags": ["hard", "hard"]}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train", "tags": ["hard"]}"#,
    fix: None,
};

pub const UnknownField: Info = Info {
    code: "R013",
    name: "unknown-field",
    severity: Severity::Warning,
    summary: "the field is not part of a row",
    why: "The server drops fields that it does not know, so that a misspelt field is lost without a word.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "split": "train", "expectedJSON": {"action": "none"}}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const SplitTagMismatch: Info = Info {
    code: "R014",
    name: "split-tag-mismatch",
    severity: Severity::Warning,
    summary: "a tag names another split than the row is in",
    why: "Whoever filters by the tag gets other rows than whoever filters by the split, and one of the two trains on the holdout.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train", "tags": ["holdout"]}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "holdout", "tags": ["holdout"]}"#,
    fix: None,
};
