CREATE TABLE "team" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	CONSTRAINT "team_one_row" CHECK ("team"."id" = 1)
);
--> statement-breakpoint
INSERT INTO team DEFAULT VALUES;
--> statement-breakpoint
-- The day that a moment is of, by a zone.
CREATE FUNCTION day_of(moment timestamptz, zone text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (moment AT TIME ZONE zone)::date;
--> statement-breakpoint
-- The same by the team's zone. Some 3 µs: whoever stores messages asks once a call, never once a message.
CREATE FUNCTION day_of(moment timestamptz) RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT day_of(moment, time_zone) FROM team WHERE id = 1);
END $$;
--> statement-breakpoint
-- The first moment of a day. Where clocks are put back at midnight that comes twice, and PostgreSQL takes the later one; where
-- they are put forward then, a day begins at one.
CREATE FUNCTION day_begins(day date, zone text) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN (day::timestamp AT TIME ZONE zone)
  - CASE WHEN day_of((day::timestamp AT TIME ZONE zone) - interval '1 hour', zone) = day THEN interval '1 hour' ELSE interval '0' END;
--> statement-breakpoint
-- As before (0006), but by the team's day.
CREATE OR REPLACE FUNCTION note_first_response() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  zone text;
  today date;
BEGIN
  IF NEW.direction <> 'outgoing' THEN
    RETURN NULL;
  END IF;
  SELECT time_zone INTO zone FROM team WHERE id = 1;
  today := day_of(NEW.created_at, zone);
  INSERT INTO first_responses (day, room_id, answered_at, seconds)
  SELECT today, NEW.room_id, NEW.created_at, extract(epoch FROM NEW.created_at - m.created_at)
    FROM messages m
   WHERE m.room_id = NEW.room_id AND m.created_second BETWEEN extract(epoch FROM day_begins(today, zone))::bigint AND NEW.created_second
     AND m.direction = 'incoming' AND m.content_type NOT IN ('reaction', 'system', 'note')
   ORDER BY m.created_second, m.seq LIMIT 1
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- As before (0024), but by the team's day.
CREATE OR REPLACE FUNCTION tally_failure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tallies VALUES (concat_ws('|', 'messages', to_char(day_of(NEW.created_at), 'YYYY-MM-DD'), 'failed'),
                              CASE WHEN NEW.status = 'failed' THEN 1 ELSE -1 END);
  RETURN NULL;
END $$;
--> statement-breakpoint
-- As before (0008), but what is stored counts on the team's day.
CREATE OR REPLACE FUNCTION send_group(sends json, at_now timestamptz) RETURNS json LANGUAGE plpgsql
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
    INSERT INTO tallies VALUES (concat_ws('|', 'messages', to_char(day_of(clock_timestamp()), 'YYYY-MM-DD'), 'outgoing'), stored);
  END IF;
  first_id := append_events(drafts);
  RETURN json_build_object('answers', array_to_json(answers), 'first', first_id, 'rows', drafts_json(drafts));
END $$;
--> statement-breakpoint
-- As before (0020), but what is stored counts on the team's day, and a customer who reopens a room leaves a line in its
-- history: nobody's deed (C5).
-- Plans here must not depend on what the planner believes of a table that has just begun to grow: every join walks
-- from a given list to an index, and a plan once made stays.
CREATE OR REPLACE FUNCTION ingest_group(
  -- All ids that could find the senders whom the caller does not remember; of each of these, the place of its sender's room
  -- in room_ids, the channel, how many ids the sender came with, and its names, null where there are none.
  kinds text[], vals text[], whose int[], id_channels uuid[], told_with int[], profiles text[], usernames text[],
  -- Who they are if nobody has these ids, and rooms that known customers do not have yet: {contacts, identities, rooms},
  -- each with its place in room_ids.
  newcomers jsonb,
  -- The rooms of the messages, each with the identity_version that the decision stands on.
  room_ids uuid[], room_versions int[],
  -- What the messages of this group add to each of them, in the same order.
  unread int[], stored int[], last_ids uuid[], customer_ats timestamptz[],
  -- Which of them are not there yet, unless their customers turn out to be known; null if all are.
  fresh boolean[],
  -- Messages as on the wire, a line each, each with its room's place in room_ids and its turn within that room.
  new_messages text, places int[], turns int[],
  -- The same once more, column by column: an array is read at a place, where a JSON record is taken apart by names. Of a
  -- column that nobody has a value for there is none.
  ids uuid[], wamids text[], directions text[], content_types text[], content_texts text[], shown_as text[],
  status_ats timestamptz[], replies text[], emojis text[], reactions text[], media_types text[], media_ids text[],
  mime_types text[], filenames text[], metadatas jsonb[], created_ats timestamptz[], updated_ats timestamptz[],
  -- How many of them the customers wrote, and how many are unread: for the counters.
  incoming int, fresh_unread int,
  echoed uuid[], files json, statuses json, changes json, others json)
RETURNS json LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  stamp timestamptz(3);
  lock_ids uuid[];
  reopened uuid[];
  counted int;
  -- Of each id that somebody has: its place in vals, whose it is, the room, that room's identity_version.
  hits int[];
  hit_contacts uuid[];
  hit_rooms uuid[];
  hit_versions int[];
  is_certain boolean;
  expected int := 0;
  place int;
  -- By place: what rooms that are there after all are called in new_messages.
  called_before text[];
  -- The places in new_messages of those that open a new room; of each message, how many ids of the log come before its
  -- own, and its place in openings.
  openings int[];
  offsets int[];
  births int[];
  -- Of each room as it was before, in the order of room_ids.
  bases json[];
  people text[];
  seqs bigint[];
  stored_ats timestamptz[];
  missing text[];
  hit uuid[];
  drafts event_draft[] := '{}';
  more event_draft[];
  waiting json;
  today text;
  other_events json;
  born json[];
  first_id bigint;
BEGIN
  -- 0. Who is known by as many ids as were told, all of them in use and one customer's, and under these names, goes on in the
  -- room that is there; who has none of them is new. Whatever lies between is not decided here, and nothing is written: an
  -- id that was given up, one that is missing, another name, no room on this channel.
  IF vals IS NOT NULL AND EXISTS (
    SELECT 1 FROM generate_subscripts(vals, 1) AS n,
      LATERAL (SELECT 1 FROM contact_identities WHERE value = vals[n] AND kind = kinds[n] LIMIT 1) i) THEN
    SELECT array_agg(n), array_agg(i.contact_id), array_agg(k.id), array_agg(k.identity_version), bool_and(i.active AND k.id IS NOT NULL)
      INTO hits, hit_contacts, hit_rooms, hit_versions, is_certain
      FROM generate_subscripts(vals, 1) AS n,
        LATERAL (SELECT contact_id, active FROM contact_identities WHERE value = vals[n] AND kind = kinds[n]) i
        LEFT JOIN LATERAL (
          SELECT id, identity_version FROM room_keys
           WHERE contact_id = i.contact_id AND channel_id = id_channels[n]
             AND (profiles[n] IS NULL OR profile_mark = hashtext(profiles[n]))
             AND (usernames[n] IS NULL OR username_mark = hashtext(usernames[n]))) k ON true;
    IF is_certain IS NOT TRUE THEN
      RETURN NULL;
    END IF;
    FOR n IN 1 .. cardinality(hits) LOOP
      place := whose[hits[n]];
      IF called_before[place] IS NULL THEN
        -- Two senders who are one.
        IF hit_rooms[n] = ANY (room_ids) THEN
          RETURN NULL;
        END IF;
        called_before[place] := room_ids[place];
        room_ids[place] := hit_rooms[n];
        room_versions[place] := hit_versions[n];
        fresh[place] := false;
        expected := expected + told_with[hits[n]];
      ELSIF room_ids[place] <> hit_rooms[n] THEN
        RETURN NULL;
      END IF;
    END LOOP;
    -- A customer has one id of a kind, so that none can make up for another's.
    IF expected <> cardinality(hits) THEN
      RETURN NULL;
    END IF;
    IF NOT true = ANY (fresh) THEN
      newcomers := NULL;
    END IF;
  END IF;

  -- 1. Customers not seen before. A unique violation here means that somebody was faster.
  IF newcomers IS NOT NULL THEN
    INSERT INTO contacts (id, wa_id, bsuid, parent_bsuid, profile_name, username)
    SELECT id, wa_id, bsuid, parent_bsuid, profile_name, username
      FROM jsonb_to_recordset(newcomers->'contacts')
        AS (id uuid, wa_id text, bsuid text, parent_bsuid text, profile_name text, username text, place int)
     WHERE fresh[place];
    INSERT INTO contact_identities (id, contact_id, kind, value)
    SELECT id, contact_id, kind, value
      FROM jsonb_to_recordset(newcomers->'identities') AS (id uuid, contact_id uuid, kind text, value text, place int)
     WHERE fresh[place]
     ORDER BY kind, value;
    -- A known customer's new room stands on its contact: contacts are locked before rooms, everywhere, and by id.
    IF jsonb_array_length(newcomers->'rooms') > jsonb_array_length(newcomers->'contacts') THEN
      PERFORM 1 FROM (SELECT DISTINCT contact_id AS id FROM jsonb_to_recordset(newcomers->'rooms') AS n(contact_id uuid) ORDER BY 1) n,
        LATERAL (SELECT 1 FROM contacts WHERE contacts.id = n.id FOR KEY SHARE) c;
    END IF;
  END IF;

  -- 2. Every room that this group touches, locked in one order everywhere: by id. Whose messages are stored is read in the
  -- same step: what a row lock had to wait for is seen in the row that it answers.
  IF statuses IS NOT NULL OR changes IS NOT NULL THEN
    SELECT array_agg(id ORDER BY id) INTO lock_ids FROM (
      SELECT unnest(room_ids) AS id
      UNION SELECT m.room_id FROM json_to_recordset(statuses) AS s(wamid text)
        JOIN message_attempts a ON a.wa_message_id = s.wamid JOIN messages m ON m.id = a.message_id
      UNION SELECT m.room_id FROM json_to_recordset(statuses) AS s(message_id uuid)
        JOIN messages m ON m.id = s.message_id
      UNION SELECT m.room_id FROM json_to_recordset(changes) AS c(original_wamid text)
        JOIN messages m ON m.wa_message_id = c.original_wamid) t;
    PERFORM lock_rooms(lock_ids);
    -- Whoever was merged away while we waited: its messages stand in a room that is not locked.
    IF EXISTS (
      SELECT 1 FROM unnest(lock_ids) AS l(id),
        LATERAL (SELECT merged_into FROM rooms WHERE rooms.id = l.id ORDER BY last_seq DESC LIMIT 1) r
       WHERE r.merged_into IS NOT NULL) THEN
      RAISE EXCEPTION 'a room has been merged' USING ERRCODE = 'RU001';
    END IF;
  END IF;
  IF room_ids IS NOT NULL THEN
    SELECT count(*), array_agg(r.id) FILTER (WHERE r.status = 'closed' AND r.has_written),
           array_agg(r.participant_ids::text), array_agg(r.last_seq), array_agg(r.stored_at), array_agg(r.base)
      INTO counted, reopened, people, seqs, stored_ats, bases
      FROM (SELECT k.id, k.status, k.participant_ids, k.last_seq, k.stored_at, customer_ats[n] IS NOT NULL AS has_written,
              json_build_object('seq', k.last_seq, 'unread_count', k.unread_count, 'message_count', k.message_count,
                'status', k.status, 'customer_at', iso(k.customer_at), 'activity_at', iso(k.activity_at),
                'stored_at', iso(k.stored_at)) AS base
              FROM (SELECT n FROM generate_subscripts(room_ids, 1) AS n ORDER BY room_ids[n]) AS sorted(n),
                LATERAL (SELECT o.id, o.status, o.participant_ids, o.last_seq, o.unread_count, o.message_count, o.customer_at, o.activity_at,
                           greatest(o.activity_at, date_trunc('milliseconds', clock_timestamp())) AS stored_at
                           FROM (SELECT * FROM rooms WHERE rooms.id = room_ids[n] ORDER BY last_seq DESC LIMIT 1 FOR UPDATE) o
                          WHERE o.identity_version = room_versions[n] AND o.merged_into IS NULL
                         UNION ALL
                         SELECT room_ids[n], 'open', '{}', 0, 0, 0, NULL, now.at, now.at
                           FROM (SELECT date_trunc('milliseconds', clock_timestamp())::timestamptz(3) AS at) now
                          WHERE fresh[n]) k
             ORDER BY n) r;
    IF counted <> cardinality(room_ids) THEN
      RAISE EXCEPTION 'the customer behind a room has changed' USING ERRCODE = 'RU001';
    END IF;
  END IF;
  stamp := date_trunc('milliseconds', clock_timestamp());

  -- A status of our own message may be about to wait for it: see 4.
  IF echoed IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(7285, h)
       FROM (SELECT DISTINCT hashtext(wamid) AS h FROM unnest(wamids, directions) AS m(wamid, direction)
              WHERE direction = 'outgoing' ORDER BY h) t;
  END IF;

  -- 3. Messages, each wamid once: whose wamid is stored already violates messages_wamid. Their counters start from what
  -- the room was before.
  IF ids IS NOT NULL THEN
    INSERT INTO messages (id, seq, room_id, direction, content_type, content_text, wa_message_id, status,
      status_timestamp, reply_to_wa_message_id, reaction_emoji, reaction_to_wa_message_id, media_type, media_id,
      mime_type, original_filename, metadata, created_at, updated_at, created_second)
    SELECT ids[n], seqs[places[n]] + turns[n], room_ids[places[n]], directions[n], content_types[n], content_texts[n], wamids[n],
      shown_as[n], status_ats[n], replies[n], emojis[n], reactions[n], media_types[n], media_ids[n],
      mime_types[n], filenames[n], metadatas[n], created_ats[n], updated_ats[n],
      floor(extract(epoch FROM created_ats[n]))
      FROM generate_subscripts(ids, 1) AS n;
    -- A room is born with what its first messages make of it. A unique violation: somebody was faster.
    IF newcomers IS NOT NULL THEN
      INSERT INTO rooms (id, contact_id, channel_id, customer_type, lead_id, last_seq, message_count, unread_count,
        last_message_id, activity_at, customer_at, created_at)
      SELECT n.id, n.contact_id, n.channel_id, h.customer_type,
             (SELECT l.id FROM leads l WHERE l.phone = c.wa_id ORDER BY l.created_at, l.id LIMIT 1),
             stored[n.place], stored[n.place], unread[n.place], last_ids[n.place], stored_ats[n.place], customer_ats[n.place],
             stored_ats[n.place]
        FROM jsonb_to_recordset(newcomers->'rooms') AS n(id uuid, contact_id uuid, channel_id uuid, place int)
        JOIN contacts c ON c.id = n.contact_id
        JOIN channels h ON h.id = n.channel_id
       WHERE fresh[n.place]
       ORDER BY n.contact_id, n.channel_id;
      GET DIAGNOSTICS counted = ROW_COUNT;
      IF counted <> cardinality(array_positions(fresh, true)) THEN
        RAISE EXCEPTION 'the customer behind a new room is gone' USING ERRCODE = 'RU001';
      END IF;
    END IF;
    -- For itself, since a statement that sets what is counted by pays for the triggers that count, changed or not.
    IF reopened IS NOT NULL THEN
      UPDATE rooms SET status = 'open' WHERE id = ANY (reopened);
      -- By the clock that people's deeds are written down by, and after all of them, whichever machine's it was.
      INSERT INTO room_history (id, room_id, kind, data, at)
      SELECT gen_random_uuid(), o.id, 'status', '{"from": "closed", "to": "open"}',
             greatest(updated_ats[array_position(places, array_position(room_ids, o.id))],
               (SELECT h.at + interval '1 millisecond' FROM room_history h WHERE h.room_id = o.id ORDER BY h.at DESC, h.id DESC LIMIT 1))
        FROM unnest(reopened) AS o(id);
    END IF;
    UPDATE rooms r SET last_seq = r.last_seq + stored[n], message_count = r.message_count + stored[n],
        unread_count = r.unread_count + unread[n], last_message_id = coalesce(last_ids[n], r.last_message_id),
        activity_at = CASE WHEN last_ids[n] IS NULL THEN r.activity_at ELSE stored_ats[n] END,
        customer_at = greatest(r.customer_at, customer_ats[n])
      FROM generate_subscripts(room_ids, 1) AS n
     WHERE r.id = room_ids[n] AND r.last_seq = seqs[n];
    SELECT json_agg(w.update) INTO waiting
      FROM unnest(wamids) AS m(wamid) JOIN waiting_updates w ON w.wa_message_id = m.wamid;
    today := 'messages|' || to_char(day_of(stamp), 'YYYY-MM-DD');
    IF incoming > 0 THEN
      INSERT INTO tallies VALUES (today || '|incoming', incoming), ('unread', fresh_unread);
    END IF;
    IF echoed IS NOT NULL THEN
      INSERT INTO tallies VALUES (today || '|outgoing', cardinality(echoed));
    END IF;

    IF newcomers IS NOT NULL THEN
      counted := 0;
      FOR n IN 1 .. cardinality(ids) LOOP
        offsets[n] := 2 * (n - 1) + counted;
        births[n] := 0;
        IF turns[n] = 1 AND fresh[places[n]] THEN
          counted := counted + 1;
          openings[counted] := n;
          births[n] := counted;
        END IF;
      END LOOP;
      -- A first message shows its whole room.
      SELECT array_agg(f.facts ORDER BY o.turn) INTO born
        FROM unnest(openings) WITH ORDINALITY AS o(n, turn),
          LATERAL (SELECT v.facts FROM room_facts v WHERE v.id = room_ids[places[o.n]] OFFSET 0) f;
    END IF;
    IF reopened IS NOT NULL THEN
      SELECT array_agg(ROW('room_updated', 1, f.id, true, f.participant_ids, '{}', json_build_object('room', f.facts))::event_draft ORDER BY f.id)
        INTO drafts FROM unnest(reopened) AS o(id), LATERAL (SELECT * FROM room_facts v WHERE v.id = o.id OFFSET 0) f;
    END IF;
    IF echoed IS NOT NULL THEN
      INSERT INTO message_attempts (message_id, attempt, wa_message_id, sent_at)
      SELECT m.id, 1, m.wa_message_id, m.status_timestamp FROM unnest(echoed) AS e(id) JOIN messages m ON m.id = e.id;
    END IF;
    IF files IS NOT NULL THEN
      INSERT INTO media (message_id, media_id, sha256, url)
      SELECT * FROM json_to_recordset(files) AS (message_id uuid, media_id text, sha256 text, url text);
    END IF;
  END IF;

  -- 4. Statuses: a set of times for each attempt, merged in any order.
  IF statuses IS NOT NULL THEN
    -- Who finds no message waits for it; the lock settles the race with the writer of that wamid.
    SELECT array_agg(DISTINCT s.wamid ORDER BY s.wamid) INTO missing
      FROM json_to_recordset(statuses) AS s(wamid text, message_id uuid, attempt int)
     WHERE NOT EXISTS (SELECT 1 FROM message_attempts a WHERE a.wa_message_id = s.wamid)
       AND NOT EXISTS (SELECT 1 FROM message_attempts a WHERE a.message_id = s.message_id AND a.attempt = s.attempt);
    IF missing IS NOT NULL THEN
      PERFORM pg_advisory_xact_lock(7285, hashtext(w)) FROM unnest(missing) AS w ORDER BY hashtext(w);
      IF EXISTS (SELECT 1 FROM message_attempts WHERE wa_message_id = ANY(missing)) THEN
        RAISE EXCEPTION 'a message came while its status waited' USING ERRCODE = 'RU001';
      END IF;
      INSERT INTO waiting_updates (wa_message_id, kind, at, update)
      SELECT s.wamid, s.status, s.at, s.update
        FROM json_to_recordset(statuses) AS s(wamid text, status text, at timestamptz, update jsonb)
       WHERE s.wamid = ANY(missing)
      ON CONFLICT DO NOTHING;
    END IF;

    WITH given AS (
      SELECT * FROM json_to_recordset(statuses)
        AS s(wamid text, message_id uuid, attempt int, status text, at timestamptz, error jsonb)
    ), input AS (
      SELECT a.message_id, a.attempt, s.wamid, s.status, s.at, s.error
        FROM given s JOIN message_attempts a ON a.wa_message_id = s.wamid
      UNION ALL
      SELECT a.message_id, a.attempt, s.wamid, s.status, s.at, s.error
        FROM given s JOIN message_attempts a ON a.message_id = s.message_id AND a.attempt = s.attempt
       WHERE a.wa_message_id IS NULL
    )
    UPDATE message_attempts a SET wa_message_id = coalesce(a.wa_message_id, g.wamid),
        sent_at = least(a.sent_at, g.sent_at), delivered_at = least(a.delivered_at, g.delivered_at),
        read_at = least(a.read_at, g.read_at), played_at = least(a.played_at, g.played_at),
        failed_at = least(a.failed_at, g.failed_at), error = coalesce(a.error, g.error)
      FROM (SELECT message_id, attempt, min(wamid) AS wamid,
              min(at) FILTER (WHERE status = 'sent') AS sent_at, min(at) FILTER (WHERE status = 'delivered') AS delivered_at,
              min(at) FILTER (WHERE status = 'read') AS read_at, min(at) FILTER (WHERE status = 'played') AS played_at,
              min(at) FILTER (WHERE status = 'failed') AS failed_at,
              (array_agg(error) FILTER (WHERE error IS NOT NULL))[1] AS error
              FROM input GROUP BY message_id, attempt) g
     WHERE a.message_id = g.message_id AND a.attempt = g.attempt;
    DELETE FROM waiting_updates w USING json_to_recordset(statuses) AS s(wamid text, status text, at timestamptz)
     WHERE w.wa_message_id = s.wamid AND w.kind = s.status AND w.at = s.at AND s.wamid <> ALL(coalesce(missing, '{}'));

    SELECT array_agg(DISTINCT a.message_id ORDER BY a.message_id) INTO hit
      FROM json_to_recordset(statuses) AS s(wamid text) JOIN message_attempts a ON a.wa_message_id = s.wamid;
    PERFORM settle_outbox(hit, lock_ids);
    more := show_statuses(hit, stamp);
    drafts := drafts || coalesce(more, '{}');
  END IF;

  -- 5. Edits and revocations.
  IF changes IS NOT NULL THEN
    SELECT array_agg(DISTINCT c.original_wamid ORDER BY c.original_wamid) INTO missing
      FROM json_to_recordset(changes) AS c(original_wamid text)
     WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.wa_message_id = c.original_wamid);
    IF missing IS NOT NULL THEN
      PERFORM pg_advisory_xact_lock(7285, hashtext(w)) FROM unnest(missing) AS w ORDER BY hashtext(w);
      INSERT INTO waiting_updates (wa_message_id, kind, at, update)
      SELECT c.original_wamid, c.kind, c.at, c.update
        FROM json_to_recordset(changes) AS c(original_wamid text, kind text, at timestamptz, update jsonb)
       WHERE c.original_wamid = ANY(missing)
      ON CONFLICT DO NOTHING;
    END IF;
    WITH input AS (
      SELECT DISTINCT ON (original_wamid, kind) *
        FROM json_to_recordset(changes) AS c(original_wamid text, kind text, at timestamptz, content_text text)
       ORDER BY original_wamid, kind, at DESC
    ), merged AS (
      SELECT coalesce(e.original_wamid, v.original_wamid) AS wamid, e.at AS edited_at, e.content_text, v.at AS revoked_at
        FROM (SELECT * FROM input WHERE kind = 'edit') e
        FULL JOIN (SELECT * FROM input WHERE kind = 'revoke') v ON v.original_wamid = e.original_wamid
    ), changed AS (
      UPDATE messages m SET updated_at = stamp,
          content_text = CASE WHEN g.revoked_at IS NOT NULL OR m.metadata ? 'revoked' THEN NULL
                              WHEN g.edited_at > coalesce((m.metadata->'edited'->>'at')::timestamptz, '-infinity') THEN g.content_text
                              ELSE m.content_text END,
          gcs_filename = CASE WHEN g.revoked_at IS NULL THEN m.gcs_filename END,
          gcs_url = CASE WHEN g.revoked_at IS NULL THEN m.gcs_url END,
          file_size = CASE WHEN g.revoked_at IS NULL THEN m.file_size END,
          metadata = m.metadata
            || CASE WHEN g.edited_at > coalesce((m.metadata->'edited'->>'at')::timestamptz, '-infinity')
                    THEN jsonb_build_object('edited', jsonb_build_object('at', iso(g.edited_at))) ELSE '{}' END
            || CASE WHEN g.revoked_at IS NOT NULL AND NOT m.metadata ? 'revoked'
                    THEN jsonb_build_object('revoked', jsonb_build_object('at', iso(g.revoked_at))) ELSE '{}' END
        FROM merged g
       WHERE m.wa_message_id = g.wamid
         AND (g.edited_at > coalesce((m.metadata->'edited'->>'at')::timestamptz, '-infinity')
              OR (g.revoked_at IS NOT NULL AND NOT m.metadata ? 'revoked'))
      RETURNING m.seq, m.room_id, message_json(m) AS data
    )
    SELECT array_agg(ROW('message_updated', 2, c.room_id, true, r.participant_ids, c.data, NULL)::event_draft ORDER BY c.seq)
      INTO more FROM changed c,
        LATERAL (SELECT participant_ids FROM rooms WHERE rooms.id = c.room_id ORDER BY last_seq DESC LIMIT 1) r;
    drafts := drafts || coalesce(more, '{}');
    -- Who takes a message back takes its file back.
    PERFORM let_go_of_files(array_agg(m.id))
       FROM json_to_recordset(changes) AS c(original_wamid text, kind text) JOIN messages m ON m.wa_message_id = c.original_wamid
      WHERE c.kind = 'revoke' HAVING count(*) > 0;
    DELETE FROM waiting_updates w USING json_to_recordset(changes) AS c(original_wamid text, kind text, at timestamptz)
     WHERE w.wa_message_id = c.original_wamid AND w.kind = c.kind AND w.at = c.at
       AND c.original_wamid <> ALL(coalesce(missing, '{}'));
  END IF;

  -- 6. Everything else that Meta told, kept once.
  IF others IS NOT NULL THEN
    INSERT INTO webhook_events (hash, field, waba_id, phone_number_id, value)
    SELECT hash, field, waba_id, phone_number_id, coalesce(value, 'null')
      FROM json_to_recordset(others) AS (hash text, field text, waba_id text, phone_number_id text, value json)
    ON CONFLICT DO NOTHING;
  END IF;

  -- 7. The log, last of all. The first events are those of new_messages, which the caller has.
  IF cardinality(drafts) > 0 THEN
    other_events := drafts_json(drafts);
  END IF;
  IF ids IS NOT NULL THEN
    first_id := next_event_id();
    INSERT INTO events (id, slots, kind, room_id, staff, user_ids, data, facts, created_at)
    SELECT first_id + coalesce(offsets[n], 2 * (n - 1)), CASE WHEN births[n] > 0 THEN 3 ELSE 2 END,
      CASE WHEN births[n] > 0 THEN 'room_created' ELSE 'message' END, room_ids[places[n]], true, people[places[n]]::uuid[], (CASE WHEN called_before[places[n]] IS NULL THEN e.line
             ELSE replace(e.line, called_before[places[n]], room_ids[places[n]]::text) END)::json,
      CASE WHEN births[n] > 0 THEN json_build_object('message', bases[places[n]], 'room', born[births[n]])
           ELSE bases[places[n]] END, clock_timestamp()
      FROM string_to_table(new_messages, E'\n') WITH ORDINALITY AS e(line, n);
    IF cardinality(drafts) > 0 THEN
      PERFORM append_events(drafts);
    END IF;
  ELSE
    first_id := append_events(drafts);
  END IF;
  RETURN json_build_object('waiting', waiting, 'facts', array_to_json(bases), 'people', array_to_json(people),
    'born', array_to_json(born), 'hits', hits, 'hit_contacts', hit_contacts, 'hit_rooms', hit_rooms, 'hit_versions', hit_versions,
    'others', other_events, 'first', first_id);
END $$;
