-- What live predictions were asked and what they answered, where that is kept.
-- It goes by time or on request; the receipt with its hashes stays.
CREATE TABLE dsePredictionContent (
    receiptId TEXT PRIMARY KEY,
    signatureId TEXT NOT NULL,
    threadId TEXT NOT NULL,
    inputJson TEXT NOT NULL,
    -- Empty where the prediction failed.
    outputJson TEXT,
    createdAtMs BIGINT NOT NULL
);
CREATE INDEX dsePredictionContentByTime ON dsePredictionContent (createdAtMs);
CREATE INDEX dsePredictionContentByThread ON dsePredictionContent (threadId);
