-- A session that made its plan while the log was known to be empty, or nearly so, read the whole log for its last row, under the
-- log's lock, until autovacuum came by. Calls from ingest_group have this setting too, but the plan is that of the first caller.
ALTER FUNCTION next_event_id() SET enable_seqscan = off;
