-- Columns are only BIGINT (epoch milliseconds, counts, 0 or 1), DOUBLE PRECISION
-- and TEXT (ids, canonical JSON), which SQLite and PostgreSQL read alike.
-- `seq` is the order of arrival: the clock may stand still or go back.

CREATE TABLE dseExamples (
    signatureId TEXT NOT NULL,
    exampleId TEXT NOT NULL,
    -- Sorts as the exampleId does in locale order.
    sortKey TEXT NOT NULL,
    inputJson TEXT NOT NULL,
    expectedJson TEXT NOT NULL,
    split TEXT,
    tagsJson TEXT NOT NULL,
    source TEXT,
    metaJson TEXT,
    createdAtMs BIGINT NOT NULL,
    updatedAtMs BIGINT NOT NULL,
    PRIMARY KEY (signatureId, exampleId)
);
CREATE INDEX dseExamplesInOrder ON dseExamples (signatureId, sortKey, exampleId);

CREATE TABLE dseArtifacts (
    signatureId TEXT NOT NULL,
    compiled_id TEXT NOT NULL,
    json TEXT NOT NULL,
    createdAtMs BIGINT NOT NULL,
    PRIMARY KEY (signatureId, compiled_id)
);

CREATE TABLE dseCompileReports (
    signatureId TEXT NOT NULL,
    jobHash TEXT NOT NULL,
    datasetHash TEXT NOT NULL,
    datasetId TEXT NOT NULL,
    compiled_id TEXT NOT NULL,
    trainReward DOUBLE PRECISION NOT NULL,
    holdoutReward DOUBLE PRECISION NOT NULL,
    candidates BIGINT NOT NULL,
    json TEXT NOT NULL,
    createdAtMs BIGINT NOT NULL,
    seq BIGINT NOT NULL UNIQUE,
    PRIMARY KEY (signatureId, jobHash, datasetHash)
);
CREATE INDEX dseCompileReportsByTime ON dseCompileReports (signatureId, createdAtMs, seq);

CREATE TABLE dseEvalReports (
    signatureId TEXT NOT NULL,
    evalHash TEXT NOT NULL,
    compiled_id TEXT NOT NULL,
    split TEXT NOT NULL,
    datasetHash TEXT NOT NULL,
    reward DOUBLE PRECISION NOT NULL,
    n BIGINT NOT NULL,
    json TEXT NOT NULL,
    createdAtMs BIGINT NOT NULL,
    seq BIGINT NOT NULL UNIQUE,
    PRIMARY KEY (signatureId, evalHash)
);
CREATE INDEX dseEvalReportsByTime ON dseEvalReports (signatureId, createdAtMs, seq);

CREATE TABLE dseEvalCache (
    -- What the key leaves open: the contract, the model and the judges.
    scope TEXT NOT NULL,
    cacheKey TEXT NOT NULL,
    json TEXT NOT NULL,
    createdAtMs BIGINT NOT NULL,
    PRIMARY KEY (scope, cacheKey)
);

CREATE TABLE dseLmAnswers (
    -- The id of provider, model and request.
    requestKey TEXT PRIMARY KEY,
    json TEXT NOT NULL,
    createdAtMs BIGINT NOT NULL
);

CREATE TABLE dseActiveArtifacts (
    signatureId TEXT PRIMARY KEY,
    compiled_id TEXT NOT NULL,
    updatedAtMs BIGINT NOT NULL
);

CREATE TABLE dseActiveArtifactHistory (
    seq BIGINT PRIMARY KEY,
    signatureId TEXT NOT NULL,
    action TEXT NOT NULL,
    fromCompiledId TEXT,
    toCompiledId TEXT,
    reason TEXT,
    actorUserId TEXT,
    createdAtMs BIGINT NOT NULL
);
CREATE INDEX dseActiveArtifactHistoryBySignature ON dseActiveArtifactHistory (signatureId, seq);

CREATE TABLE dseCanaries (
    signatureId TEXT PRIMARY KEY,
    enabled BIGINT NOT NULL,
    control_compiled_id TEXT NOT NULL,
    canary_compiled_id TEXT NOT NULL,
    rolloutPct BIGINT NOT NULL,
    salt TEXT NOT NULL,
    okCount BIGINT NOT NULL,
    errorCount BIGINT NOT NULL,
    minSamples BIGINT NOT NULL,
    maxErrorRate DOUBLE PRECISION NOT NULL,
    createdAtMs BIGINT NOT NULL,
    updatedAtMs BIGINT NOT NULL,
    leaseExpiresAtMs BIGINT,
    ownerRunId TEXT
);

CREATE TABLE dseCanaryHistory (
    seq BIGINT PRIMARY KEY,
    signatureId TEXT NOT NULL,
    action TEXT NOT NULL,
    control_compiled_id TEXT NOT NULL,
    canary_compiled_id TEXT NOT NULL,
    rolloutPct BIGINT NOT NULL,
    okCount BIGINT NOT NULL,
    errorCount BIGINT NOT NULL,
    reason TEXT,
    actorUserId TEXT,
    createdAtMs BIGINT NOT NULL
);
CREATE INDEX dseCanaryHistoryBySignature ON dseCanaryHistory (signatureId, seq);

CREATE TABLE receipts (
    receiptId TEXT PRIMARY KEY,
    seq BIGINT NOT NULL UNIQUE,
    threadId TEXT NOT NULL,
    runId TEXT NOT NULL,
    kind TEXT NOT NULL,
    signatureId TEXT NOT NULL,
    compiled_id TEXT NOT NULL,
    strategyId TEXT NOT NULL,
    resultTag TEXT NOT NULL,
    rlmTraceBlobId TEXT,
    rlmTraceEventCount BIGINT,
    json TEXT NOT NULL,
    createdAtMs BIGINT NOT NULL
);
CREATE INDEX receiptsByTime ON receipts (signatureId, createdAtMs, seq);

CREATE TABLE dseBlobs (
    threadId TEXT NOT NULL,
    runId TEXT NOT NULL,
    blobId TEXT NOT NULL,
    text TEXT NOT NULL,
    mime TEXT,
    createdAtMs BIGINT NOT NULL,
    PRIMARY KEY (threadId, runId, blobId)
);

CREATE TABLE dseVarSpace (
    threadId TEXT NOT NULL,
    runId TEXT NOT NULL,
    name TEXT NOT NULL,
    -- `json` or `blob`, which says how to read the value.
    kind TEXT NOT NULL,
    json TEXT NOT NULL,
    updatedAtMs BIGINT NOT NULL,
    PRIMARY KEY (threadId, runId, name)
);

CREATE TABLE dseOpsRuns (
    runId TEXT PRIMARY KEY,
    seq BIGINT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    startedAtMs BIGINT NOT NULL,
    endedAtMs BIGINT,
    updatedAtMs BIGINT NOT NULL,
    commitSha TEXT,
    baseUrl TEXT,
    actorUserId TEXT,
    signatureIdsJson TEXT NOT NULL,
    notes TEXT,
    linksJson TEXT,
    summaryJson TEXT
);

CREATE TABLE dseOpsRunEvents (
    seq BIGINT PRIMARY KEY,
    runId TEXT NOT NULL REFERENCES dseOpsRuns (runId),
    tsMs BIGINT NOT NULL,
    level TEXT NOT NULL,
    phase TEXT,
    message TEXT NOT NULL,
    json TEXT
);
CREATE INDEX dseOpsRunEventsByTime ON dseOpsRunEvents (runId, tsMs, seq);
