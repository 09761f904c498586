-- What belongs to a thread is forgotten on request.
CREATE INDEX receiptsByThread ON receipts (threadId);
