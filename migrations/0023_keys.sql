-- Keys of this server. A key itself is shown once and never stored: it holds 256
-- random bits, so that a plain hash of them is enough.
CREATE TABLE dseKeys (
    keyId TEXT PRIMARY KEY,
    -- Who acts, in histories. A key that is rotated has a successor of its name.
    name TEXT NOT NULL,
    secretHash TEXT NOT NULL,
    scopesJson TEXT NOT NULL,
    -- The signatures that it is bound to; none for all of them.
    signatureIdsJson TEXT NOT NULL,
    createdAtMs BIGINT NOT NULL,
    createdBy TEXT NOT NULL,
    expiresAtMs BIGINT,
    revokedAtMs BIGINT,
    -- To the minute, and no part of the history.
    lastUsedAtMs BIGINT
);
CREATE INDEX dseKeysByName ON dseKeys (name);

-- What became of keys, and by whom.
CREATE TABLE dseKeyHistory (
    seq BIGINT PRIMARY KEY,
    keyId TEXT NOT NULL,
    -- `create`, `rotate` or `revoke`.
    action TEXT NOT NULL,
    name TEXT NOT NULL,
    scopesJson TEXT NOT NULL,
    signatureIdsJson TEXT NOT NULL,
    expiresAtMs BIGINT,
    actorUserId TEXT,
    createdAtMs BIGINT NOT NULL
);
