ALTER TABLE "server_state" ADD COLUMN "search_position" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "server_state" ADD COLUMN "search_rebuilt_to" uuid;--> statement-breakpoint
CREATE INDEX "message_search_room" ON "message_search" USING btree ("room_id");