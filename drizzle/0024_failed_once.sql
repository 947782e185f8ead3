-- As before (0004), but each message counts once, as long as it is failed, and by the day it was written on, as what was sent
-- does: a share of that is told.
CREATE OR REPLACE FUNCTION tally_failure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tallies VALUES (concat_ws('|', 'messages', to_char(NEW.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 'failed'),
                              CASE WHEN NEW.status = 'failed' THEN 1 ELSE -1 END);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER messages_tally_failed AFTER UPDATE OF status ON messages FOR EACH ROW
WHEN ((NEW.status = 'failed') <> (OLD.status = 'failed')) EXECUTE FUNCTION tally_failure();
