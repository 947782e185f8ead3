CREATE TABLE "quick_replies" (
	"id" uuid PRIMARY KEY NOT NULL,
	"shortcut" text NOT NULL,
	"text" text NOT NULL,
	"language" text,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "template_accounts" (
	"waba_id" text PRIMARY KEY NOT NULL,
	"wanted" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"claimed_until" timestamp (3) with time zone,
	"fetched_at" timestamp (3) with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "templates" (
	"waba_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"language" text NOT NULL,
	"category" text NOT NULL,
	"status" text NOT NULL,
	"parameter_format" text NOT NULL,
	"components" jsonb NOT NULL,
	"quality" text,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "templates_waba_id_id_pk" PRIMARY KEY("waba_id","id")
);
--> statement-breakpoint
ALTER TABLE "quick_replies" ADD CONSTRAINT "quick_replies_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_waba_id_template_accounts_waba_id_fk" FOREIGN KEY ("waba_id") REFERENCES "public"."template_accounts"("waba_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "quick_replies_shortcut" ON "quick_replies" USING btree (lower("shortcut"));--> statement-breakpoint
CREATE INDEX "templates_name" ON "templates" USING btree ("name","language","waba_id","id");--> statement-breakpoint
-- As templateLanguage() in domain/template.ts; a test holds the two equal.
CREATE FUNCTION template_language(code text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(lower(p[1]) || coalesce('_' || nullif(upper(array_to_string(p[2:], '_')), ''), ''), '')
    FROM (SELECT string_to_array(translate(btrim(code), '-', '_'), '_') AS p) parts
$$;
--> statement-breakpoint
-- A template webhook counts as soon as it is committed: what it says is shown at once, and the whole account is asked for
-- anew. Before the insert, since Meta may say the same thing twice and mean it: the second row is not kept.
CREATE FUNCTION note_template_webhook() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  told text := substring(NEW.value->>'event' FROM '^[A-Z_]{1,40}$');
BEGIN
  INSERT INTO template_accounts (waba_id, wanted) VALUES (NEW.waba_id, 1)
  ON CONFLICT (waba_id) DO UPDATE SET wanted = template_accounts.wanted + 1,
    due_at = least(template_accounts.due_at,
                   greatest(clock_timestamp(), template_accounts.fetched_at + interval '30 seconds'));
  UPDATE templates t SET
      status = CASE WHEN NEW.field <> 'message_template_status_update' OR told IS NULL OR told = 'FLAGGED' THEN t.status
                    WHEN told = 'REINSTATED' THEN 'APPROVED' ELSE told END,
      category = CASE WHEN NEW.field <> 'template_category_update' THEN t.category
                      ELSE coalesce(substring(NEW.value->>'new_category' FROM '^[A-Z_]{1,40}$'), t.category) END,
      quality = CASE WHEN NEW.field <> 'message_template_quality_update' THEN t.quality
                     ELSE coalesce(substring(NEW.value->>'new_quality_score' FROM '^[A-Z_]{1,40}$'), t.quality) END
   WHERE t.waba_id = NEW.waba_id
     AND (t.id = NEW.value->>'message_template_id'
          OR (t.name = NEW.value->>'message_template_name'
              AND t.language = template_language(NEW.value->>'message_template_language')));
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER webhook_events_about_templates BEFORE INSERT ON webhook_events FOR EACH ROW
  WHEN (NEW.waba_id IS NOT NULL AND (NEW.field LIKE 'message\_template\_%' OR NEW.field = 'template_category_update'))
  EXECUTE FUNCTION note_template_webhook();
