CREATE TABLE "channels" (
	"id" uuid PRIMARY KEY NOT NULL,
	"phone_number_id" text NOT NULL,
	"waba_id" text,
	"display_phone_number" text,
	"name" text,
	"customer_type" text DEFAULT 'customer' NOT NULL,
	"auto_assign" text DEFAULT 'off' NOT NULL,
	"allow_claim" boolean DEFAULT false NOT NULL,
	"send_read_receipts" boolean DEFAULT true NOT NULL,
	"send_typing" boolean DEFAULT true NOT NULL,
	"sends_per_second" integer DEFAULT 80 NOT NULL,
	"state" text DEFAULT 'ok' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contact_identities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"contact_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"superseded_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"wa_id" text,
	"bsuid" text,
	"parent_bsuid" text,
	"profile_name" text,
	"username" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text,
	"phone" text,
	"outstanding" double precision,
	"loan_type" text,
	"leads_status" text,
	"contact_status" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" bigint PRIMARY KEY NOT NULL,
	"slots" smallint NOT NULL,
	"kind" text NOT NULL,
	"room_id" uuid,
	"staff" boolean NOT NULL,
	"user_ids" uuid[] NOT NULL,
	"data" json NOT NULL,
	"facts" json,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quarantine" (
	"id" uuid PRIMARY KEY NOT NULL,
	"body_hash" text NOT NULL,
	"body" "bytea" NOT NULL,
	"error" text NOT NULL,
	"attempts" integer DEFAULT 1 NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"replayed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "server_state" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"epoch" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_events" (
	"hash" text PRIMARY KEY NOT NULL,
	"field" text NOT NULL,
	"waba_id" text,
	"phone_number_id" text,
	"value" json NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "media" (
	"message_id" uuid PRIMARY KEY NOT NULL,
	"media_id" text,
	"sha256" text,
	"url" text,
	"state" text DEFAULT 'remote' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "message_attempts" (
	"message_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"wa_message_id" text,
	"sent_at" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	"read_at" timestamp (3) with time zone,
	"played_at" timestamp (3) with time zone,
	"failed_at" timestamp (3) with time zone,
	"error" jsonb,
	CONSTRAINT "message_attempts_message_id_attempt_pk" PRIMARY KEY("message_id","attempt")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"room_id" uuid NOT NULL,
	"direction" text NOT NULL,
	"user_id" uuid,
	"client_message_id" text,
	"content_type" text NOT NULL,
	"content_text" text,
	"wa_message_id" text,
	"status" text NOT NULL,
	"status_timestamp" timestamp (3) with time zone,
	"reply_to_wa_message_id" text,
	"reaction_emoji" text,
	"reaction_to_wa_message_id" text,
	"media_type" text,
	"media_id" text,
	"gcs_filename" text,
	"gcs_url" text,
	"file_size" bigint,
	"mime_type" text,
	"original_filename" text,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"created_second" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "waiting_updates" (
	"wa_message_id" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"update" jsonb NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "waiting_updates_wa_message_id_kind_at_pk" PRIMARY KEY("wa_message_id","kind","at")
);
--> statement-breakpoint
CREATE TABLE "room_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"contact_id" uuid,
	"channel_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "room_participants" (
	"room_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"assigned_by" uuid,
	"assigned_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "room_participants_room_id_user_id_pk" PRIMARY KEY("room_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "rooms" (
	"id" uuid NOT NULL,
	"contact_id" uuid,
	"channel_id" uuid NOT NULL,
	"lead_id" uuid,
	"title" text,
	"customer_type" text NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"participant_ids" uuid[] DEFAULT '{}' NOT NULL,
	"unread_count" integer DEFAULT 0 NOT NULL,
	"message_count" integer DEFAULT 0 NOT NULL,
	"last_seq" bigint DEFAULT 0 NOT NULL,
	"last_message_id" uuid,
	"activity_at" timestamp (3) with time zone NOT NULL,
	"customer_at" timestamp (3) with time zone,
	"identity_version" integer DEFAULT 0 NOT NULL,
	"merged_into" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "rooms_id_last_seq_pk" PRIMARY KEY("id","last_seq")
);
--> statement-breakpoint
CREATE TABLE "refresh_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"family_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"password_hash" text NOT NULL,
	"disabled" boolean DEFAULT false NOT NULL,
	"access_event_id" bigint DEFAULT 0 NOT NULL,
	"last_seen_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "contact_identities" ADD CONSTRAINT "contact_identities_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_attempts" ADD CONSTRAINT "message_attempts_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_room_id_room_keys_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."room_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_keys" ADD CONSTRAINT "room_keys_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_keys" ADD CONSTRAINT "room_keys_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_participants" ADD CONSTRAINT "room_participants_room_id_room_keys_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."room_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_participants" ADD CONSTRAINT "room_participants_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_participants" ADD CONSTRAINT "room_participants_assigned_by_users_id_fk" FOREIGN KEY ("assigned_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_id_room_keys_id_fk" FOREIGN KEY ("id") REFERENCES "public"."room_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_merged_into_room_keys_id_fk" FOREIGN KEY ("merged_into") REFERENCES "public"."room_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "channels_phone_number_id" ON "channels" USING btree ("phone_number_id");--> statement-breakpoint
CREATE UNIQUE INDEX "contact_identities_one_owner" ON "contact_identities" USING btree ("kind","value") WHERE "contact_identities"."active";--> statement-breakpoint
CREATE UNIQUE INDEX "contact_identities_one_each" ON "contact_identities" USING btree ("contact_id","kind") WHERE "contact_identities"."active";--> statement-breakpoint
CREATE INDEX "contact_identities_value" ON "contact_identities" USING btree ("value","kind");--> statement-breakpoint
CREATE INDEX "contact_identities_contact" ON "contact_identities" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "leads_phone" ON "leads" USING btree ("phone");--> statement-breakpoint
CREATE INDEX "events_created" ON "events" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "quarantine_body" ON "quarantine" USING btree ("body_hash");--> statement-breakpoint
CREATE INDEX "quarantine_open" ON "quarantine" USING btree ("received_at") WHERE "quarantine"."replayed_at" is null;--> statement-breakpoint
CREATE INDEX "webhook_events_field" ON "webhook_events" USING btree ("field","received_at");--> statement-breakpoint
CREATE INDEX "media_to_fetch" ON "media" USING btree ("created_at") WHERE "media"."state" = 'remote';--> statement-breakpoint
CREATE UNIQUE INDEX "message_attempts_wamid" ON "message_attempts" USING btree ("wa_message_id");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_wamid" ON "messages" USING btree ("wa_message_id");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_client_message_id" ON "messages" USING btree ("user_id","client_message_id") WHERE "messages"."client_message_id" is not null;--> statement-breakpoint
CREATE INDEX "messages_in_room" ON "messages" USING btree ("room_id","created_second","seq");--> statement-breakpoint
CREATE INDEX "waiting_updates_received" ON "waiting_updates" USING btree ("received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "rooms_one_per_customer_and_number" ON "room_keys" USING btree ("contact_id","channel_id");--> statement-breakpoint
CREATE INDEX "room_participants_user" ON "room_participants" USING btree ("user_id","room_id");--> statement-breakpoint
CREATE INDEX "rooms_by_activity" ON "rooms" USING btree ("activity_at","id");--> statement-breakpoint
CREATE INDEX "rooms_merged_into" ON "rooms" USING btree ("merged_into") WHERE "rooms"."merged_into" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "refresh_tokens_hash" ON "refresh_tokens" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "refresh_tokens_family" ON "refresh_tokens" USING btree ("family_id");--> statement-breakpoint
CREATE INDEX "refresh_tokens_user" ON "refresh_tokens" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "refresh_tokens_expiry" ON "refresh_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "users_admins" ON "users" USING btree ("id") WHERE "users"."role" = 'admin' and not "users"."disabled";