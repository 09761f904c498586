-- What pages list, in the order in which they list it.

CREATE INDEX dseOpsRunsByTime ON dseOpsRuns (startedAtMs, seq);
CREATE INDEX receiptsByResult ON receipts (signatureId, resultTag, createdAtMs, seq);
