//! Which tables the chain covers, as data. What is not here is no link; the
//! page `docs/evidence.md` says the same.
//!
//! A migration that changes cells of these tables, or the columns here, must
//! note every row anew, or the check takes the change for somebody else's.

use Holds::{Fraction, Number, Text};

/// What the cells of a column hold, if anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Text,
    /// An integer.
    Number,
    Fraction,
}

pub(super) type Columns = &'static [(&'static str, Holds)];

/// A table whose rows stay as they were written. Each is a link.
pub(in super::super) struct Linked {
    pub(super) kind: &'static str,
    pub(super) table: &'static str,
    /// `seq` first, then the others in the order in which they are hashed.
    pub(super) columns: Columns,
}

/// A table whose rows may change. Each change is noted, and each note is a link.
pub(in super::super) struct Recorded {
    pub(super) kind: &'static str,
    pub(super) table: &'static str,
    /// How many of the columns are the key.
    pub(super) key: usize,
    /// The key and what no later write may change without a note.
    pub(super) columns: Columns,
}

pub(in super::super) const POINTER: Linked = Linked {
    kind: "pointer",
    table: "dseActiveArtifactHistory",
    columns: &[
        ("seq", Number),
        ("signatureId", Text),
        ("action", Text),
        ("fromCompiledId", Text),
        ("toCompiledId", Text),
        ("reason", Text),
        ("actorUserId", Text),
        ("createdAtMs", Number),
    ],
};

pub(in super::super) const CANARY: Linked = Linked {
    kind: "canary",
    table: "dseCanaryHistory",
    columns: &[
        ("seq", Number),
        ("signatureId", Text),
        ("action", Text),
        ("control_compiled_id", Text),
        ("canary_compiled_id", Text),
        ("rolloutPct", Number),
        ("okCount", Number),
        ("errorCount", Number),
        ("reason", Text),
        ("actorUserId", Text),
        ("createdAtMs", Number),
    ],
};

pub(in super::super) const GATE: Linked = Linked {
    kind: "gate",
    table: "dseHoldoutLooks",
    columns: &[
        ("seq", Number),
        ("signatureId", Text),
        ("purpose", Text),
        ("datasetHash", Text),
        ("rowsJson", Text),
        ("controlCompiledId", Text),
        ("candidateCompiledId", Text),
        ("createdAtMs", Number),
    ],
};

pub(in super::super) const EVENT: Linked = Linked {
    kind: "event",
    table: "dseOpsRunEvents",
    columns: &[
        ("seq", Number),
        ("runId", Text),
        ("tsMs", Number),
        ("level", Text),
        ("phase", Text),
        ("message", Text),
        ("json", Text),
    ],
};

pub(in super::super) const JUDGE: Linked = Linked {
    kind: "judge",
    table: "dseJudgeCalibrations",
    columns: &[("seq", Number), ("judgeKey", Text), ("json", Text), ("createdAtMs", Number)],
};

pub(in super::super) const ERASURE: Linked = Linked {
    kind: "erasure",
    table: "dseErasures",
    columns: &[
        ("seq", Number),
        ("signatureId", Text),
        ("exampleId", Text),
        ("contentHash", Text),
        ("redactedJson", Text),
        ("reason", Text),
        ("actorUserId", Text),
        ("createdAtMs", Number),
    ],
};

pub(in super::super) const KEY_CHANGE: Linked = Linked {
    kind: "key_change",
    table: "dseKeyHistory",
    columns: &[
        ("seq", Number),
        ("keyId", Text),
        ("action", Text),
        ("name", Text),
        ("scopesJson", Text),
        ("signatureIdsJson", Text),
        ("expiresAtMs", Number),
        ("actorUserId", Text),
        ("createdAtMs", Number),
    ],
};

pub(super) const RECORD: Linked = Linked {
    kind: "record",
    table: "dseHistoryRecords",
    columns: &[("seq", Number), ("kind", Text), ("rowKey", Text), ("contentHash", Text)],
};

pub(super) const GENESIS: Linked = Linked {
    kind: "genesis",
    table: "dseHistoryGenesis",
    columns: &[("seq", Number), ("rowCount", Number), ("createdAtMs", Number)],
};

pub(super) const ALL_LINKED: &[&Linked] =
    &[&POINTER, &CANARY, &GATE, &EVENT, &JUDGE, &ERASURE, &KEY_CHANGE, &RECORD, &GENESIS];

/// What of a look is no part of its link: what it was measured with, which looks
/// of before do not say, and its highest p.
pub(in super::super) const LOOK_P: Recorded = Recorded {
    kind: "look_p",
    table: "dseHoldoutLooks",
    key: 1,
    columns: &[("seq", Number), ("identityHash", Text), ("p", Fraction)],
};

/// All of a run but the time of its newest event.
pub(in super::super) const RUN: Recorded = Recorded {
    kind: "run",
    table: "dseOpsRuns",
    key: 1,
    columns: &[
        ("runId", Text),
        ("seq", Number),
        ("status", Text),
        ("startedAtMs", Number),
        ("endedAtMs", Number),
        ("commitSha", Text),
        ("baseUrl", Text),
        ("actorUserId", Text),
        ("signatureIdsJson", Text),
        ("notes", Text),
        ("linksJson", Text),
        ("summaryJson", Text),
    ],
};

/// All of a running canary but its counters and its lease.
pub(in super::super) const RUNNING_CANARY: Recorded = Recorded {
    kind: "running_canary",
    table: "dseCanaries",
    key: 1,
    columns: &[
        ("signatureId", Text),
        ("enabled", Number),
        ("control_compiled_id", Text),
        ("canary_compiled_id", Text),
        ("rolloutPct", Number),
        ("salt", Text),
        ("minSamples", Number),
        ("maxErrorRate", Fraction),
        ("createdAtMs", Number),
        ("ownerRunId", Text),
        ("saltChosen", Number),
    ],
};

pub(in super::super) const IMPORT: Recorded = Recorded {
    kind: "import",
    table: "dseImports",
    key: 2,
    columns: &[
        ("signatureId", Text),
        ("importId", Text),
        ("seq", Number),
        ("source", Text),
        ("opsRunId", Text),
        ("added", Number),
        ("relabelled", Number),
        ("moved", Number),
        ("edited", Number),
        ("removed", Number),
        ("startedAtMs", Number),
        ("endedAtMs", Number),
    ],
};

pub(in super::super) const GATE_RESULT: Recorded = Recorded {
    kind: "gate_result",
    table: "dseGateResults",
    key: 5,
    columns: &[
        ("signatureId", Text),
        ("datasetHash", Text),
        ("jobHash", Text),
        ("candidate_compiled_id", Text),
        ("identityHash", Text),
        ("holdoutHash", Text),
        ("json", Text),
        ("createdAtMs", Number),
    ],
};

pub(in super::super) const COMPILE_REPORT: Recorded = Recorded {
    kind: "compile_report",
    table: "dseCompileReports",
    key: 1,
    columns: &[
        ("seq", Number),
        ("signatureId", Text),
        ("jobHash", Text),
        ("datasetHash", Text),
        ("datasetId", Text),
        ("compiled_id", Text),
        ("trainReward", Fraction),
        ("holdoutReward", Fraction),
        ("candidates", Number),
        ("json", Text),
        ("reportHash", Text),
        ("identityHash", Text),
        ("identityJson", Text),
        ("createdAtMs", Number),
    ],
};

pub(in super::super) const EVAL_REPORT: Recorded = Recorded {
    kind: "eval_report",
    table: "dseEvalReports",
    key: 1,
    columns: &[
        ("seq", Number),
        ("signatureId", Text),
        ("evalHash", Text),
        ("compiled_id", Text),
        ("split", Text),
        ("datasetHash", Text),
        ("reward", Fraction),
        ("n", Number),
        ("json", Text),
        ("reportHash", Text),
        ("identityHash", Text),
        ("identityJson", Text),
        ("createdAtMs", Number),
    ],
};

pub(in super::super) const ARTIFACT: Recorded = Recorded {
    kind: "artifact",
    table: "dseArtifacts",
    key: 2,
    columns: &[
        ("signatureId", Text),
        ("compiled_id", Text),
        ("json", Text),
        ("createdAtMs", Number),
    ],
};

/// All of a key but its last use: who may do what is part of the evidence.
pub(in super::super) const KEY: Recorded = Recorded {
    kind: "key",
    table: "dseKeys",
    key: 1,
    columns: &[
        ("keyId", Text),
        ("name", Text),
        ("secretHash", Text),
        ("scopesJson", Text),
        ("signatureIdsJson", Text),
        ("createdAtMs", Number),
        ("createdBy", Text),
        ("expiresAtMs", Number),
        ("revokedAtMs", Number),
    ],
};

/// How often a key may ask.
pub(in super::super) const KEY_RATE: Recorded = Recorded {
    kind: "key_rate",
    table: "dseKeyRates",
    key: 1,
    columns: &[("keyId", Text), ("requests", Number), ("seconds", Number)],
};

pub(super) const ALL_RECORDED: &[&Recorded] = &[
    &LOOK_P,
    &RUN,
    &RUNNING_CANARY,
    &IMPORT,
    &GATE_RESULT,
    &COMPILE_REPORT,
    &EVAL_REPORT,
    &ARTIFACT,
    &KEY,
    &KEY_RATE,
];
