//! Every column that may hold a text of a row, and what becomes of it.
//!
//! A test holds this list against the database: a column of text that is in
//! neither list fails it, so that nobody adds one without deciding.

/// What becomes of a value that holds a text of a forgotten row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Strings inside the document that hold it are replaced.
    Document,
    /// All of it is replaced.
    Text,
    /// Its row goes.
    Row,
    /// The text of a blob: it goes, and that there was one stays.
    Blob,
    /// It stays as it is and is named, because it is more than a trace: its
    /// hash is its name, or it is a row of its own.
    Named,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub table: &'static str,
    pub column: &'static str,
    pub fate: Fate,
    /// What people call its rows.
    pub what: &'static str,
    /// How the history calls its rows, where they are links of it.
    pub link: Option<&'static str>,
    /// The column by which a row is named; of a link its place in the history.
    pub name: &'static str,
}

const fn place(table: &'static str, column: &'static str, fate: Fate, what: &'static str) -> Place {
    Place { table, column, fate, what, link: None, name: "rowid" }
}

const fn linked(
    table: &'static str,
    column: &'static str,
    fate: Fate,
    what: &'static str,
    link: &'static str,
) -> Place {
    Place { link: Some(link), name: "seq", ..place(table, column, fate, what) }
}

const fn named(
    table: &'static str,
    column: &'static str,
    what: &'static str,
    name: &'static str,
) -> Place {
    Place { name, ..place(table, column, Fate::Named, what) }
}

pub(super) const PLACES: &[Place] = &[
    named("dseExamples", "inputJson", "example", "exampleId"),
    named("dseExamples", "expectedJson", "example", "exampleId"),
    named("dseExamples", "metaJson", "example", "exampleId"),
    named("dseArtifacts", "json", "artifact", "compiled_id"),
    named("dseCompileReports", "json", "compile report", "jobHash"),
    place("dseEvalReports", "json", Fate::Document, "eval report"),
    place("dseEvalCache", "json", Fate::Row, "kept score"),
    place("dseLmAnswers", "json", Fate::Row, "kept answer"),
    linked("dseActiveArtifactHistory", "reason", Fate::Text, "history entry", "pointer"),
    linked("dseCanaryHistory", "reason", Fate::Text, "history entry", "canary"),
    place("receipts", "json", Fate::Document, "receipt"),
    place("dseBlobs", "text", Fate::Blob, "blob"),
    place("dseVarSpace", "json", Fate::Row, "variable"),
    place("dsePredictionContent", "inputJson", Fate::Row, "kept prediction"),
    place("dsePredictionContent", "outputJson", Fate::Row, "kept prediction"),
    place("dseOpsRuns", "notes", Fate::Text, "run"),
    place("dseOpsRuns", "linksJson", Fate::Document, "run"),
    place("dseOpsRuns", "summaryJson", Fate::Document, "run"),
    linked("dseOpsRunEvents", "message", Fate::Text, "event", "event"),
    linked("dseOpsRunEvents", "json", Fate::Document, "event", "event"),
    linked("dseJudgeCalibrations", "json", Fate::Document, "calibration", "judge"),
    place("dseImports", "source", Fate::Text, "import"),
    place("dseImportChanges", "oldJson", Fate::Document, "changed row"),
    place("dseImportChanges", "newJson", Fate::Document, "changed row"),
    place("dseGateResults", "json", Fate::Document, "gate result"),
    place("dseStagedImports", "source", Fate::Text, "import"),
    place("dseStagedImports", "state", Fate::Text, "import"),
];

/// Columns of text that hold none of a row's: ids, names, hashes, kinds. Ids of
/// rows stay: that there was a row is not forgotten.
#[cfg(test)]
pub(super) const PLAIN: &[(&str, &[&str])] = &[
    // Rows that wait for an import to end: none is forgotten while one does.
    (
        "dseStagedRows",
        &[
            "signatureId",
            "importId",
            "exampleId",
            "inputJson",
            "expectedJson",
            "split",
            "tagsJson",
            "source",
            "metaJson",
        ],
    ),
    (
        "dseStagedImports",
        &["signatureId", "importId", "opsRunId", "fingerprint", "sameAs", "resultJson"],
    ),
    ("dseDatasetRevisions", &["signatureId"]),
    ("dsePredictionContent", &["receiptId", "signatureId", "threadId"]),
    ("dseRunLeases", &["signatureId", "runId", "token"]),
    // The row itself goes, with these.
    ("dseExamples", &["signatureId", "exampleId", "sortKey", "split", "tagsJson", "source"]),
    ("dseArtifacts", &["signatureId", "compiled_id"]),
    (
        "dseCompileReports",
        &[
            "signatureId",
            "jobHash",
            "datasetHash",
            "datasetId",
            "compiled_id",
            "reportHash",
            "identityHash",
            "identityJson",
        ],
    ),
    (
        "dseEvalReports",
        &[
            "signatureId",
            "evalHash",
            "compiled_id",
            "split",
            "datasetHash",
            "reportHash",
            "identityHash",
            "identityJson",
        ],
    ),
    ("dseEvalCache", &["scope", "cacheKey", "signatureId", "exampleId"]),
    ("dseLmAnswers", &["requestKey", "signatureId", "exampleId"]),
    ("dseLmCalls", &["workId", "requestKey"]),
    ("dseActiveArtifacts", &["signatureId", "compiled_id"]),
    (
        "dseActiveArtifactHistory",
        &["signatureId", "action", "fromCompiledId", "toCompiledId", "actorUserId"],
    ),
    (
        "dseCanaries",
        &["signatureId", "control_compiled_id", "canary_compiled_id", "salt", "ownerRunId"],
    ),
    (
        "dseCanaryHistory",
        &["signatureId", "action", "control_compiled_id", "canary_compiled_id", "actorUserId"],
    ),
    ("dseCanaryThreads", &["signatureId", "threadId", "arm"]),
    (
        "receipts",
        &[
            "receiptId",
            "threadId",
            "runId",
            "kind",
            "signatureId",
            "compiled_id",
            "strategyId",
            "resultTag",
            "rlmTraceBlobId",
            "exampleId",
        ],
    ),
    ("dseBlobs", &["threadId", "runId", "blobId", "mime", "signatureId", "exampleId"]),
    ("dseVarSpace", &["threadId", "runId", "name", "kind", "signatureId", "exampleId"]),
    ("dseOpsRuns", &["runId", "status", "commitSha", "baseUrl", "actorUserId", "signatureIdsJson"]),
    ("dseOpsRunEvents", &["runId", "level", "phase"]),
    ("dseJudgeCalibrations", &["judgeKey"]),
    ("dseImports", &["signatureId", "importId", "opsRunId"]),
    ("dseImportChanges", &["exampleId", "kind"]),
    (
        "dseGateResults",
        &[
            "identityHash",
            "signatureId",
            "datasetHash",
            "jobHash",
            "candidate_compiled_id",
            "holdoutHash",
        ],
    ),
    // Hashes of held-out rows, by which looks are counted.
    (
        "dseHoldoutLooks",
        &[
            "identityHash",
            "signatureId",
            "purpose",
            "datasetHash",
            "rowsJson",
            "controlCompiledId",
            "candidateCompiledId",
        ],
    ),
    ("dseKeys", &["keyId", "name", "secretHash", "scopesJson", "signatureIdsJson", "createdBy"]),
    ("dseKeyRates", &["keyId"]),
    (
        "dseKeyHistory",
        &["keyId", "action", "name", "scopesJson", "signatureIdsJson", "actorUserId"],
    ),
    ("dseHistoryChain", &["kind", "hash"]),
    ("dseHistoryRecords", &["kind", "rowKey", "contentHash"]),
    (
        "dseErasures",
        &["signatureId", "exampleId", "contentHash", "redactedJson", "reason", "actorUserId"],
    ),
];
