CREATE TABLE "first_responses" (
	"day" date NOT NULL,
	"room_id" uuid NOT NULL,
	"answered_at" timestamp (3) with time zone NOT NULL,
	"seconds" real NOT NULL,
	CONSTRAINT "first_responses_day_room_id_pk" PRIMARY KEY("day","room_id")
);
--> statement-breakpoint
DROP INDEX "presence_leases_process";--> statement-breakpoint
ALTER TABLE "presence_leases" ADD CONSTRAINT "presence_leases_process_id_user_id_pk" PRIMARY KEY("process_id","user_id");--> statement-breakpoint
CREATE INDEX "first_responses_latest" ON "first_responses" USING btree ("day","answered_at");--> statement-breakpoint
CREATE INDEX "room_history_agent" ON "room_history" USING btree (("data" ->> 'agent_id'),"at") WHERE "room_history"."kind" in ('assigned', 'claimed');--> statement-breakpoint
-- The first answer that a person wrote to a room's first customer message of the day (UTC). The trigger's condition is read
-- anew by each statement that stores messages: it asks no more than what tells a person's from a customer's.
CREATE FUNCTION note_first_response() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  today date := (NEW.created_at AT TIME ZONE 'UTC')::date;
BEGIN
  IF NEW.direction <> 'outgoing' THEN
    RETURN NULL;
  END IF;
  INSERT INTO first_responses (day, room_id, answered_at, seconds)
  SELECT today, NEW.room_id, NEW.created_at, extract(epoch FROM NEW.created_at - m.created_at)
    FROM messages m
   WHERE m.room_id = NEW.room_id AND m.created_second BETWEEN extract(epoch FROM today)::bigint AND NEW.created_second
     AND m.direction = 'incoming' AND m.content_type NOT IN ('reaction', 'system', 'note')
   ORDER BY m.created_second, m.seq LIMIT 1
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER messages_first_response AFTER INSERT ON messages FOR EACH ROW
WHEN (NEW.user_id IS NOT NULL) EXECUTE FUNCTION note_first_response();
