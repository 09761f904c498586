-- How far judges agree with people. The newest row of a judge counts.
CREATE TABLE dseJudgeCalibrations (
    seq BIGINT PRIMARY KEY,
    -- The hash of the judge's artifact, its contract and the model that judges:
    -- a judge that changes must be held against people anew.
    judgeKey TEXT NOT NULL,
    json TEXT NOT NULL,
    createdAtMs BIGINT NOT NULL
);
CREATE INDEX dseJudgeCalibrationsByJudge ON dseJudgeCalibrations (judgeKey, seq);
