ALTER TABLE "outbox" ADD COLUMN "claim" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
-- As before (0008), and each claim gets a number.
-- Numbers take turns: those with answers first, then whoever was served longest ago, and each leaves some of the places to
-- those behind it.
-- A clock that was ahead leaves times behind that can't be: they count as of now, or sends would wait until it is there again.
CREATE OR REPLACE FUNCTION claim_sends(at_now timestamptz, most int) RETURNS json LANGUAGE plpgsql
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
  -- By how much the clocks of processes may differ.
  skew interval := '5 s';
  ch record;
  bucket record;
  filling float8;
  depth float8;
  filled float8;
  got int;
  -- Of the numbers with something due: how many were looked at, and how much the next may take.
  seen int := 0;
  share int;
  jobs json;
  taken json[] := '{}';
  count_taken int := 0;
  next_at timestamptz;
  ready_at timestamptz;
BEGIN
  FOR ch IN
    SELECT c.id, c.phone_number_id, c.sends_per_second, d.ready_at,
           count(*) FILTER (WHERE d.ready_at <= at_now) OVER () AS waiting
      FROM channels c LEFT JOIN channel_pacing b ON b.channel_id = c.id, LATERAL (
        SELECT min(f.due_at) AS ready_at, bool_or(p.priority = 0 AND f.due_at <= at_now) AS answers
          FROM unnest('{0,1}'::smallint[]) AS p(priority), LATERAL (
            SELECT due_at FROM outbox WHERE channel_id = c.id AND priority = p.priority AND turn AND state = 'queued'
             ORDER BY due_at LIMIT 1) f) d
     WHERE c.state = 'ok' AND d.ready_at IS NOT NULL
     ORDER BY d.answers DESC, b.at
  LOOP
    IF ch.ready_at > at_now OR count_taken >= most THEN
      next_at := least(next_at, greatest(ch.ready_at, at_now));
      CONTINUE;
    END IF;
    share := ceil((most - count_taken)::numeric / (ch.waiting - seen));
    seen := seen + 1;
    SELECT * INTO bucket FROM channel_pacing WHERE channel_id = ch.id FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
      -- Another process is at it.
      next_at := least(next_at, at_now);
      CONTINUE;
    END IF;
    IF bucket.at > at_now + skew THEN
      bucket.at := at_now;
    END IF;
    -- In no second more than the rate: what the bucket holds, and what flows in.
    depth := greatest(1, 0.05 * ch.sends_per_second);
    filling := 0.95 * ch.sends_per_second;
    filled := least(depth, bucket.tokens + filling * greatest(0, extract(epoch FROM at_now - bucket.at)));
    got := 0;
    IF filled >= 1 THEN
      WITH due AS MATERIALIZED (
        SELECT o.message_id, o.attempt, o.room_id, CASE WHEN p.free_at > at_now + ahead + gap + skew THEN at_now + ahead
                 ELSE greatest(p.free_at, at_now) END AS free_at
          FROM outbox o LEFT JOIN pair_pacing p ON p.room_id = o.room_id
         WHERE o.channel_id = ch.id AND o.turn AND o.state = 'queued' AND o.due_at <= at_now
         ORDER BY o.priority, o.due_at, o.place LIMIT least(floor(filled)::int, share) FOR UPDATE OF o SKIP LOCKED
      ), waits AS (
        UPDATE outbox o SET due_at = d.free_at - ahead FROM due d
         WHERE o.message_id = d.message_id AND o.attempt = d.attempt AND d.free_at - ahead > at_now
      ), marked AS (
        UPDATE outbox o SET claimed_at = at_now, claim = o.claim + 1,
            state = CASE WHEN f.object IS NULL OR f.graph_uploaded_at > at_now - fresh THEN 'flying' ELSE 'uploading' END
          FROM due d LEFT JOIN media f ON f.message_id = d.message_id
         WHERE o.message_id = d.message_id AND o.attempt = d.attempt AND d.free_at - ahead <= at_now
        RETURNING o.*
      ), paced AS (
        UPDATE pair_pacing p SET free_at = least(greatest(p.free_at, at_now), at_now + ahead) + gap FROM marked m WHERE p.room_id = m.room_id
      )
      SELECT count(*), json_agg(json_build_object('message_id', o.message_id, 'attempt', o.attempt, 'room_id', o.room_id,
               'channel_id', o.channel_id, 'phone_number_id', ch.phone_number_id, 'tries', o.tries, 'claim', o.claim,
               'state', o.state,
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
    -- When nothing went, it was not served: what flowed in meanwhile counts the next time.
    IF got > 0 OR bucket.at = at_now THEN
      UPDATE channel_pacing SET tokens = filled - got, at = greatest(bucket.at, at_now) WHERE channel_id = ch.id;
    END IF;
    SELECT min(d.due_at) INTO ready_at FROM unnest('{0,1}'::smallint[]) AS p(priority), LATERAL (
      SELECT due_at FROM outbox WHERE channel_id = ch.id AND priority = p.priority AND turn AND state = 'queued'
       ORDER BY due_at LIMIT 1) d;
    next_at := least(next_at, greatest(ready_at, at_now + greatest(0, 1 - (filled - got)) / filling * interval '1 s'));
  END LOOP;
  RETURN json_build_object('jobs', array_to_json(taken), 'next_at', (extract(epoch FROM next_at) * 1000)::float8);
END $$;
--> statement-breakpoint
-- As before (0008). An outcome names the claim that it is of: what is written twice, or comes late, leaves alone whoever has
-- claimed the attempt since. What Meta has accepted counts whoever tells of it. Without a number (a process of the version
-- before, while both run) it is of the claim of the day.
CREATE OR REPLACE FUNCTION send_outcomes(outcomes json, at_now timestamptz) RETURNS json LANGUAGE plpgsql
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
  PERFORM lock_rooms(lock_ids);
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
    FROM json_to_recordset(outcomes) AS o(message_id uuid, attempt int, claim int, kind text, wamid text, at timestamptz, error jsonb)
   WHERE a.message_id = o.message_id AND a.attempt = o.attempt
     -- Neither while a later claim is under way, nor where it got through.
     AND (o.kind = 'accepted' OR o.kind = 'refused' AND coalesce(a.sent_at, a.delivered_at, a.read_at, a.played_at) IS NULL
       AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.message_id = a.message_id AND b.attempt = a.attempt AND b.claim <> o.claim));

  DELETE FROM outbox b USING json_to_recordset(outcomes) AS o(message_id uuid, attempt int, claim int, kind text)
   WHERE b.message_id = o.message_id AND b.attempt = o.attempt
     AND (o.kind = 'accepted' OR o.kind = 'refused' AND coalesce(o.claim = b.claim, true));
  UPDATE outbox b SET claimed_at = CASE WHEN o.kind IN ('uncertain', 'overdue') THEN b.claimed_at END,
      state = CASE WHEN o.kind IN ('uncertain', 'overdue') THEN 'uncertain' ELSE 'queued' END,
      turn = b.turn AND o.kind <> 'overdue',
      due_at = coalesce(o.due_at, b.due_at), tries = b.tries + CASE WHEN o.kind = 'retry' THEN 1 ELSE 0 END
    FROM json_to_recordset(outcomes) AS o(message_id uuid, attempt int, claim int, kind text, due_at timestamptz, claimed_before timestamptz)
   WHERE b.message_id = o.message_id AND b.attempt = o.attempt
     AND o.kind IN ('retry', 'hold', 'uncertain', 'overdue', 'requeue') AND b.state <> 'queued'
     -- What may have reached Meta holds its attempt back, whoever has it now.
     AND (o.kind = 'uncertain' OR coalesce(o.claim = b.claim, true))
     AND (o.claimed_before IS NULL OR b.claimed_at <= o.claimed_before) AND (o.kind = 'requeue') <= (b.state = 'uploading');
  -- Whatever a webhook has settled meanwhile.
  PERFORM settle_outbox(message_ids, lock_ids);
  WITH lost AS (
    DELETE FROM outbox b USING json_to_recordset(outcomes) AS o(message_id uuid, attempt int, claim int, kind text, claimed_before timestamptz)
     WHERE b.message_id = o.message_id AND b.attempt = o.attempt AND o.kind = 'lost' AND coalesce(o.claim = b.claim, true)
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
--> statement-breakpoint
-- As before (0013). Who lets go of what somebody else had let go of begins its time anew: a sweep that is under way, and has
-- found the object wanted, then leaves its row for the next.
CREATE OR REPLACE FUNCTION let_go_of_files(message_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO unwanted_objects (object)
  SELECT DISTINCT f.object FROM unnest(message_ids) AS i(id) JOIN media f ON f.message_id = i.id WHERE f.object IS NOT NULL
  ORDER BY 1
  ON CONFLICT (object) DO UPDATE SET at = excluded.at;
  UPDATE media SET state = 'failed', error = 'revoked', object = NULL, url = NULL, graph_media_id = NULL
   WHERE message_id = ANY (message_ids);
END $$;
