-- Rows that may change later are no links themselves. What they are is noted
-- here each time they change, and each note is a link of the chain: the newest
-- note of a row must be that of the row as it is.
CREATE TABLE dseHistoryRecords (
    seq BIGINT PRIMARY KEY,
    -- What sort of row it is, such as `run` or `canary`.
    kind TEXT NOT NULL,
    -- The row's key, a JSON array.
    rowKey TEXT NOT NULL,
    -- The hash of the row's columns; none when the row was taken away.
    contentHash TEXT
);
CREATE INDEX dseHistoryRecordsByRow ON dseHistoryRecords (kind, rowKey, seq);

-- A database that was there before all its history was linked has one row: how
-- many rows were linked afterwards, and when. Changes that somebody made to them
-- before that do not show.
CREATE TABLE dseHistoryGenesis (
    seq BIGINT PRIMARY KEY,
    -- Rows that were linked afterwards.
    rowCount BIGINT NOT NULL,
    createdAtMs BIGINT NOT NULL
);

-- A row has one link at most.
CREATE INDEX dseHistoryChainByRow ON dseHistoryChain (kind, rowSeq);
