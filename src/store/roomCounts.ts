import type { Actor } from '../domain/participation.ts'
import type { RoomCounts } from '../protocol/rooms.ts'
import type { Tx } from './database.ts'

/** The counts of the inbox's four tabs, for this reader. */
export async function countRooms(tx: Tx, reader: Actor): Promise<RoomCounts> {
  const [own] = await tx<{ open: number; closed: number }[]>`
    select count(*) filter (where status = 'open')::int as open, count(*) filter (where status = 'closed')::int as closed
      from rooms where id = any (array(select room_id from room_participants where user_id = ${reader.id}))`
  const mine = own!.open
  if (!reader.staff) return { mine, unassigned: 0, all: mine, closed: own!.closed }
  // The names of the tallies are spelled out, so that each is looked up by the index.
  const [every] = await tx<Omit<RoomCounts, 'mine'>[]>`
    select coalesce(sum(n) filter (where status = 'open' and assigned = 'f'), 0)::int as unassigned,
           coalesce(sum(n) filter (where status = 'open'), 0)::int as all,
           coalesce(sum(n) filter (where status = 'closed'), 0)::int as closed
      from unnest('{open,closed}'::text[]) status cross join unnest('{partner,customer,vendor,srdp}'::text[]) type
      cross join unnest('{t,f}'::text[]) assigned join tallies on tallies.name = concat_ws('|', 'rooms', status, type, assigned)`
  return { mine, ...every! }
}
