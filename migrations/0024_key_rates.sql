-- How often a key may ask: so many requests in so many seconds. A key without a
-- row may ask as often as it likes. A key's rate never changes.
CREATE TABLE dseKeyRates (
    keyId TEXT PRIMARY KEY,
    requests BIGINT NOT NULL,
    seconds BIGINT NOT NULL
);
