-- Imports whose rows come in several requests. Until the last one is in, their
-- rows wait beside the dataset, which stays as it was.
CREATE TABLE dseStagedImports (
    signatureId TEXT NOT NULL,
    importId TEXT NOT NULL,
    source TEXT NOT NULL,
    opsRunId TEXT,
    -- The hash of what is imported and how: two imports of the same are one.
    fingerprint TEXT NOT NULL,
    -- The import that this one is the same as, and whose rows it brings.
    sameAs TEXT,
    totalRows BIGINT NOT NULL,
    receivedRows BIGINT NOT NULL,
    -- `open`, `done`, or why it ended without its rows.
    state TEXT NOT NULL,
    -- What it did, once it is done.
    resultJson TEXT,
    startedAtMs BIGINT NOT NULL,
    updatedAtMs BIGINT NOT NULL,
    PRIMARY KEY (signatureId, importId)
);

CREATE TABLE dseStagedRows (
    signatureId TEXT NOT NULL,
    importId TEXT NOT NULL,
    -- The row's place in the import, from 0.
    place BIGINT NOT NULL,
    exampleId TEXT NOT NULL,
    inputJson TEXT NOT NULL,
    expectedJson TEXT NOT NULL,
    split TEXT,
    tagsJson TEXT NOT NULL,
    source TEXT,
    metaJson TEXT,
    PRIMARY KEY (signatureId, importId, place)
);
