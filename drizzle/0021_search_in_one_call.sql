-- Messages as they are now, whatever became of them since the event: what has no text is found by nothing.
CREATE FUNCTION index_messages(ids uuid[], searched int) RETURNS void LANGUAGE sql AS $$
  WITH now AS (
    SELECT m.id, m.room_id, left(concat_ws(chr(10), nullif(m.content_text, ''), m.original_filename), searched) AS text,
           m.direction <> 'system' AND m.content_type NOT IN ('system', 'reaction')
             AND NOT coalesce(m.metadata ? 'revoked' OR m.metadata ? 'deleted', false) AS found
      FROM messages m WHERE m.id = ANY(ids)
  ), gone AS (
    DELETE FROM message_search s USING now n WHERE s.message_id = n.id AND NOT (n.found AND n.text <> '')
  )
  INSERT INTO message_search (message_id, room_id, text)
  SELECT id, room_id, text FROM now WHERE found AND text <> ''
  ON CONFLICT (message_id) DO UPDATE SET room_id = excluded.room_id, text = excluded.text
   WHERE (message_search.room_id, message_search.text) IS DISTINCT FROM (excluded.room_id, excluded.text)
$$;
--> statement-breakpoint
-- One step of message_search after the log: at most so many events, or messages where the log no longer reaches back far
-- enough. Each statement sees what was committed before it, and only one process is here at a time.
-- `reached` is the place of the log that was reached, null when another process follows it; `done`: nothing is left.
CREATE FUNCTION follow_for_search(events_at_once int, messages_at_once int, searched int, OUT reached bigint, OUT done boolean)
LANGUAGE plpgsql AS $$
DECLARE
  -- Of the log's advisory locks: who follows it for search.
  follower int[] := '{7284,2}';
  place bigint;
  rebuilt_to uuid;
  taken int;
  told uuid[];
  merged uuid[];
  older uuid[];
BEGIN
  IF NOT pg_try_advisory_xact_lock(follower[1], follower[2]) THEN RETURN; END IF;
  SELECT s.search_position, s.search_rebuilt_to INTO place, rebuilt_to FROM server_state s;
  IF place < (SELECT e.id - 1 FROM events e ORDER BY e.id LIMIT 1) THEN
    -- Events from here on are followed; everything older is read from the messages themselves.
    UPDATE server_state SET search_position = log_position(), search_rebuilt_to = '00000000-0000-0000-0000-000000000000'
    RETURNING search_position INTO reached;
    done := false;
    RETURN;
  END IF;

  SELECT count(*), coalesce(max(e.last), place),
         (array_agg(DISTINCT e.data->>'id') FILTER (WHERE e.kind IN ('room_created', 'message', 'message_updated')))::uuid[],
         (array_agg(e.data->>'from_room_id') FILTER (WHERE e.kind = 'room_merged'))::uuid[]
    INTO taken, reached, told, merged
    FROM (SELECT id + slots - 1 AS last, kind, data FROM events WHERE id > place ORDER BY id LIMIT events_at_once) e;
  done := taken < events_at_once;
  IF told IS NOT NULL THEN PERFORM index_messages(told, searched); END IF;
  IF merged IS NOT NULL THEN
    UPDATE message_search s SET room_id = m.room_id FROM messages m
     WHERE s.room_id = ANY(merged) AND m.id = s.message_id;
  END IF;
  IF taken > 0 THEN UPDATE server_state SET search_position = reached; END IF;

  IF done AND rebuilt_to IS NOT NULL THEN
    SELECT array_agg(m.id ORDER BY m.id) INTO older
      FROM (SELECT id FROM messages WHERE id > rebuilt_to ORDER BY id LIMIT messages_at_once) m;
    IF older IS NOT NULL THEN PERFORM index_messages(older, searched); END IF;
    done := coalesce(cardinality(older), 0) < messages_at_once;
    UPDATE server_state SET search_rebuilt_to = CASE WHEN done THEN null ELSE older[cardinality(older)] END;
  END IF;
END
$$;
