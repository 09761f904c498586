-- Which stored row a text came from, so that it goes when the row is forgotten.
-- Empty where a text is of no row, or is older than this note.
ALTER TABLE receipts ADD COLUMN exampleId TEXT;
ALTER TABLE dseBlobs ADD COLUMN signatureId TEXT;
ALTER TABLE dseBlobs ADD COLUMN exampleId TEXT;
ALTER TABLE dseVarSpace ADD COLUMN signatureId TEXT;
ALTER TABLE dseVarSpace ADD COLUMN exampleId TEXT;
ALTER TABLE dseLmAnswers ADD COLUMN signatureId TEXT;
ALTER TABLE dseLmAnswers ADD COLUMN exampleId TEXT;
ALTER TABLE dseEvalCache ADD COLUMN signatureId TEXT;
ALTER TABLE dseEvalCache ADD COLUMN exampleId TEXT;
UPDATE dseEvalCache SET signatureId = json_extract(json, '$.signatureId'),
    exampleId = json_extract(json, '$.exampleId')
    WHERE json_valid(json);

-- The tombstones of forgotten rows: a part of the history.
CREATE TABLE dseErasures (
    seq BIGINT PRIMARY KEY,
    signatureId TEXT NOT NULL,
    exampleId TEXT NOT NULL,
    -- The hash of the row as it was; empty where only its traces were left.
    contentHash TEXT,
    -- The rows of the history that held its texts, each with the hash of what
    -- it is now.
    redactedJson TEXT NOT NULL,
    reason TEXT,
    actorUserId TEXT,
    createdAtMs BIGINT NOT NULL
);
CREATE INDEX dseErasuresByRow ON dseErasures (signatureId, exampleId);

-- Work that was under way when a row was forgotten must not write its texts
-- anew. A row that was brought in again since is not forgotten.
CREATE VIEW dseForgotten AS SELECT DISTINCT signatureId, exampleId FROM dseErasures
    WHERE NOT EXISTS (SELECT 1 FROM dseExamples WHERE
        dseExamples.signatureId = dseErasures.signatureId AND
        dseExamples.exampleId = dseErasures.exampleId);
CREATE TRIGGER dseLmAnswersOfForgotten BEFORE INSERT ON dseLmAnswers
    WHEN EXISTS (SELECT 1 FROM dseForgotten
        WHERE signatureId = NEW.signatureId AND exampleId = NEW.exampleId)
    BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER dseEvalCacheOfForgotten BEFORE INSERT ON dseEvalCache
    WHEN EXISTS (SELECT 1 FROM dseForgotten
        WHERE signatureId = NEW.signatureId AND exampleId = NEW.exampleId)
    BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER dseBlobsOfForgotten BEFORE INSERT ON dseBlobs
    WHEN EXISTS (SELECT 1 FROM dseForgotten
        WHERE signatureId = NEW.signatureId AND exampleId = NEW.exampleId)
    BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER dseVarSpaceOfForgotten BEFORE INSERT ON dseVarSpace
    WHEN EXISTS (SELECT 1 FROM dseForgotten
        WHERE signatureId = NEW.signatureId AND exampleId = NEW.exampleId)
    BEGIN SELECT RAISE(IGNORE); END;
