import { SLOTS } from '../../src/domain/audience.ts'
import type { EventRow } from '../../src/domain/event.ts'
import type { Role } from '../../src/protocol/user.ts'
import type { Sql } from '../../src/store/database.ts'
import { readEvents } from '../../src/store/events.ts'

/** What a tab got, in the order it came; `missed` where a resync excused it. */
export type Trace = {
  userId: string
  /** Where its first connection began. */
  from: number
  seen: { event: string; id: number }[]
  missed: { after: number; upTo: number }[]
  /** Rooms that it ever asked to join. */
  joined: ReadonlySet<string>
}

type Told = { event: string; row: EventRow; staff: boolean; readers: ReadonlySet<string> }
export type Oracle = ReturnType<typeof createOracle>

/**
 * Who could read what at each place of the log, told from the log's own changes of access, and checked against the
 * audience that each row kept.
 */
export function createOracle(roles: ReadonlyMap<string, Role>) {
  const people = new Map(roles)
  const rooms = new Map<string, Set<string>>()
  const told = new Map<number, Told>()
  const roleAt: { id: number; userId: string; role: Role }[] = []
  const faults: string[] = []
  let position = 0

  const membersOf = (roomId: string | null) => {
    const members = rooms.get(roomId ?? '') ?? new Set<string>()
    if (roomId) rooms.set(roomId, members)
    return members
  }

  function take(row: EventRow) {
    const members = membersOf(row.roomId)
    if (row.kind === 'agent_assigned') members.add(row.data.agent_id)
    if (row.kind === 'room_merged') {
      for (const member of membersOf(row.data.from_room_id)) members.add(member)
      rooms.delete(row.data.from_room_id)
    }
    const readers = new Set(members)
    if (row.kind === 'agent_unassigned') members.delete(row.data.agent_id)
    if (row.kind === 'user_changed') {
      people.set(row.data.user_id, row.data.role)
      roleAt.push({ id: row.id, userId: row.data.user_id, role: row.data.role })
    } else {
      const kept = [...row.userIds].sort().join()
      if (kept !== [...readers].sort().join()) faults.push(`row ${row.id} ${row.kind}: ${kept}`)
    }
    for (const [place, { event }] of SLOTS[row.kind].entries()) {
      told.set(row.id + place, { event, row, staff: row.staff, readers })
    }
    position = row.id + row.slots - 1
  }

  const roleOf = (userId: string, at: number): Role =>
    roleAt.findLast((change) => change.userId === userId && change.id <= at)?.role ??
    roles.get(userId)!

  /** Whether an event is for a user, by REST's own rule as it stood then. */
  const mayRead = (userId: string, id: number, { row, readers, staff }: Told) =>
    roleOf(userId, id) === 'agent' ? readers.has(userId) : staff && row.roomId !== null
  const isFor = (userId: string, id: number, one: Told) => {
    const slot = SLOTS[one.row.kind][id - one.row.id]!
    if (slot.to.includes('room')) return false
    const audience = roleOf(userId, id) === 'agent' ? 'participants' : 'staff'
    return slot.to.includes(audience) && mayRead(userId, id, one)
  }

  return {
    faults,
    get position() {
      return position
    },
    /** Reads the log on. */
    async follow(sql: Sql) {
      for (;;) {
        const rows = await readEvents(sql, {
          cursor: position,
          upTo: Number.MAX_SAFE_INTEGER,
          limit: 1000,
        })
        for (const row of rows) take(row)
        if (rows.length < 1000) return
      }
    },
    /** Guarantees 2 and 3 for all that a tab got up to `upTo`: every event its own, none missing, in order, once. */
    check({ userId, from, seen, missed, joined }: Trace, upTo: number): string[] {
      const wrong: string[] = []
      const got = new Set<number>()
      let last = from
      for (const { event, id } of seen) {
        const one = told.get(id)
        if (id <= last) wrong.push(`${event} ${id} after ${last}`)
        last = id
        got.add(id)
        if (one?.event !== event) wrong.push(`${event} ${id} is not in the log`)
        else if (!mayRead(userId, id, one)) wrong.push(`${event} ${id} is not for ${userId}`)
        else if (event.startsWith('room:') && !joined.has(one.row.roomId!)) {
          wrong.push(`${event} ${id} of a room that was not joined`)
        } else if (!event.startsWith('room:') && !isFor(userId, id, one)) {
          wrong.push(`${event} ${id} is another audience's`)
        }
      }
      for (const [id, one] of told) {
        if (id <= from || id > upTo || got.has(id) || !isFor(userId, id, one)) continue
        if (missed.some(({ after, upTo }) => id > after && id <= upTo)) continue
        wrong.push(`${one.event} ${id} was not delivered`)
      }
      return wrong
    },
  }
}
