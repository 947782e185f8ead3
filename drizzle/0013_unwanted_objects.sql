CREATE TABLE "unwanted_objects" (
	"object" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "media_object" ON "media" USING btree ("object") WHERE "media"."object" is not null;
--> statement-breakpoint
-- Messages let go of their files: what was taken back, or taken away. Whose rooms are locked. An object that no other
-- message has is then removed from the store: see delivery/openMedia.ts.
CREATE FUNCTION let_go_of_files(message_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO unwanted_objects (object)
  SELECT DISTINCT f.object FROM unnest(message_ids) AS i(id) JOIN media f ON f.message_id = i.id WHERE f.object IS NOT NULL
  ON CONFLICT DO NOTHING;
  UPDATE media SET state = 'failed', error = 'revoked', object = NULL, url = NULL, graph_media_id = NULL
   WHERE message_id = ANY (message_ids);
END $$;
