-- The journal of a piece of work: which requests it has sent to a model, and
-- how often. The answers stand in dseLmAnswers.
CREATE TABLE dseLmCalls (
    workId TEXT NOT NULL,
    requestKey TEXT NOT NULL,
    asks BIGINT NOT NULL,
    PRIMARY KEY (workId, requestKey)
);
