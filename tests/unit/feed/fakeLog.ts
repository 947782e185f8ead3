import type { EventKind, EventRow } from '../../../src/domain/event.ts'
import { lastId } from '../../../src/domain/event.ts'
import type { Sql } from '../../../src/store/database.ts'
import { rowOf, USERS } from '../domain/audienceRows.ts'

export const ROOM = 'b0000000-0000-4000-8000-000000000001'

/** Rows of these kinds, in line from `first` on. */
export function rowsOf(kinds: readonly EventKind[], first = 1): EventRow[] {
  let id = first
  return kinds.map((kind) => {
    const row = rowOf(kind, { id, roomId: ROOM, userIds: [USERS.participant] })
    id += row.slots
    return row
  })
}

/** The queries of store/events.ts on a log in memory, and what goes wrong with them. */
export function fakeLog() {
  const rows: EventRow[] = []
  const state = {
    failures: 0,
    reads: 0,
    pruned: 0,
    /** Rows that have been read come when it resolves. */
    held: Promise.resolve(),
  }
  const position = () => (rows.length > 0 ? lastId(rows.at(-1)!) : 0)
  const sql = async (strings: TemplateStringsArray, ...values: unknown[]) => {
    const text = strings.join('?')
    await Promise.resolve()
    if (text.includes('log_position')) return [{ position: String(position()) }]
    const kept = rows.slice(state.pruned)
    if (text.includes('select id from events')) return kept.slice(0, 1)
    state.reads++
    if (state.failures > 0) {
      state.failures--
      throw Object.assign(new Error('out of reach'), { code: 'ECONNREFUSED' })
    }
    const [, cursor, upTo] = values as number[]
    const limit = values.at(-1) as number
    const user = text.includes('user_ids @>') ? (values[3] as string[])[0]! : null
    const read = kept
      .filter((row) => lastId(row) > cursor! && row.id <= upTo!)
      .filter((row) => user === null || row.userIds.includes(user))
      .slice(0, limit)
      .map(({ id, roomId, userIds, ...row }) => ({
        ...row,
        id: String(id),
        room_id: roomId,
        user_ids: userIds,
      }))
    await state.held
    return read
  }
  return { sql: sql as never as Sql, rows, state, position }
}
