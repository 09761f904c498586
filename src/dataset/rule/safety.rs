//! Rules about what should not be in a text.

#![allow(non_upper_case_globals, reason = "an entry is named like the rule it describes")]

use super::{Info, Severity};

pub const Credential: Info = Info {
    code: "P001",
    name: "credential",
    severity: Severity::Error,
    summary: "the text looks like a credential",
    why: "A dataset is copied to servers, models and reports. A key in it is a leaked key: revoke it, then replace it with a placeholder.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "my key is ghp_<36 letters and digits>"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "my key is <token>"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const PrivateKey: Info = Info {
    code: "P002",
    name: "private-key",
    severity: Severity::Error,
    summary: "the text contains a private key",
    why: "Whoever reads the dataset can act as the owner of the key. Revoke it, then remove it.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "-----BEGIN … PRIVATE KEY-----"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "<private key>"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const EmailAddress: Info = Info {
    code: "P003",
    name: "email-address",
    severity: Severity::Note,
    summary: "the text contains an e-mail address",
    why: "It may be somebody's own. Addresses of example.com, example.org, example.net and of the reserved endings .example, .invalid, .test and .localhost are never reported.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "write to jo@mailbox.co"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "write to jo@example.com"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const PhoneNumber: Info = Info {
    code: "P004",
    name: "phone-number",
    severity: Severity::Note,
    summary: "the text contains a telephone number",
    why: "It may be somebody's own. Numbers with 555-01 in the American form, which nobody has, are never reported.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "call +44 20 7183 8750"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "call 212-555-0143"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const ControlCharacter: Info = Info {
    code: "P005",
    name: "control-character",
    severity: Severity::Warning,
    summary: "the text contains a control character",
    why: "It shows as nothing or moves the cursor, and models see it as noise. Tabs and line ends are fine.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset\b my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};

pub const BidiOverride: Info = Info {
    code: "P006",
    name: "bidi-override",
    severity: Severity::Warning,
    summary: "the text contains a character that reorders what is shown",
    why: "A reader sees another order of characters than the model does, which can hide an instruction in plain sight.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "\u202Etxet neddih"}, "expectedJson": null}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "hidden text"}, "expectedJson": null}"#,
    fix: None,
};

pub const InvisibleCharacter: Info = Info {
    code: "P007",
    name: "invisible-character",
    severity: Severity::Warning,
    summary: "the text contains an invisible character",
    why: "Two texts that look alike are then different, and an answer that looks right is compared as wrong. Joiners inside emoji and inside scripts that need them are fine.",
    wrong: r#"{"exampleId": "t1", "inputJson": {"message": "Reset\u200b my password"}, "expectedJson": null}"#,
    right: r#"{"exampleId": "t1", "inputJson": {"message": "Reset my password"}, "expectedJson": {"action": "none"}, "split": "train"}"#,
    fix: None,
};
