-- A report holds for what it was made of: contract, reward, judges, models and
-- the revision of the strategies. The identity stands beside each report and
-- gate result, and reads compare it. Reports of one job over one dataset may
-- be several: one an identity, and one more for each that was asked for anew.
-- Rows from before have the identity '', which no report of today has.

ALTER TABLE dseCompileReports RENAME TO dseCompileReportsBefore;
DROP INDEX dseCompileReportsByTime;
CREATE TABLE dseCompileReports (
    seq BIGINT PRIMARY KEY,
    signatureId TEXT NOT NULL,
    jobHash TEXT NOT NULL,
    datasetHash TEXT NOT NULL,
    datasetId TEXT NOT NULL,
    compiled_id TEXT NOT NULL,
    trainReward DOUBLE PRECISION NOT NULL,
    holdoutReward DOUBLE PRECISION NOT NULL,
    candidates BIGINT NOT NULL,
    json TEXT NOT NULL,
    -- The id of json and identityJson, which names this one report.
    reportHash TEXT NOT NULL,
    identityHash TEXT NOT NULL,
    identityJson TEXT,
    createdAtMs BIGINT NOT NULL
);
INSERT INTO dseCompileReports (seq, signatureId, jobHash, datasetHash, datasetId, compiled_id,
    trainReward, holdoutReward, candidates, json, reportHash, identityHash, createdAtMs)
SELECT seq, signatureId, jobHash, datasetHash, datasetId, compiled_id,
    trainReward, holdoutReward, candidates, json, '', '', createdAtMs
FROM dseCompileReportsBefore;
DROP TABLE dseCompileReportsBefore;
CREATE INDEX dseCompileReportsByTime ON dseCompileReports (signatureId, createdAtMs, seq);
CREATE INDEX dseCompileReportsByHash ON dseCompileReports (signatureId, jobHash, datasetHash, seq);

ALTER TABLE dseEvalReports RENAME TO dseEvalReportsBefore;
DROP INDEX dseEvalReportsByTime;
CREATE TABLE dseEvalReports (
    seq BIGINT PRIMARY KEY,
    signatureId TEXT NOT NULL,
    evalHash TEXT NOT NULL,
    compiled_id TEXT NOT NULL,
    split TEXT NOT NULL,
    datasetHash TEXT NOT NULL,
    reward DOUBLE PRECISION NOT NULL,
    n BIGINT NOT NULL,
    json TEXT NOT NULL,
    reportHash TEXT NOT NULL,
    identityHash TEXT NOT NULL,
    identityJson TEXT,
    createdAtMs BIGINT NOT NULL
);
INSERT INTO dseEvalReports (seq, signatureId, evalHash, compiled_id, split, datasetHash, reward,
    n, json, reportHash, identityHash, createdAtMs)
SELECT seq, signatureId, evalHash, compiled_id, split, datasetHash, reward,
    n, json, '', '', createdAtMs
FROM dseEvalReportsBefore;
DROP TABLE dseEvalReportsBefore;
CREATE INDEX dseEvalReportsByTime ON dseEvalReports (signatureId, createdAtMs, seq);
CREATE INDEX dseEvalReportsByHash ON dseEvalReports (signatureId, evalHash, seq);

-- What a gate saw speaks of one identity. Those of before tell none and would
-- be shown beside figures of another model, so they go; reports stay.
DROP TABLE dseGateResults;
CREATE TABLE dseGateResults (
    signatureId TEXT NOT NULL,
    datasetHash TEXT NOT NULL,
    jobHash TEXT NOT NULL,
    candidate_compiled_id TEXT NOT NULL,
    identityHash TEXT NOT NULL,
    -- The hash of the held-out rows alone, which is that of an evaluation of them.
    holdoutHash TEXT NOT NULL,
    json TEXT NOT NULL,
    createdAtMs BIGINT NOT NULL,
    PRIMARY KEY (signatureId, datasetHash, jobHash, candidate_compiled_id, identityHash)
);
CREATE INDEX dseGateResultsByHoldout
    ON dseGateResults (signatureId, holdoutHash, candidate_compiled_id, identityHash, createdAtMs);

-- The p of a pair measured with one model says nothing of another's.
ALTER TABLE dseHoldoutLooks ADD COLUMN identityHash TEXT NOT NULL DEFAULT '';
