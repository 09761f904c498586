-- Rows that an import or a person removed. What they were stands in
-- dseImportChanges with the kind `removed` and `null` as what came after.
ALTER TABLE dseImports ADD COLUMN removed BIGINT NOT NULL DEFAULT 0;
