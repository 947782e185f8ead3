import type { Tx } from './database.ts'

/** A room that was merged into another; `reopens`: the other one was closed, and is reopened, since this one was open. */
export type RoomMerge = { from: string; into: string; reopens: boolean }

/**
 * [I22] Merges all rooms that these contacts have on the same number into the oldest, for each number. The caller has locked
 * all of them. Earlier merges into a room that goes now point to the surviving one.
 */
export async function mergeRooms(tx: Tx, contactIds: readonly string[]): Promise<RoomMerge[]> {
  const merges = await tx<RoomMerge[]>`
    select * from (
      select id as from, first_value(id) over numbers as into,
             status = 'open' and first_value(status) over numbers = 'closed' as reopens
        from rooms where id in (select id from room_keys where contact_id = any(${contactIds as string[]}::uuid[]))
      window numbers as (partition by channel_id order by created_at, id)) pairs
     where "from" <> "into" order by "from"`
  if (merges.length === 0) return []
  const from = merges.map((merge) => merge.from)
  const into = merges.map((merge) => merge.into)
  await moveMessages(tx, from, into)
  await moveOutbox(tx, from, into)
  await uniteParticipants(tx, from, into)
  await uniteRooms(tx, from, into)
  await tx`
    update room_history h set room_id = p.into_id from unnest(${from}::uuid[], ${into}::uuid[]) as p(from_id, into_id)
     where h.room_id = p.from_id`
  await tx`
    update rooms r set merged_into = p.into_id, contact_id = null, identity_version = identity_version + 1, unread_count = 0,
           message_count = 0, participant_ids = '{}', last_message_id = null
      from unnest(${from}::uuid[], ${into}::uuid[]) as p(from_id, into_id)
     where r.id = p.from_id or r.merged_into = p.from_id`
  return [...merges]
}

/** Gives the messages numbers after those of the surviving room, in the order they were stored. */
async function moveMessages(tx: Tx, from: string[], into: string[]): Promise<void> {
  await tx`
    with moved as (
      update messages m set room_id = v.into_id, seq = r.last_seq + v.turn
        from (select m.id, p.into_id, row_number() over (partition by p.into_id order by p.from_id, m.seq) as turn
                from unnest(${from}::uuid[], ${into}::uuid[]) as p(from_id, into_id) join messages m on m.room_id = p.from_id) v
        join rooms r on r.id = v.into_id
       where m.id = v.id
      returning v.into_id)
    update rooms r set last_seq = r.last_seq + c.count
      from (select into_id, count(*) from moved group by into_id) c where r.id = c.into_id`
}

/**
 * Waiting sends form one queue now, in the order they were queued. Sends in flight continue, and one of those that held a room
 * back holds the surviving one back, until it is settled or has been waited for long enough.
 */
async function moveOutbox(tx: Tx, from: string[], into: string[]): Promise<void> {
  const pairs = tx`unnest(${from}::uuid[], ${into}::uuid[]) as p(from_id, into_id)`
  await tx`
    insert into pair_pacing (room_id, free_at)
    select p.into_id, max(b.free_at) from ${pairs} join pair_pacing b on b.room_id = p.from_id group by p.into_id
        on conflict (room_id) do update set free_at = greatest(pair_pacing.free_at, excluded.free_at)`
  const all = tx`unnest(${[...from, ...new Set(into)]}::uuid[], ${[...into, ...new Set(into)]}::uuid[]) as p(room_id, into_id)`
  const holding = await tx<{ message_id: string; attempt: number }[]>`
    select distinct on (p.into_id) o.message_id, o.attempt from ${all} join outbox o on o.room_id = p.room_id
     where o.turn and o.state <> 'queued' order by p.into_id, o.claimed_at`
  // First from all, then to one: a room has one turn at any moment.
  await tx`
    update outbox o set room_id = p.into_id, turn = false from ${all} where o.room_id = p.room_id`
  await tx`
    update outbox o set turn = true
      from unnest(${holding.map(({ message_id }) => message_id)}::uuid[], ${holding.map(({ attempt }) => attempt)}::int[]) as h(message_id, attempt)
     where o.message_id = h.message_id and o.attempt = h.attempt`
  await tx`select pass_turns(${into}::uuid[])`
}

/** A participant of both rooms keeps the assignment in the older room. */
async function uniteParticipants(tx: Tx, from: string[], into: string[]): Promise<void> {
  await tx`
    insert into room_participants (room_id, user_id, assigned_by, assigned_at)
    select p.into_id, rp.user_id, rp.assigned_by, rp.assigned_at
      from unnest(${from}::uuid[], ${into}::uuid[]) as p(from_id, into_id)
      join room_participants rp on rp.room_id = p.from_id
     order by rp.assigned_at, rp.user_id
        on conflict do nothing`
  await tx`delete from room_participants where room_id = any(${from}::uuid[])`
}

/** Writes the combined values to each surviving room; single values come from the oldest room that has one. */
async function uniteRooms(tx: Tx, from: string[], into: string[]): Promise<void> {
  await tx`
    with parts as (
      select p.into_id, r.* from unnest(${[...from, ...new Set(into)]}::uuid[], ${[...into, ...new Set(into)]}::uuid[]) as p(from_id, into_id)
        join rooms r on r.id = p.from_id
    ), labels as (
      select distinct on (into_id, tag) into_id, tag, created_at, parts.id, place
        from parts cross join unnest(tags) with ordinality as t(tag, place)
       order by into_id, tag, created_at, parts.id, place
    ), whole as (
      select into_id, sum(unread_count) as unread_count, sum(message_count) as message_count,
             max(activity_at) as activity_at, max(customer_at) as customer_at, bool_or(status = 'open') as open,
             (array_agg(last_message_id order by activity_at desc, id desc) filter (where last_message_id is not null))[1] as last_message_id,
             (array_agg(title order by created_at, id) filter (where title is not null))[1] as title,
             (array_agg(lead_id order by created_at, id) filter (where lead_id is not null))[1] as lead_id
        from parts group by into_id
    )
    update rooms r set unread_count = w.unread_count, message_count = w.message_count, activity_at = w.activity_at,
           customer_at = w.customer_at, last_message_id = w.last_message_id, title = w.title, lead_id = w.lead_id,
           status = case when w.open then 'open' else r.status end,
           tags = coalesce((select array_agg(tag order by l.created_at, l.id, place) from labels l where l.into_id = r.id), '{}'),
           participant_ids = coalesce((select array_agg(user_id order by assigned_at, user_id)
                                         from room_participants rp where rp.room_id = r.id), '{}')
      from whole w where r.id = w.into_id`
}
