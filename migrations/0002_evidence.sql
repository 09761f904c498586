-- Looks at held-out rows. A holdout is known by what its rows ask and expect,
-- so that a new name, a new id or a restart does not make it fresh.
CREATE TABLE dseHoldoutLooks (
    seq BIGINT PRIMARY KEY,
    signatureId TEXT NOT NULL,
    -- `gate`, or `test` for a release's one look at the test rows.
    purpose TEXT NOT NULL,
    datasetHash TEXT NOT NULL,
    -- The hashes of the rows, in order.
    rowsJson TEXT NOT NULL,
    controlCompiledId TEXT NOT NULL,
    candidateCompiledId TEXT NOT NULL,
    -- The highest p of all looks at this pair.
    p DOUBLE PRECISION NOT NULL,
    createdAtMs BIGINT NOT NULL
);
CREATE INDEX dseHoldoutLooksBySignature ON dseHoldoutLooks (signatureId, purpose, seq);

-- Receipts of both arms while a canary runs, by thread: the wire counts the
-- canary's alone.
CREATE TABLE dseCanaryThreads (
    signatureId TEXT NOT NULL,
    threadId TEXT NOT NULL,
    -- `canary` or `control`.
    arm TEXT NOT NULL,
    okCount BIGINT NOT NULL,
    errorCount BIGINT NOT NULL,
    PRIMARY KEY (signatureId, threadId, arm)
);

-- 1 where the salt was given and not drawn: then the arms are no random sample.
ALTER TABLE dseCanaries ADD COLUMN saltChosen BIGINT NOT NULL DEFAULT 0;

-- One link a row of the histories, in the order of their writing. A link's hash
-- covers the row and the link before it.
CREATE TABLE dseHistoryChain (
    seq BIGINT PRIMARY KEY,
    -- `pointer`, `canary`, `gate` or `event`.
    kind TEXT NOT NULL,
    rowSeq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
