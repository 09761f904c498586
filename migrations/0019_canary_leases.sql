-- The length of a canary's lease. An end that lies further away than this was
-- written by a clock that ran ahead.
ALTER TABLE dseCanaries ADD COLUMN leaseMs BIGINT;
