-- What a gate saw when it last held a candidate against what was live: the
-- evidence and what simple answers reach, for reports to show without asking a
-- model again.
CREATE TABLE dseGateResults (
    signatureId TEXT NOT NULL,
    datasetHash TEXT NOT NULL,
    jobHash TEXT NOT NULL,
    candidate_compiled_id TEXT NOT NULL,
    json TEXT NOT NULL,
    createdAtMs BIGINT NOT NULL,
    PRIMARY KEY (signatureId, datasetHash, jobHash, candidate_compiled_id)
);
