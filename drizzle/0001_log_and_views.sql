-- The event log's only door, and the shapes that rows take on the wire.

-- ISO 8601 in UTC with milliseconds, as every payload writes time.
CREATE FUNCTION iso(t timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
--> statement-breakpoint
CREATE TYPE event_draft AS (
  kind text,
  slots smallint,
  room_id uuid,
  staff boolean,
  user_ids uuid[],
  data json,
  facts json
);
--> statement-breakpoint
-- The id of the next event. Whoever asks holds the log's lock until the commit, so that ids are given in commit order:
-- to append is the LAST act of a transaction. Pruning always keeps the newest row, so ids never start again.
CREATE FUNCTION next_event_id() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  next_id bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(7284, 1) THEN
    PERFORM pg_advisory_xact_lock(7284, 1);
  END IF;
  -- A statement of its own: it sees what was committed while the lock was awaited.
  SELECT id + slots INTO next_id FROM events ORDER BY id DESC LIMIT 1;
  RETURN coalesce(next_id, 1);
END $$;
--> statement-breakpoint
-- Appends events and answers the id of the first.
CREATE FUNCTION append_events(drafts event_draft[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  first_id bigint;
BEGIN
  IF coalesce(cardinality(drafts), 0) = 0 THEN
    RETURN NULL;
  END IF;
  first_id := next_event_id();
  INSERT INTO events (id, slots, kind, room_id, staff, user_ids, data, facts, created_at)
  SELECT first_id + coalesce(sum(d.slots) OVER (ORDER BY d.n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0),
         d.slots, d.kind, d.room_id, d.staff, d.user_ids, d.data, d.facts, clock_timestamp()
    FROM unnest(drafts) WITH ORDINALITY
      AS d(kind, slots, room_id, staff, user_ids, data, facts, n);
  RETURN first_id;
END $$;
--> statement-breakpoint
-- The same door for drafts that come from the server as JSON.
CREATE FUNCTION append_events_json(drafts json) RETURNS bigint LANGUAGE sql AS $$
  SELECT append_events(array_agg(ROW(d.kind, d.slots, d.room_id, d.staff, d.user_ids, d.data, d.facts)::event_draft ORDER BY e.n))
    FROM json_array_elements(drafts) WITH ORDINALITY AS e(value, n),
         json_to_record(e.value) AS d(kind text, slots smallint, room_id uuid, staff boolean, user_ids uuid[], data json, facts json)
$$;
--> statement-breakpoint
-- The last place of the log in this snapshot; 0 when nothing has happened yet.
CREATE FUNCTION log_position() RETURNS bigint LANGUAGE sql STABLE
RETURN coalesce((SELECT id + slots - 1 FROM events ORDER BY id DESC LIMIT 1), 0);
--> statement-breakpoint
-- A Message as protocol/message.ts spells it.
CREATE FUNCTION message_json(m messages) RETURNS json LANGUAGE sql STABLE
RETURN json_build_object(
  'id', m.id, 'seq', m.seq, 'room_id', m.room_id, 'direction', m.direction, 'user_id', m.user_id,
  'client_message_id', m.client_message_id, 'content_type', m.content_type, 'content_text', m.content_text,
  'wa_message_id', m.wa_message_id, 'status', m.status, 'status_timestamp', iso(m.status_timestamp),
  'reply_to_wa_message_id', m.reply_to_wa_message_id, 'reaction_emoji', m.reaction_emoji,
  'reaction_to_wa_message_id', m.reaction_to_wa_message_id, 'media_type', m.media_type, 'media_id', m.media_id,
  'gcs_filename', m.gcs_filename, 'gcs_url', m.gcs_url, 'file_size', m.file_size, 'mime_type', m.mime_type,
  'original_filename', m.original_filename, 'metadata', m.metadata,
  'created_at', iso(m.created_at), 'updated_at', iso(m.updated_at));
--> statement-breakpoint
-- What a RoomSummary is made from: domain/roomSummary.ts names the room and shapes the rest.
CREATE VIEW room_facts AS
SELECT r.id, r.activity_at, r.participant_ids,
  json_build_object(
    'id', r.id, 'title', r.title, 'customer_type', r.customer_type, 'status', r.status, 'tags', r.tags,
    'unread_count', r.unread_count, 'message_count', r.message_count,
    'activity_at', iso(r.activity_at), 'customer_at', iso(r.customer_at), 'created_at', iso(r.created_at),
    'channel', json_build_object(
      'id', h.id, 'phone_number_id', h.phone_number_id, 'display_phone_number', h.display_phone_number),
    'contact', json_build_object(
      'id', c.id, 'name', c.profile_name, 'phone', c.wa_id, 'user_id', c.bsuid, 'username', c.username),
    'lead', CASE WHEN l.id IS NULL THEN NULL ELSE json_build_object(
      'id', l.id, 'name', l.name, 'phone', l.phone, 'outstanding', l.outstanding, 'loan_type', l.loan_type,
      'leads_status', l.leads_status, 'contact_status', l.contact_status) END,
    'last_message', CASE WHEN m.id IS NULL THEN NULL ELSE json_build_object(
      'id', m.id, 'content_text', m.content_text, 'content_type', m.content_type, 'created_at', iso(m.created_at),
      'user_id', m.user_id, 'wa_message_id', m.wa_message_id, 'direction', m.direction, 'status', m.status,
      'original_filename', m.original_filename) END,
    'participants', CASE WHEN r.participant_ids = '{}' THEN '[]'::json ELSE (
      SELECT coalesce(json_agg(json_build_object('user_id', u.id, 'name', u.name, 'role', u.role,
                                                 'assigned_at', iso(p.assigned_at)) ORDER BY p.assigned_at, u.id), '[]')
        FROM room_participants p JOIN users u ON u.id = p.user_id WHERE p.room_id = r.id) END
  ) AS facts
FROM rooms r
JOIN channels h ON h.id = r.channel_id
JOIN contacts c ON c.id = r.contact_id
LEFT JOIN leads l ON l.id = r.lead_id
LEFT JOIN messages m ON m.id = r.last_message_id
WHERE r.merged_into IS NULL;
--> statement-breakpoint
INSERT INTO server_state (epoch) VALUES (gen_random_uuid());
--> statement-breakpoint
-- A room's key follows its room: made before it, and with the same owner ever after.
CREATE FUNCTION keep_room_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO room_keys (id, contact_id, channel_id) VALUES (NEW.id, NEW.contact_id, NEW.channel_id);
    RETURN NEW;
  END IF;
  UPDATE room_keys SET contact_id = NEW.contact_id, channel_id = NEW.channel_id WHERE id = NEW.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER rooms_key_made BEFORE INSERT ON rooms FOR EACH ROW EXECUTE FUNCTION keep_room_key();
--> statement-breakpoint
CREATE TRIGGER rooms_key_moved AFTER UPDATE OF contact_id, channel_id ON rooms FOR EACH ROW
WHEN (OLD.contact_id IS DISTINCT FROM NEW.contact_id OR OLD.channel_id <> NEW.channel_id) EXECUTE FUNCTION keep_room_key();
