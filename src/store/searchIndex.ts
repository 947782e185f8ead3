import type { EventKind } from '../domain/event.ts'
import type { Sql, Tx } from './database.ts'
import { oldestCursor } from './events.ts'

/** Of the log's advisory locks: who follows it for search. */
const FOLLOWER = [7284, 2] as const
const EVENTS_AT_ONCE = 400
const MESSAGES_AT_ONCE = 2000
/** Characters of a message that can be found. */
const SEARCHED = 20_000

const TELLS_OF_MESSAGES: readonly EventKind[] = ['room_created', 'message', 'message_updated']
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

export type Followed = { done: boolean; position: number }

/**
 * One step of `message_search` after the log: at most so many events, or messages where the log no longer reaches back
 * far enough. One process at a time; null when it is another.
 */
export function followForSearch(sql: Sql): Promise<Followed | null> {
  return sql.begin(async (tx) => {
    const [lock] = await tx<{ mine: boolean }[]>`
      select pg_try_advisory_xact_lock(${FOLLOWER[0]}, ${FOLLOWER[1]}) as mine`
    if (!lock!.mine) return null
    const [state] = await tx<{ position: string; rebuilt_to: string | null }[]>`
      select search_position as position, search_rebuilt_to as rebuilt_to from server_state`
    const position = Number(state!.position)
    if (position < (await oldestCursor(tx))) return startRebuilding(tx)
    const followed = await followEvents(tx, position)
    if (!followed.done || state!.rebuilt_to === null) return followed
    return { done: await rebuild(tx, state!.rebuilt_to), position: followed.position }
  }) as Promise<Followed | null>
}

/** Events from here on are followed; everything older is read from the messages themselves. */
async function startRebuilding(tx: Tx): Promise<Followed> {
  const [row] = await tx<{ position: string }[]>`
    update server_state set search_position = log_position(), search_rebuilt_to = ${BEFORE_ALL}
    returning search_position as position`
  return { done: false, position: Number(row!.position) }
}

async function followEvents(tx: Tx, position: number): Promise<Followed> {
  type Row = { last: string; kind: EventKind; room_id: string; message_id: string; from: string }
  const rows = await tx<Row[]>`
    select id + slots - 1 as last, kind, room_id, data->>'id' as message_id, data->>'from_room_id' as from
      from events where id > ${position} order by id limit ${EVENTS_AT_ONCE}`
  const last = rows.at(-1)
  if (!last) return { done: true, position }
  const told = rows.filter(({ kind }) => TELLS_OF_MESSAGES.includes(kind))
  await index(tx, [...new Set(told.map(({ message_id }) => message_id))])
  const merged = rows.filter(({ kind }) => kind === 'room_merged').map(({ from }) => from)
  if (merged.length > 0) {
    await tx`
      update message_search s set room_id = m.room_id from messages m
       where s.room_id = any(${merged}::uuid[]) and m.id = s.message_id`
  }
  await tx`update server_state set search_position = ${last.last}`
  return { done: rows.length < EVENTS_AT_ONCE, position: Number(last.last) }
}

/** True when the last message has been reached. */
async function rebuild(tx: Tx, after: string): Promise<boolean> {
  const rows = await tx<{ id: string }[]>`
    select id from messages where id > ${after} order by id limit ${MESSAGES_AT_ONCE}`
  const ids = rows.map(({ id }) => id)
  await index(tx, ids)
  const done = ids.length < MESSAGES_AT_ONCE
  await tx`update server_state set search_rebuilt_to = ${done ? null : ids.at(-1)!}`
  return done
}

/** Messages as they are now, whatever became of them since the event: what has no text is found by nothing. */
async function index(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx`
    with now as (
      select m.id, m.room_id,
             left(concat_ws(chr(10), nullif(m.content_text, ''), m.original_filename), ${SEARCHED}) as text,
             m.direction <> 'system' and m.content_type not in ('system', 'reaction')
               and not coalesce(m.metadata ? 'revoked' or m.metadata ? 'deleted', false) as found
        from messages m where m.id = any(${ids as string[]}::uuid[])
    ), gone as (
      delete from message_search s using now n where s.message_id = n.id and not (n.found and n.text <> '')
    )
    insert into message_search (message_id, room_id, text)
    select id, room_id, text from now where found and text <> ''
    on conflict (message_id) do update set room_id = excluded.room_id, text = excluded.text
     where (message_search.room_id, message_search.text) is distinct from (excluded.room_id, excluded.text)`
}
