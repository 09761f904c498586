-- One row, written to learn whether a disk that failed takes writes again.
CREATE TABLE dseDiskProbe (
    id BIGINT PRIMARY KEY,
    atMs BIGINT NOT NULL
);
