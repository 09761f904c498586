-- Rows that an import or a person removed. What they were stands in
-- dseImportChanges with the kind `removed` and `null` as what came after.
ALTER TABLE dseImports ADD COLUMN removed BIGINT NOT NULL DEFAULT 0;

-- Counts the changes of a dataset, so that whoever reads it page by page finds
-- out that it changed in between.
CREATE TABLE dseDatasetRevisions (
    signatureId TEXT PRIMARY KEY,
    revision BIGINT NOT NULL
);
