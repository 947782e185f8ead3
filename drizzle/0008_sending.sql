CREATE TABLE "channel_pacing" (
	"channel_id" uuid PRIMARY KEY NOT NULL,
	"tokens" real NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"message_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"room_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"place" bigint GENERATED ALWAYS AS IDENTITY (sequence name "outbox_place_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"priority" smallint DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"turn" boolean DEFAULT false NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"claimed_at" timestamp (3) with time zone,
	CONSTRAINT "outbox_message_id_attempt_pk" PRIMARY KEY("message_id","attempt")
);
--> statement-breakpoint
CREATE TABLE "pair_pacing" (
	"room_id" uuid PRIMARY KEY NOT NULL,
	"free_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sends" (
	"message_id" uuid PRIMARY KEY NOT NULL,
	"sent_by" uuid NOT NULL,
	"client_message_id" text,
	"request_hash" text NOT NULL,
	"content" jsonb NOT NULL
);
--> statement-breakpoint
DROP INDEX "messages_client_message_id";--> statement-breakpoint
DROP INDEX "media_to_fetch";--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "state_reason" text;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "checked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "object" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "size" bigint;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "mime" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "graph_media_id" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "graph_uploaded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "tries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "due_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "error" text;--> statement-breakpoint
ALTER TABLE "message_attempts" ADD COLUMN "unknown_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "channel_pacing" ADD CONSTRAINT "channel_pacing_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_room_id_room_keys_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."room_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sends" ADD CONSTRAINT "sends_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sends" ADD CONSTRAINT "sends_sent_by_users_id_fk" FOREIGN KEY ("sent_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_one_a_room" ON "outbox" USING btree ("room_id") WHERE "outbox"."turn";--> statement-breakpoint
CREATE INDEX "outbox_in_room" ON "outbox" USING btree ("room_id","place");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("channel_id","priority","due_at","place") WHERE "outbox"."turn" and "outbox"."state" = 'queued';--> statement-breakpoint
CREATE INDEX "outbox_claimed" ON "outbox" USING btree ("claimed_at") WHERE "outbox"."state" <> 'queued';--> statement-breakpoint
CREATE UNIQUE INDEX "sends_once" ON "sends" USING btree ("sent_by","client_message_id") WHERE "sends"."client_message_id" is not null;--> statement-breakpoint
CREATE INDEX "media_to_fetch" ON "media" USING btree ("due_at") WHERE "media"."state" = 'remote';
--> statement-breakpoint
-- Sending, as docs/adr/0007-a-queue-of-our-own.md says. Whoever writes the outbox holds the locks of its rooms; the claim alone does not.

-- The shown status of a message, from the times of its attempts. The same rule as domain/status.ts,
-- and a test holds the two equal. A delivered, read or played of any attempt wins, else the latest attempt counts.
CREATE FUNCTION shown_status(of_message uuid, OUT status text, OUT at timestamptz, OUT attempt int, OUT error jsonb, OUT wamid text)
LANGUAGE sql STABLE AS $$
  SELECT s.status, s.at, s.attempt, CASE WHEN s.status = 'failed' THEN s.error END, s.wa_message_id
    FROM (SELECT a.attempt, a.error, a.wa_message_id,
            CASE WHEN a.played_at IS NOT NULL THEN 'played' WHEN a.read_at IS NOT NULL THEN 'read'
                 WHEN a.delivered_at IS NOT NULL THEN 'delivered' WHEN a.failed_at IS NOT NULL THEN 'failed'
                 WHEN a.sent_at IS NOT NULL THEN 'sent' WHEN a.unknown_at IS NOT NULL THEN 'unknown' ELSE 'pending' END AS status,
            coalesce(a.played_at, a.read_at, a.delivered_at, a.failed_at, a.sent_at, a.unknown_at) AS at,
            CASE WHEN a.played_at IS NOT NULL THEN 3 WHEN a.read_at IS NOT NULL THEN 2
                 WHEN a.delivered_at IS NOT NULL THEN 1 ELSE 0 END AS arrived
          FROM message_attempts a WHERE a.message_id = of_message) s
   ORDER BY s.arrived DESC, s.attempt DESC LIMIT 1
$$;
--> statement-breakpoint
-- Writes on messages what their attempts say now, and answers an event for each that looks different.
CREATE FUNCTION show_statuses(message_ids uuid[], stamp timestamptz) RETURNS event_draft[] LANGUAGE sql AS $$
  WITH changed AS (
    UPDATE messages m SET status = s.status, status_timestamp = s.at, updated_at = stamp, wa_message_id = s.wamid,
        metadata = CASE WHEN s.error IS NULL THEN m.metadata - 'error'
                        ELSE m.metadata || jsonb_build_object('error', s.error) END
      FROM (SELECT h.id, t.status, t.at, t.attempt, t.error,
              CASE WHEN t.wamid IS NULL OR t.status IN ('pending', 'unknown') THEN o.wa_message_id ELSE t.wamid END AS wamid
              FROM unnest(message_ids) AS h(id), LATERAL (SELECT wa_message_id FROM messages WHERE messages.id = h.id) o,
                shown_status(h.id) t WHERE t.status IS NOT NULL) s
     WHERE m.id = s.id
       AND (m.status, m.status_timestamp, m.metadata->'error', m.wa_message_id) IS DISTINCT FROM (s.status, s.at, s.error, s.wamid)
    RETURNING m.id, m.room_id, m.wa_message_id, m.status, m.status_timestamp, s.attempt, s.error
  )
  SELECT array_agg(ROW('message_status', 1, c.room_id, true, r.participant_ids,
           json_build_object('message_id', c.id, 'room_id', c.room_id, 'wa_message_id', c.wa_message_id,
             'status', c.status, 'status_timestamp', iso(c.status_timestamp), 'attempt', c.attempt, 'error', c.error), NULL)::event_draft ORDER BY c.id)
    FROM changed c, LATERAL (SELECT participant_ids FROM rooms WHERE rooms.id = c.room_id ORDER BY last_seq DESC LIMIT 1) r
$$;
--> statement-breakpoint
-- Gives each room's turn, where nobody has it, to what is under way already, else to the first in line.
CREATE FUNCTION pass_turns(of_rooms uuid[]) RETURNS void LANGUAGE sql AS $$
  UPDATE outbox o SET turn = true
    FROM unnest(of_rooms) AS r(id), LATERAL (
      SELECT q.message_id, q.attempt FROM outbox q WHERE q.room_id = r.id AND q.state <> 'uncertain'
       ORDER BY q.state = 'queued', q.place LIMIT 1) f
   WHERE o.message_id = f.message_id AND o.attempt = f.attempt
     AND NOT EXISTS (SELECT 1 FROM outbox t WHERE t.room_id = r.id AND t.turn)
$$;
--> statement-breakpoint
-- What Meta has told of is settled: it is not sent again, and its room goes on. A second attempt that has not begun is
-- taken back when the first turns out to have got through.
CREATE FUNCTION settle_outbox(message_ids uuid[], of_rooms uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM unnest(message_ids) AS h(id) JOIN outbox o ON o.message_id = h.id) THEN
    RETURN;
  END IF;
  DELETE FROM outbox o USING unnest(message_ids) AS h(id), message_attempts a
   WHERE o.message_id = h.id AND o.state IN ('queued', 'uncertain') AND a.message_id = h.id AND a.attempt = o.attempt
     AND coalesce(a.sent_at, a.delivered_at, a.read_at, a.played_at, a.failed_at) IS NOT NULL;
  WITH taken_back AS (
    DELETE FROM outbox o USING unnest(message_ids) AS h(id)
     WHERE o.message_id = h.id AND o.state = 'queued' AND EXISTS (
       SELECT 1 FROM message_attempts a WHERE a.message_id = h.id AND a.attempt < o.attempt
          AND (coalesce(a.delivered_at, a.read_at, a.played_at) IS NOT NULL OR (a.sent_at IS NOT NULL AND a.failed_at IS NULL)))
    RETURNING o.message_id, o.attempt
  )
  DELETE FROM message_attempts a USING taken_back t WHERE a.message_id = t.message_id AND a.attempt = t.attempt;
  PERFORM pass_turns(of_rooms);
END $$;
--> statement-breakpoint
-- One group of sends in one call. Each is decided by itself, under its room's lock, and gets its own answer: a refusal
-- hurts no neighbour. A room that nobody had yet is born with its first message.
CREATE FUNCTION send_group(sends json, at_now timestamptz) RETURNS json LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  x record;
  r record;
  prior record;
  base json;
  facts json;
  stored_at timestamptz(3);
  lock_ids uuid[];
  answers json[] := '{}';
  drafts event_draft[] := '{}';
  stored int := 0;
  first_id bigint;
BEGIN
  -- Who is born needs the leads' lock, which comes before any room's (0006).
  IF EXISTS (SELECT 1 FROM json_array_elements(sends) AS e(value) WHERE e.value->'birth'->>'room_id' IS NOT NULL) THEN
    PERFORM pg_advisory_xact_lock_shared(7286, 1);
  END IF;
  SELECT array_agg(DISTINCT (e.value->'data'->>'room_id')::uuid ORDER BY (e.value->'data'->>'room_id')::uuid) INTO lock_ids
    FROM json_array_elements(sends) AS e(value);
  PERFORM 1 FROM unnest(lock_ids) AS l(id), LATERAL (SELECT 1 FROM room_keys WHERE room_keys.id = l.id FOR UPDATE) k;

  FOR x IN
    SELECT s.*, (s.data->>'room_id')::uuid AS room_id, (s.data->>'id')::uuid AS id
      FROM json_to_recordset(sends) AS s(data json, version int, channel_id uuid, sent_by uuid, staff boolean,
        request_key text, request_hash text, content jsonb, needs_window boolean, listed boolean, priority smallint,
        file json, birth json)
  LOOP
    -- The same request again, wherever its room is now.
    IF x.request_key IS NOT NULL THEN
      SELECT s.request_hash, m.room_id, message_json(m) AS message INTO prior
        FROM sends s JOIN messages m ON m.id = s.message_id
       WHERE s.sent_by = x.sent_by AND s.client_message_id = x.request_key;
      IF FOUND THEN
        SELECT participant_ids INTO r FROM rooms WHERE id = prior.room_id ORDER BY last_seq DESC LIMIT 1;
        answers := answers || CASE
          WHEN NOT (x.staff OR x.sent_by = ANY (r.participant_ids)) THEN json_build_object('kind', 'not_found')
          WHEN prior.request_hash = x.request_hash THEN json_build_object('kind', 'repeat', 'message', prior.message)
          ELSE json_build_object('kind', 'conflict') END;
        CONTINUE;
      END IF;
    END IF;

    IF x.birth IS NOT NULL AND x.needs_window THEN
      -- Who never wrote has no window, and needs no room for that.
      answers := answers || json_build_object('kind', 'window_closed', 'closed_at', NULL);
      CONTINUE;
    END IF;
    IF x.birth IS NOT NULL THEN
      -- A unique violation here means that somebody was faster: all is decided again.
      INSERT INTO contacts (id, wa_id, bsuid)
      SELECT contact_id, wa_id, bsuid FROM json_to_record(x.birth) AS b(contact_id uuid, wa_id text, bsuid text, known boolean)
       WHERE NOT known;
      INSERT INTO contact_identities (id, contact_id, kind, value)
      SELECT i.id, (x.birth->>'contact_id')::uuid, i.kind, i.value
        FROM json_to_recordset(x.birth->'identities') AS i(id uuid, kind text, value text);
      INSERT INTO rooms (id, contact_id, channel_id, customer_type, lead_id, activity_at, created_at)
      SELECT b.room_id, b.contact_id, h.id, h.customer_type,
             (SELECT l.id FROM leads l WHERE l.phone = c.wa_id ORDER BY l.created_at, l.id LIMIT 1), clock_timestamp(), clock_timestamp()
        FROM json_to_record(x.birth) AS b(room_id uuid, contact_id uuid), contacts c, channels h
       WHERE c.id = b.contact_id AND h.id = x.channel_id;
    END IF;

    SELECT * INTO r FROM rooms WHERE id = x.room_id ORDER BY last_seq DESC LIMIT 1;
    IF NOT FOUND THEN
      answers := answers || json_build_object('kind', 'not_found');
      CONTINUE;
    END IF;
    IF r.merged_into IS NOT NULL THEN
      answers := answers || json_build_object('kind', 'not_found', 'merged_into', (
        SELECT o.id FROM rooms o WHERE o.id = r.merged_into AND (x.staff OR x.sent_by = ANY (o.participant_ids))
         ORDER BY o.last_seq DESC LIMIT 1));
      CONTINUE;
    END IF;
    IF r.identity_version <> x.version THEN
      RAISE EXCEPTION 'the customer behind a room has changed' USING ERRCODE = 'RU001';
    END IF;
    IF NOT (x.staff OR x.sent_by = ANY (r.participant_ids)) THEN
      answers := answers || json_build_object('kind', 'not_found');
      CONTINUE;
    END IF;
    IF r.channel_id <> x.channel_id THEN
      answers := answers || json_build_object('kind', 'other_channel');
      CONTINUE;
    END IF;
    -- [W1] [W2] as domain/window.ts says.
    IF x.needs_window AND (r.customer_at IS NULL OR r.customer_at + interval '24 hours' <= at_now) THEN
      answers := answers || json_build_object('kind', 'window_closed', 'closed_at', iso(r.customer_at + interval '24 hours'));
      CONTINUE;
    END IF;

    stored_at := greatest(r.activity_at, date_trunc('milliseconds', clock_timestamp()));
    base := json_build_object('seq', r.last_seq, 'unread_count', r.unread_count, 'message_count', r.message_count,
      'status', r.status, 'customer_at', iso(r.customer_at), 'activity_at', iso(r.activity_at), 'stored_at', iso(stored_at));
    INSERT INTO messages (id, seq, room_id, direction, user_id, client_message_id, content_type, content_text, status,
      reply_to_wa_message_id, reaction_emoji, reaction_to_wa_message_id, media_type, gcs_filename, gcs_url, file_size,
      mime_type, original_filename, metadata, created_at, updated_at, created_second)
    SELECT id, r.last_seq + 1, room_id, direction, user_id, client_message_id, content_type, content_text, status,
      reply_to_wa_message_id, reaction_emoji, reaction_to_wa_message_id, media_type, gcs_filename, gcs_url, file_size,
      mime_type, original_filename, metadata, created_at, updated_at, floor(extract(epoch FROM created_at))
      FROM json_to_record(x.data) AS m(id uuid, room_id uuid, direction text, user_id uuid, client_message_id text,
        content_type text, content_text text, status text, reply_to_wa_message_id text, reaction_emoji text,
        reaction_to_wa_message_id text, media_type text, gcs_filename text, gcs_url text, file_size bigint, mime_type text,
        original_filename text, metadata jsonb, created_at timestamptz, updated_at timestamptz);
    INSERT INTO message_attempts (message_id, attempt) VALUES (x.id, 1);
    INSERT INTO sends (message_id, sent_by, client_message_id, request_hash, content)
    VALUES (x.id, x.sent_by, x.request_key, x.request_hash, x.content);
    IF x.file IS NOT NULL THEN
      INSERT INTO media (message_id, state, object, size, mime, sha256, graph_media_id, graph_uploaded_at)
      SELECT x.id, 'stored', f.object, f.size, f.mime, f.sha256,
          CASE WHEN f.graph_channel_id = r.channel_id THEN f.graph_media_id END,
          CASE WHEN f.graph_channel_id = r.channel_id THEN f.graph_uploaded_at END
        FROM json_to_record(x.file) AS f(object text, size bigint, mime text, sha256 text, graph_media_id text,
          graph_uploaded_at timestamptz, graph_channel_id uuid);
    END IF;
    PERFORM put_in_outbox(x.id, 1, r.id, r.channel_id, x.priority, at_now);
    UPDATE rooms SET last_seq = last_seq + 1, message_count = message_count + 1,
        last_message_id = CASE WHEN x.listed THEN x.id ELSE last_message_id END,
        activity_at = CASE WHEN x.listed THEN stored_at ELSE activity_at END
     WHERE id = r.id AND last_seq = r.last_seq;
    stored := stored + 1;
    answers := answers || json_build_object('kind', 'stored', 'seq', r.last_seq + 1);

    IF x.birth IS NULL THEN
      drafts := drafts || ROW('message', 2, r.id, true, r.participant_ids, x.data, base)::event_draft;
      CONTINUE;
    END IF;
    SELECT v.facts INTO facts FROM room_facts v WHERE v.id = r.id;
    drafts := drafts || ROW('room_created', 3, r.id, true, '{}'::uuid[], x.data,
      json_build_object('message', base, 'room', facts))::event_draft;
    drafts := drafts || assign_newborn(r.id, x.sent_by, x.birth->'assign', at_now);
  END LOOP;

  IF stored > 0 THEN
    INSERT INTO tallies VALUES (concat_ws('|', 'messages', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 'outgoing'), stored);
  END IF;
  first_id := append_events(drafts);
  RETURN json_build_object('answers', array_to_json(answers), 'first', first_id, 'rows', drafts_json(drafts));
END $$;
--> statement-breakpoint
-- Drafts as the feed takes them.
CREATE FUNCTION drafts_json(drafts event_draft[]) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT coalesce(json_agg(json_build_object('kind', d.kind, 'slots', d.slots, 'room_id', d.room_id, 'user_ids', d.user_ids,
           'data', d.data, 'facts', d.facts) ORDER BY d.n), '[]')
    FROM unnest(drafts) WITH ORDINALITY AS d(kind, slots, room_id, staff, user_ids, data, facts, n)
$$;
--> statement-breakpoint
-- Whom a room is given to as it is born: `{id, history_id}`, or nobody.
CREATE FUNCTION assign_newborn(of_room uuid, by uuid, assign json, at_now timestamptz) RETURNS event_draft[] LANGUAGE plpgsql AS $$
DECLARE
  agent record;
BEGIN
  SELECT u.id, u.name INTO agent FROM users u WHERE u.id = (assign->>'id')::uuid AND NOT u.disabled;
  IF NOT FOUND THEN
    RETURN '{}';
  END IF;
  INSERT INTO room_participants (room_id, user_id, assigned_by, assigned_at) VALUES (of_room, agent.id, by, at_now);
  UPDATE rooms SET participant_ids = ARRAY[agent.id] WHERE id = of_room;
  INSERT INTO room_history (id, room_id, actor_id, kind, data, at)
  VALUES ((assign->>'history_id')::uuid, of_room, by, 'assigned', jsonb_build_object('agent_id', agent.id), at_now);
  RETURN ARRAY[ROW('agent_assigned', 1, of_room, true, ARRAY[agent.id],
    json_build_object('agent_id', agent.id, 'agent_name', agent.name, 'assigned_at', iso(at_now)),
    json_build_object('room', (SELECT v.facts FROM room_facts v WHERE v.id = of_room)))::event_draft];
END $$;
--> statement-breakpoint
-- One more to hand to Meta. What is bulk in the same room no longer waits for other rooms' answers: it is in this one's way.
CREATE FUNCTION put_in_outbox(of_message uuid, nth int, of_room uuid, of_channel uuid, urgency smallint, at_now timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF urgency = 0 THEN
    UPDATE outbox SET priority = 0 WHERE room_id = of_room AND priority > 0 AND state = 'queued';
  END IF;
  INSERT INTO channel_pacing (channel_id, tokens, at) VALUES (of_channel, 1, at_now) ON CONFLICT DO NOTHING;
  INSERT INTO pair_pacing (room_id, free_at) VALUES (of_room, at_now) ON CONFLICT DO NOTHING;
  INSERT INTO outbox (message_id, attempt, room_id, channel_id, priority, due_at, turn)
  VALUES (of_message, nth, of_room, of_channel, urgency, at_now,
          NOT EXISTS (SELECT 1 FROM outbox WHERE room_id = of_room AND (turn OR state = 'queued')));
END $$;
--> statement-breakpoint
-- Takes what is due and may be sent now, up to so many, and marks it: committed before Meta is called. No room's lock is
-- held; a number's bucket is, so that several processes pace as one. A file that Meta has not got, or not for long
-- enough, is uploaded first.
CREATE FUNCTION claim_sends(at_now timestamptz, most int) RETURNS json LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  -- Meta's rule for a pair: one message in 6 s, 45 ahead of time (facts sheet, section 7).
  gap interval := '6 s';
  ahead interval := '264 s';
  -- A file is kept for 30 days; one that is nearly over is uploaded anew.
  fresh interval := '29 days';
  ch record;
  bucket record;
  filling float8;
  depth float8;
  filled float8;
  got int;
  jobs json;
  taken json[] := '{}';
  count_taken int := 0;
  next_at timestamptz;
  ready_at timestamptz;
BEGIN
  FOR ch IN SELECT id, phone_number_id, sends_per_second FROM channels WHERE state = 'ok' LOOP
    SELECT min(d.due_at) INTO ready_at FROM unnest('{0,1}'::smallint[]) AS p(priority), LATERAL (
      SELECT due_at FROM outbox WHERE channel_id = ch.id AND priority = p.priority AND turn AND state = 'queued'
       ORDER BY due_at LIMIT 1) d;
    CONTINUE WHEN ready_at IS NULL;
    IF ready_at > at_now OR count_taken >= most THEN
      next_at := least(next_at, greatest(ready_at, at_now));
      CONTINUE;
    END IF;
    SELECT * INTO bucket FROM channel_pacing WHERE channel_id = ch.id FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
      -- Another process is at it.
      next_at := least(next_at, at_now);
      CONTINUE;
    END IF;
    -- In no second more than the rate: what the bucket holds, and what flows in.
    depth := greatest(1, 0.05 * ch.sends_per_second);
    filling := 0.95 * ch.sends_per_second;
    filled := least(depth, bucket.tokens + filling * greatest(0, extract(epoch FROM at_now - bucket.at)));
    got := 0;
    IF filled >= 1 THEN
      WITH due AS MATERIALIZED (
        SELECT o.message_id, o.attempt, o.room_id, greatest(p.free_at, at_now) AS free_at
          FROM outbox o LEFT JOIN pair_pacing p ON p.room_id = o.room_id
         WHERE o.channel_id = ch.id AND o.turn AND o.state = 'queued' AND o.due_at <= at_now
         ORDER BY o.priority, o.due_at, o.place LIMIT least(floor(filled)::int, most - count_taken) FOR UPDATE OF o SKIP LOCKED
      ), waits AS (
        UPDATE outbox o SET due_at = d.free_at - ahead FROM due d
         WHERE o.message_id = d.message_id AND o.attempt = d.attempt AND d.free_at - ahead > at_now
      ), marked AS (
        UPDATE outbox o SET claimed_at = at_now,
            state = CASE WHEN f.object IS NULL OR f.graph_uploaded_at > at_now - fresh THEN 'flying' ELSE 'uploading' END
          FROM due d LEFT JOIN media f ON f.message_id = d.message_id
         WHERE o.message_id = d.message_id AND o.attempt = d.attempt AND d.free_at - ahead <= at_now
        RETURNING o.*
      ), paced AS (
        UPDATE pair_pacing p SET free_at = greatest(p.free_at, at_now) + gap FROM marked m WHERE p.room_id = m.room_id
      )
      SELECT count(*), json_agg(json_build_object('message_id', o.message_id, 'attempt', o.attempt, 'room_id', o.room_id,
               'channel_id', o.channel_id, 'phone_number_id', ch.phone_number_id, 'tries', o.tries, 'state', o.state,
               'wa_id', c.wa_id, 'bsuid', c.bsuid, 'content', s.content, 'reply_to', m.reply_to_wa_message_id,
               'object', f.object, 'mime', f.mime, 'filename', m.original_filename,
               'media_id', CASE WHEN o.state = 'flying' THEN f.graph_media_id END) ORDER BY o.place)
        INTO got, jobs
        FROM marked o
          JOIN LATERAL (SELECT * FROM messages WHERE messages.id = o.message_id) m ON true
          JOIN LATERAL (SELECT content FROM sends WHERE sends.message_id = o.message_id) s ON true
          JOIN LATERAL (SELECT contact_id FROM room_keys WHERE room_keys.id = o.room_id) k ON true
          LEFT JOIN contacts c ON c.id = k.contact_id
          LEFT JOIN media f ON f.message_id = o.message_id;
      IF got > 0 THEN
        taken := taken || jobs;
        count_taken := count_taken + got;
      END IF;
    END IF;
    UPDATE channel_pacing SET tokens = filled - got, at = greatest(at, at_now) WHERE channel_id = ch.id;
    SELECT min(d.due_at) INTO ready_at FROM unnest('{0,1}'::smallint[]) AS p(priority), LATERAL (
      SELECT due_at FROM outbox WHERE channel_id = ch.id AND priority = p.priority AND turn AND state = 'queued'
       ORDER BY due_at LIMIT 1) d;
    next_at := least(next_at, greatest(ready_at, at_now + greatest(0, 1 - (filled - got)) / filling * interval '1 s'));
  END LOOP;
  RETURN json_build_object('jobs', array_to_json(taken), 'next_at', (extract(epoch FROM next_at) * 1000)::float8);
END $$;
--> statement-breakpoint
-- What became of Graph calls, a group in one call: `accepted`, `refused`, `retry` (later, by itself), `hold` (its number
-- is refused: it waits), `uncertain`, `overdue` (its room waits no longer), `lost` (nobody has told in time), `requeue`
-- (its file was never uploaded: nothing was sent).
CREATE FUNCTION send_outcomes(outcomes json, at_now timestamptz) RETURNS json LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  lock_ids uuid[];
  message_ids uuid[];
  waiting json;
  drafts event_draft[];
  refused event_draft[];
  first_id bigint;
BEGIN
  SELECT array_agg(DISTINCT m.room_id ORDER BY m.room_id), array_agg(DISTINCT m.id ORDER BY m.id) INTO lock_ids, message_ids
    FROM json_to_recordset(outcomes) AS o(message_id uuid), LATERAL (SELECT id, room_id FROM messages WHERE id = o.message_id) m;
  PERFORM 1 FROM unnest(lock_ids) AS l(id), LATERAL (SELECT 1 FROM room_keys WHERE room_keys.id = l.id FOR UPDATE) k;
  IF EXISTS (SELECT 1 FROM unnest(message_ids) AS t(id), LATERAL (SELECT room_id FROM messages WHERE messages.id = t.id) m
              WHERE m.room_id <> ALL (lock_ids)) THEN
    RAISE EXCEPTION 'a room has been merged' USING ERRCODE = 'RU001';
  END IF;
  -- A status without our callback may be about to wait for this wamid: see ingest_group.
  PERFORM pg_advisory_xact_lock(7285, h)
     FROM (SELECT DISTINCT hashtext(o.wamid) AS h FROM json_to_recordset(outcomes) AS o(wamid text) WHERE o.wamid IS NOT NULL ORDER BY h) t;

  UPDATE message_attempts a SET
      wa_message_id = CASE WHEN a.wa_message_id IS NULL AND o.wamid IS NOT NULL
                            AND NOT EXISTS (SELECT 1 FROM message_attempts b WHERE b.wa_message_id = o.wamid)
                           THEN o.wamid ELSE a.wa_message_id END,
      sent_at = CASE WHEN o.kind = 'accepted' THEN least(a.sent_at, o.at) ELSE a.sent_at END,
      failed_at = CASE WHEN o.kind = 'refused' THEN least(a.failed_at, o.at) ELSE a.failed_at END,
      error = CASE WHEN o.kind = 'refused' THEN coalesce(a.error, o.error) ELSE a.error END
    FROM json_to_recordset(outcomes) AS o(message_id uuid, attempt int, kind text, wamid text, at timestamptz, error jsonb)
   WHERE a.message_id = o.message_id AND a.attempt = o.attempt AND o.kind IN ('accepted', 'refused');

  DELETE FROM outbox b USING json_to_recordset(outcomes) AS o(message_id uuid, attempt int, kind text)
   WHERE b.message_id = o.message_id AND b.attempt = o.attempt AND o.kind IN ('accepted', 'refused');
  UPDATE outbox b SET claimed_at = CASE WHEN o.kind IN ('uncertain', 'overdue') THEN b.claimed_at END,
      state = CASE WHEN o.kind IN ('uncertain', 'overdue') THEN 'uncertain' ELSE 'queued' END,
      turn = b.turn AND o.kind <> 'overdue',
      due_at = coalesce(o.due_at, b.due_at), tries = b.tries + CASE WHEN o.kind = 'retry' THEN 1 ELSE 0 END
    FROM json_to_recordset(outcomes) AS o(message_id uuid, attempt int, kind text, due_at timestamptz, claimed_before timestamptz)
   WHERE b.message_id = o.message_id AND b.attempt = o.attempt
     AND o.kind IN ('retry', 'hold', 'uncertain', 'overdue', 'requeue') AND b.state <> 'queued'
     AND (o.claimed_before IS NULL OR b.claimed_at <= o.claimed_before) AND (o.kind = 'requeue') <= (b.state = 'uploading');
  -- Whatever a webhook has settled meanwhile.
  PERFORM settle_outbox(message_ids, lock_ids);
  WITH lost AS (
    DELETE FROM outbox b USING json_to_recordset(outcomes) AS o(message_id uuid, attempt int, kind text, claimed_before timestamptz)
     WHERE b.message_id = o.message_id AND b.attempt = o.attempt AND o.kind = 'lost'
       AND b.state IN ('flying', 'uncertain') AND b.claimed_at <= o.claimed_before
    RETURNING b.message_id, b.attempt
  )
  UPDATE message_attempts a SET unknown_at = at_now FROM lost l WHERE a.message_id = l.message_id AND a.attempt = l.attempt;
  PERFORM pass_turns(lock_ids);

  SELECT json_agg(w.update) INTO waiting
    FROM json_to_recordset(outcomes) AS o(wamid text) JOIN waiting_updates w ON w.wa_message_id = o.wamid;
  WITH broken AS (
    SELECT DISTINCT ON (o.channel_id) o.channel_id, o.reason
      FROM json_to_recordset(outcomes) AS o(kind text, channel_id uuid, reason text) WHERE o.kind = 'hold' ORDER BY o.channel_id
  ), stopped AS (
    UPDATE channels c SET state = 'refused', state_reason = b.reason, checked_at = at_now FROM broken b
     WHERE c.id = b.channel_id AND c.state = 'ok'
    RETURNING c.id, c.phone_number_id, c.state, c.state_reason
  )
  SELECT array_agg(ROW('channel_state', 1, NULL, true, '{}'::uuid[], json_build_object('channel_id', id,
           'phone_number_id', phone_number_id, 'state', state, 'reason', state_reason), NULL)::event_draft)
    INTO refused FROM stopped;
  drafts := coalesce(show_statuses(message_ids, date_trunc('milliseconds', clock_timestamp())), '{}') || coalesce(refused, '{}');
  first_id := append_events(drafts);
  RETURN json_build_object('waiting', waiting, 'first', first_id, 'rows', drafts_json(drafts));
END $$;
