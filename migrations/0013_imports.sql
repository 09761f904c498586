-- What imports changed in a dataset. An import may send its rows in several
-- requests, which have its id in common.
CREATE TABLE dseImports (
    seq BIGINT PRIMARY KEY,
    signatureId TEXT NOT NULL,
    importId TEXT NOT NULL,
    source TEXT NOT NULL,
    opsRunId TEXT,
    -- Rows by what became of them.
    added BIGINT NOT NULL,
    relabelled BIGINT NOT NULL,
    moved BIGINT NOT NULL,
    edited BIGINT NOT NULL,
    startedAtMs BIGINT NOT NULL,
    endedAtMs BIGINT NOT NULL,
    UNIQUE (signatureId, importId)
);
CREATE INDEX dseImportsInOrder ON dseImports (signatureId, seq);

-- Rows that were there and changed, before and after.
CREATE TABLE dseImportChanges (
    importSeq BIGINT NOT NULL,
    exampleId TEXT NOT NULL,
    -- `relabelled`, `moved` or `edited`.
    kind TEXT NOT NULL,
    oldJson TEXT NOT NULL,
    newJson TEXT NOT NULL,
    PRIMARY KEY (importSeq, exampleId)
);

-- The import that brought the row; none for rows from before imports were kept.
ALTER TABLE dseExamples ADD COLUMN importSeq BIGINT;
