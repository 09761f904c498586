//! Rules about whether a line can be read at all.

#![allow(non_upper_case_globals, reason = "an entry is named like the rule it describes")]

use super::{Info, Severity};

pub const InvalidJson: Info = Info {
    code: "S001",
    name: "invalid-json",
    severity: Severity::Error,
    summary: "the line is not valid JSON",
    why: "A line that no parser reads is lost: the import refuses the whole file rather than dropping one row in silence.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "hi"},}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "hi"}, "expectedJson": null}"#,
    fix: None,
};

pub const NotUtf8: Info = Info {
    code: "S002",
    name: "not-utf8",
    severity: Severity::Error,
    summary: "the line is not valid UTF-8",
    why: "JSON is exchanged as UTF-8. Bytes of another encoding arrive as replacement characters, so that the model is asked something else than was written.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "caf\xE9"}}   (one byte of Latin-1)"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "café"}}"#,
    fix: None,
};

pub const NotAnObject: Info = Info {
    code: "S003",
    name: "not-an-object",
    severity: Severity::Error,
    summary: "the line is JSON, but not an object",
    why: "A row is an object with an `exampleId`, an input and an expected answer. An array or a bare value has no place for them.",
    wrong: r#"["t1", {"message": "hi"}, {"action": "none"}]"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const DuplicateKey: Info = Info {
    code: "S004",
    name: "duplicate-key",
    severity: Severity::Error,
    summary: "a key occurs twice in one object",
    why: "Parsers disagree on which of the two counts; most drop the first in silence. Two people reading the row can then see two different rows.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "a", "message": "b"}, "expectedJson": null}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "b"}, "expectedJson": null}"#,
    fix: None,
};

pub const LossyNumber: Info = Info {
    code: "S005",
    name: "lossy-number",
    severity: Severity::Warning,
    summary: "a number loses precision when it is read",
    why: "Numbers are read as doubles, with 15 to 17 digits. A longer number becomes a different one, and ids written as numbers may collide.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"account": 9007199254740993}, "expectedJson": null}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"account": "9007199254740993"}, "expectedJson": null}"#,
    fix: None,
};

pub const NestingTooDeep: Info = Info {
    code: "S006",
    name: "nesting-too-deep",
    severity: Severity::Error,
    summary: "arrays and objects are nested too deep",
    why: "Parsers stop at some depth, and not all at the same one. The limit `max_depth` is below what any of ours refuses.",
    wrong: r#"{"exampleId": "t1", "inputJson": [[[[ … 100 levels … ]]]]}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"items": [1, 2, 3]}, "expectedJson": null}"#,
    fix: None,
};

pub const BlankLine: Info = Info {
    code: "S007",
    name: "blank-line",
    severity: Severity::Warning,
    summary: "the line is blank",
    why: "Blank lines are skipped by our reader and refused by others, and they shift the line numbers that two tools report.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}

{"exampleId": "t2", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}
{"exampleId": "t2", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: Some("removes the line"),
};

pub const TrailingSpace: Info = Info {
    code: "S008",
    name: "trailing-space",
    severity: Severity::Warning,
    summary: "there is white space around the row",
    why: "It is no part of the row, but it makes two equal rows differ for git and for every tool that compares lines.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}   "#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: Some("removes the white space"),
};

pub const ByteOrderMark: Info = Info {
    code: "S009",
    name: "byte-order-mark",
    severity: Severity::Warning,
    summary: "the file starts with a byte order mark",
    why: "UTF-8 needs none, and many parsers take it for a fault in the first row.",
    wrong: r#"<byte order mark>{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: Some("removes the mark"),
};

pub const CarriageReturn: Info = Info {
    code: "S010",
    name: "carriage-return",
    severity: Severity::Warning,
    summary: "lines end in CRLF",
    why: "Mixed line ends make whole files differ for git. One finding tells how many lines of the file are concerned.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}\r\n"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}\n"#,
    fix: Some("ends the lines with a line feed alone"),
};

pub const NoFinalNewline: Info = Info {
    code: "S011",
    name: "no-final-newline",
    severity: Severity::Warning,
    summary: "the last line does not end in a line feed",
    why: "A row that is appended to such a file ends up on the last row's line, and both are lost.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}   (end of file)"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}\n"#,
    fix: Some("adds the line feed"),
};

pub const RowTooLarge: Info = Info {
    code: "S012",
    name: "row-too-large",
    severity: Severity::Error,
    summary: "the row is larger than a request can carry",
    why: "An import request carries at most 400,000 UTF-16 units of rows. A larger row can be stored by no server.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "… half a million characters …"}}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "… its first pages …"}, "expectedJson": null}"#,
    fix: None,
};
