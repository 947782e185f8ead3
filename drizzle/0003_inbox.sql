CREATE TABLE "message_search" (
	"message_id" uuid PRIMARY KEY NOT NULL,
	"room_id" uuid NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "presence_leases" (
	"process_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "room_history" (
	"id" uuid PRIMARY KEY NOT NULL,
	"room_id" uuid NOT NULL,
	"actor_id" uuid,
	"kind" text NOT NULL,
	"data" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tallies" (
	"name" text NOT NULL,
	"n" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "message_search" ADD CONSTRAINT "message_search_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "presence_leases" ADD CONSTRAINT "presence_leases_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_history" ADD CONSTRAINT "room_history_room_id_room_keys_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."room_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_history" ADD CONSTRAINT "room_history_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "presence_leases_user" ON "presence_leases" USING btree ("user_id","expires_at");--> statement-breakpoint
CREATE INDEX "presence_leases_process" ON "presence_leases" USING btree ("process_id","user_id");--> statement-breakpoint
CREATE INDEX "presence_leases_expiry" ON "presence_leases" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "room_history_room" ON "room_history" USING btree ("room_id","at","id");--> statement-breakpoint
CREATE INDEX "tallies_name" ON "tallies" USING btree ("name");--> statement-breakpoint
CREATE INDEX "rooms_unread" ON "rooms" USING btree ("activity_at","id") WHERE "rooms"."unread_count" > 0;--> statement-breakpoint
CREATE INDEX "rooms_closed" ON "rooms" USING btree ("activity_at","id") WHERE "rooms"."status" = 'closed';--> statement-breakpoint
CREATE INDEX "rooms_unassigned" ON "rooms" USING btree ("activity_at","id") WHERE "rooms"."status" = 'open' and "rooms"."participant_ids" = '{}';--> statement-breakpoint
CREATE INDEX "rooms_by_type" ON "rooms" USING btree ("customer_type","activity_at","id");--> statement-breakpoint
CREATE INDEX "rooms_lead" ON "rooms" USING btree ("lead_id") WHERE "rooms"."lead_id" is not null;--> statement-breakpoint
CREATE INDEX "rooms_tags" ON "rooms" USING gin ("tags");--> statement-breakpoint
CREATE INDEX "rooms_customer_at" ON "rooms" USING btree ("customer_at");