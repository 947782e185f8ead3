import type { EventKind } from '../../src/domain/event.ts'
import type { Sql } from '../../src/store/database.ts'
import type { Someone } from './feedWorld.ts'

type Row = { id: number; kind: EventKind; room_id: string | null; user_ids: string[] }

/** The contract's table once more, by hand: what a row becomes, one id each, and who gets it. */
const WIRE: Record<EventKind, readonly (readonly [event: string, to: 'staff' | 'all' | 'room'])[]> =
  {
    room_created: [
      ['new_room', 'staff'],
      ['new_room_complete', 'staff'],
      ['room:new_message', 'room'],
    ],
    message: [
      ['new_message', 'all'],
      ['room:new_message', 'room'],
    ],
    message_updated: [
      ['message_updated', 'all'],
      ['room:message_updated', 'room'],
    ],
    message_status: [['message_status_update', 'all']],
    agent_assigned: [['agent_assigned', 'all']],
    agent_unassigned: [['agent_unassigned', 'all']],
    room_read: [['room_read', 'all']],
    tags: [['tag_updated', 'all']],
    room_updated: [['room_updated', 'all']],
    room_merged: [['room_merged', 'all']],
    channel_state: [['channel_state', 'staff']],
    user_changed: [],
    sign_in_ended: [],
  }

export const readLog = (sql: Sql) =>
  sql<Row[]>`select id::float8 as id, kind, room_id, user_ids from events order by id`

/** What a socket should get after `cursor`, as `name id`, told from the log's rows alone. */
export function expectedOf(
  rows: readonly Row[],
  who: Someone,
  { cursor, joined = [] }: { cursor: number; joined?: readonly string[] },
): string[] {
  const staff = who.role !== 'agent'
  return rows.flatMap(({ id, kind, room_id, user_ids }) =>
    WIRE[kind].flatMap(([event, to], place) => {
      const concerned = staff || user_ids.includes(who.id)
      const wanted =
        to === 'staff' ? staff : to === 'all' ? concerned : concerned && joined.includes(room_id!)
      return wanted && id + place > cursor ? [`${event} ${id + place}`] : []
    }),
  )
}
