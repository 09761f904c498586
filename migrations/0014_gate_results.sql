-- What a gate saw when it last held a candidate against what was live: the
-- evidence and what simple answers reach, for reports to show without asking a
-- model again.
CREATE TABLE dseGateResults (
    signatureId TEXT NOT NULL,
    datasetHash TEXT NOT NULL,
    jobHash TEXT NOT NULL,
    candidate_compiled_id TEXT NOT NULL,
    -- The hash of the held-out rows alone, which is that of an evaluation of them.
    holdoutHash TEXT NOT NULL,
    json TEXT NOT NULL,
    createdAtMs BIGINT NOT NULL,
    PRIMARY KEY (signatureId, datasetHash, jobHash, candidate_compiled_id)
);
CREATE INDEX dseGateResultsByHoldout
    ON dseGateResults (signatureId, holdoutHash, candidate_compiled_id, createdAtMs);
