-- Rooms counted by state, type and whether anybody has them; searching; see docs/adr/0005 and 0006.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE FUNCTION tally_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.merged_into IS NULL THEN
    INSERT INTO tallies VALUES (concat_ws('|', 'rooms', OLD.status, OLD.customer_type, OLD.participant_ids <> '{}'), -1);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.merged_into IS NULL THEN
    INSERT INTO tallies VALUES (concat_ws('|', 'rooms', NEW.status, NEW.customer_type, NEW.participant_ids <> '{}'), 1);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER rooms_tally_made AFTER INSERT OR DELETE ON rooms FOR EACH ROW EXECUTE FUNCTION tally_room();
--> statement-breakpoint
CREATE TRIGGER rooms_tally_changed AFTER UPDATE OF status, customer_type, participant_ids, merged_into ON rooms FOR EACH ROW
WHEN ((OLD.status, OLD.customer_type, OLD.participant_ids = '{}', OLD.merged_into IS NULL)
      IS DISTINCT FROM (NEW.status, NEW.customer_type, NEW.participant_ids = '{}', NEW.merged_into IS NULL))
EXECUTE FUNCTION tally_room();
--> statement-breakpoint
-- Adds up what the writers added; any process may, at any time.
CREATE FUNCTION compact_tallies() RETURNS void LANGUAGE sql AS $$
  WITH gone AS (DELETE FROM tallies RETURNING name, n)
  INSERT INTO tallies SELECT name, sum(n) FROM gone GROUP BY name HAVING sum(n) <> 0
$$;
--> statement-breakpoint
CREATE INDEX contacts_search ON contacts USING gin ((coalesce(profile_name, '') || ' ' || coalesce(username, '') || ' ' || coalesce(wa_id, '')) gin_trgm_ops);
--> statement-breakpoint
CREATE INDEX leads_search ON leads USING gin ((coalesce(name, '') || ' ' || coalesce(phone, '')) gin_trgm_ops);
--> statement-breakpoint
CREATE INDEX rooms_title_search ON rooms USING gin (title gin_trgm_ops) WHERE title IS NOT NULL;
--> statement-breakpoint
CREATE INDEX message_search_words ON message_search USING gin ((to_tsvector('indonesian', text) || to_tsvector('english', text) || to_tsvector('simple', text)));
--> statement-breakpoint
CREATE INDEX message_search_parts ON message_search USING gin (text gin_trgm_ops);
--> statement-breakpoint
-- Messages are counted by who stores them (ingest_group), by day (UTC); what fails is counted here.
CREATE FUNCTION tally_failure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tallies VALUES (concat_ws('|', 'messages', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 'failed'), 1);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER messages_tally_failed AFTER UPDATE OF status ON messages FOR EACH ROW
WHEN (NEW.status = 'failed' AND OLD.status IS DISTINCT FROM 'failed') EXECUTE FUNCTION tally_failure();
