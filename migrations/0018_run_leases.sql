-- Which run works on a signature. A run that is gone stops renewing its lease,
-- and the next one may take the signature.
CREATE TABLE dseRunLeases (
    signatureId TEXT PRIMARY KEY,
    runId TEXT NOT NULL,
    -- Tells the processes of one run apart: `--resume` takes the lease over.
    token TEXT NOT NULL,
    sinceMs BIGINT NOT NULL,
    -- The length of the lease. An end that lies further away than this was
    -- written by a clock that ran ahead.
    leaseMs BIGINT NOT NULL,
    leaseExpiresAtMs BIGINT NOT NULL
);
