import type { Actor } from '../domain/participation.ts'
import type { HistoryEntry, HistoryKind } from '../protocol/rooms.ts'
import type { Tx } from './database.ts'

/** A change of a room; `actorId` is null if the server made it. */
export type HistoryInput = {
  roomId: string
  actorId: string | null
  kind: HistoryKind
  data: Record<string, unknown>
}

/** Adds changes to the history, in this order. */
export async function addHistory(
  tx: Tx,
  { now, newId }: { now: () => number; newId: () => string },
  entries: readonly HistoryInput[],
): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map(({ roomId, actorId, kind, data }) => ({
    id: newId(),
    room_id: roomId,
    actor_id: actorId,
    kind,
    data,
  }))
  await tx`
    insert into room_history (id, room_id, actor_id, kind, data, at)
    select id, room_id, actor_id, kind, data, to_timestamp(${now()}::float8 / 1000)
      from json_to_recordset(${JSON.stringify(rows)}::text::json)
        as (id uuid, room_id uuid, actor_id uuid, kind text, data jsonb)`
}

/** The end of a page of history. */
export type HistoryCursor = { at: string; id: string }

/** The history of a room, newest first. Reads one more than `limit`; null if the reader may not see the room. */
export async function listHistory(
  tx: Tx,
  asked: { reader: Actor; roomId: string; after: HistoryCursor | null; limit: number },
): Promise<HistoryEntry[] | null> {
  const { reader, roomId, after, limit } = asked
  const older = after ? tx`(at, h.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : tx`true`
  // SECURITY: as listMessages, nothing is read of a room that the reader may not see.
  const [row] = await tx<{ entries: HistoryEntry[] | null }[]>`
    select case
      when exists (select 1 from rooms where id = ${roomId} and merged_into is null
                      and (${reader.staff} or participant_ids @> array[${reader.id}::uuid]))
      then (select coalesce(json_agg(json_build_object('id', page.id, 'kind', page.kind, 'actor_id', page.actor_id,
                'actor_name', actor.name, 'agent_id', agent.id, 'agent_name', agent.name, 'data', page.data - 'agent_id',
                'at', iso(page.at)) order by page.at desc, page.id desc), '[]')
         from (select * from room_history h where room_id = ${roomId} and ${older}
                order by at desc, h.id desc limit ${limit + 1}) page
         left join users actor on actor.id = page.actor_id
         left join users agent on agent.id = (page.data->>'agent_id')::uuid) end as entries`
  return row!.entries
}
