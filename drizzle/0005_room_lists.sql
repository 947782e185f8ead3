DROP INDEX "rooms_closed";--> statement-breakpoint
CREATE INDEX "rooms_by_status" ON "rooms" USING btree ("status","activity_at","id");--> statement-breakpoint
CREATE INDEX "rooms_by_channel" ON "rooms" USING btree ("channel_id","activity_at","id");--> statement-breakpoint
-- What is searched in tags: any part of any of them.
CREATE FUNCTION tags_text(tags text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_string(tags, chr(10));
--> statement-breakpoint
CREATE INDEX rooms_tags_search ON rooms USING gin (tags_text(tags) gin_trgm_ops) WHERE tags <> '{}';
--> statement-breakpoint
-- A room's lead is looked for when the room is born, and a lead's rooms when the lead is written. So that neither misses
-- the other, whoever writes leads holds this lock alone, and whoever makes customers or changes their phones shares it.
-- Of each statement, also one without rows: the ingest makes rooms right after it.
CREATE FUNCTION stand_beside_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7286, 1);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER contacts_beside_leads BEFORE INSERT ON contacts
FOR EACH STATEMENT EXECUTE FUNCTION stand_beside_leads();
