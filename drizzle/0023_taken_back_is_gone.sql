-- Found before anything is locked: reading all messages may take a while, and the log tells what is taken back meanwhile.
CREATE TEMP TABLE log_before ON COMMIT DROP AS SELECT coalesce(max(id), 0) AS id FROM events;
--> statement-breakpoint
CREATE TEMP TABLE taken_back ON COMMIT DROP AS SELECT id FROM messages WHERE metadata ? 'revoked';
--> statement-breakpoint
ANALYZE taken_back;
--> statement-breakpoint
-- At once what the statements below take: in another order, who stores a message meanwhile would wait for ever.
LOCK TABLE messages IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
INSERT INTO taken_back
SELECT (e.data->>'id')::uuid FROM log_before l, events e
 WHERE e.id > l.id AND e.kind = 'message_updated' AND e.data->'metadata'->'revoked' IS NOT NULL;
--> statement-breakpoint
-- Who takes a message back takes all of it back: a place, cards, an order, a file's name. When it was written, edited and
-- taken back stays.
CREATE FUNCTION forget_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.content_text := NULL;
  NEW.reaction_emoji := NULL;
  NEW.media_id := NULL;
  NEW.gcs_filename := NULL;
  NEW.gcs_url := NULL;
  NEW.file_size := NULL;
  NEW.mime_type := NULL;
  NEW.original_filename := NULL;
  NEW.metadata := jsonb_strip_nulls(jsonb_build_object('error', NEW.metadata->'error', 'edited', NEW.metadata->'edited',
    'revoked', NEW.metadata->'revoked', 'deleted', NEW.metadata->'deleted'));
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER messages_taken_back BEFORE UPDATE OF metadata ON messages FOR EACH ROW
WHEN (NEW.metadata ? 'revoked') EXECUTE FUNCTION forget_content();
--> statement-breakpoint
UPDATE messages m SET metadata = m.metadata FROM taken_back t WHERE m.id = t.id;
