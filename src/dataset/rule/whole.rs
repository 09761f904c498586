//! Rules about rows held against each other.

#![allow(non_upper_case_globals, reason = "an entry is named like the rule it describes")]

use super::{Info, Severity};

pub const DuplicateId: Info = Info {
    code: "D001",
    name: "duplicate-id",
    severity: Severity::Error,
    summary: "the `exampleId` occurs twice",
    why: "Rows are stored by id: the later one replaces the earlier one, and the dataset is smaller than its file.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}
{"exampleId": "t1", "inputJson": {"message": "Bye"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}
{"exampleId": "t2", "inputJson": {"message": "Bye"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const DuplicateInput: Info = Info {
    code: "D002",
    name: "duplicate-input",
    severity: Severity::Warning,
    summary: "the same input occurs twice with the same answer",
    why: "The row adds no evidence, but counts twice in every average.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}
{"exampleId": "t2", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}
{"exampleId": "t2", "inputJson": {"message": "Change my e-mail"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const ConflictingAnswers: Info = Info {
    code: "D003",
    name: "conflicting-answers",
    severity: Severity::Error,
    summary: "the same input has different answers",
    why: "Whatever the model answers, one of the rows counts it wrong. Decide which is right, or add to the input what tells them apart.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}
{"exampleId": "t2", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "tool"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}
{"exampleId": "t2", "inputJson": {"message": "Reset it now, please"}, "expectedJson": {"action": "tool"}, "split": "train"}"#,
    fix: None,
};

pub const LeakedInput: Info = Info {
    code: "D004",
    name: "leaked-input",
    severity: Severity::Error,
    summary: "the same input is in two splits",
    why: "A holdout that repeats what was trained on measures memory. The gate would promote on evidence that is none.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}
{"exampleId": "t2", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "holdout"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}
{"exampleId": "t2", "inputJson": {"message": "Change my e-mail"}, "expectedJson": {"action": "none"}, "split": "holdout"}"#,
    fix: None,
};

pub const NearDuplicate: Info = Info {
    code: "D005",
    name: "near-duplicate",
    severity: Severity::Warning,
    summary: "nearly the same input is in two splits",
    why: "A paraphrase by one word leaks almost as much as a copy. Case, white space, punctuation and Unicode form make no other text. Similarity is the Jaccard index of overlapping five-byte pieces of what is left; `near_duplicate_similarity` sets from where on it counts. Keep such rows in one split: `dse dataset split` does.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Please reset my password today"}, "expectedJson": {"action": "none"}, "split": "train"}
{"exampleId": "t2", "inputJson": {"message": "Please reset my password today!"}, "expectedJson": {"action": "none"}, "split": "holdout"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Please reset my password today"}, "expectedJson": {"action": "none"}, "split": "train"}
{"exampleId": "t2", "inputJson": {"message": "Please reset my password today!"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const NearDuplicateCap: Info = Info {
    code: "D006",
    name: "near-duplicate-cap",
    severity: Severity::Note,
    summary: "not every pair of near-duplicates was compared",
    why: "In templated data almost every row resembles almost every other, and pairs grow with the square. Each row is then compared with some of its likely partners only: what was found is there, but a cluster may be larger than was told.",
    wrong: "a million rows made from three templates",
    right: "fewer rows a template, or more variety in each",
    fix: None,
};

pub const TooFewExamples: Info = Info {
    code: "D007",
    name: "too-few-examples",
    severity: Severity::Warning,
    summary: "the dataset has too few examples",
    why: "Below about 30 examples a difference between two candidates is mostly chance. `min_examples` sets the limit.",
    wrong: "12 rows",
    right: "30 rows or more",
    fix: None,
};

pub const TooFewHoldout: Info = Info {
    code: "D008",
    name: "too-few-holdout",
    severity: Severity::Warning,
    summary: "the holdout has too few examples",
    why: "The gate decides on the holdout alone. Below about 10 examples one lucky answer moves the reward by more than any threshold. `min_holdout` sets the limit.",
    wrong: r#"100 rows, 3 of them "split": "holdout""#,
    right: r#"100 rows, 20 of them "split": "holdout""#,
    fix: None,
};

pub const HoldoutOnlyAnswer: Info = Info {
    code: "D009",
    name: "holdout-only-answer",
    severity: Severity::Warning,
    summary: "an answer occurs in the holdout only",
    why: "No candidate could learn it from the examples it was chosen by, so that the holdout measures something else than train does. Told where answers are labels, that is few and repeated.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}
{"exampleId": "t2", "inputJson": {"message": "Delete my account"}, "expectedJson": {"action": "delete"}, "split": "holdout"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "delete"}, "split": "train"}
{"exampleId": "t2", "inputJson": {"message": "Delete my account"}, "expectedJson": {"action": "delete"}, "split": "holdout"}"#,
    fix: None,
};

pub const UnbalancedAnswers: Info = Info {
    code: "D010",
    name: "unbalanced-answers",
    severity: Severity::Warning,
    summary: "one answer is far more frequent than another",
    why: "A candidate that always gives the frequent answer scores well. `max_imbalance` sets how many times more frequent is too much. Told where answers are labels.",
    wrong: r#"97 rows answered "none", 3 answered "tool""#,
    right: r#"60 rows answered "none", 40 answered "tool""#,
    fix: None,
};

pub const MissingTag: Info = Info {
    code: "D011",
    name: "missing-tag",
    severity: Severity::Warning,
    summary: "the row lacks a required tag",
    why: "Tags are how runs and reports pick rows; `required_tags` in dse.toml lists what every row must have.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train", "tags": ["v1"]}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train", "tags": ["v1", "overnight"]}"#,
    fix: None,
};
