-- A plan made while the log was empty, and known to be, read the whole log for its last row, under the log's lock, until
-- statistics caught up. ingest_group has these settings too, but a function's plan is made by whoever calls it first.
ALTER FUNCTION next_event_id() SET enable_seqscan = off;
