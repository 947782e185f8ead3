import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  type Access,
  accessAfter,
  authorizeJoin,
  changesAccess,
  changesRole,
} from '../../../src/domain/authorizeJoin.ts'
import type { EventKind, EventRow } from '../../../src/domain/event.ts'
import { rowOf, USERS } from './audienceRows.ts'

const ROOM = 'room'
const someone = (given: Partial<Access> = {}): Access => ({
  userId: USERS.participant,
  role: 'agent',
  disabled: false,
  rooms: new Set<string>(),
  ...given,
})
const there = () => true
const row = (kind: EventKind, roomId: string | null, data: Record<string, unknown>): EventRow =>
  rowOf(kind, { roomId, userIds: [] }, data)
const assigned = (roomId: string, agent_id = USERS.participant) =>
  row('agent_assigned', roomId, { agent_id })
const unassigned = (roomId: string, agent_id = USERS.participant) =>
  row('agent_unassigned', roomId, { agent_id })
const merged = (from_room_id: string, into: string) => row('room_merged', into, { from_room_id })
const changed = (data: object, user_id = USERS.participant) =>
  row('user_changed', null, { user_id, role: 'agent', disabled: false, ...data })

describe('who may join', () => {
  test('[J1] admins and supervisors may join every room there is, and none that is not', () => {
    for (const role of ['admin', 'supervisor'] as const) {
      expect(authorizeJoin(someone({ role }), ROOM, there)).toBe(true)
      expect(authorizeJoin(someone({ role }), ROOM, () => false)).toBe(false)
    }
  })

  test('[J2] an agent may join only where it participates', () => {
    expect(authorizeJoin(someone({ rooms: new Set([ROOM]) }), ROOM, there)).toBe(true)
    expect(authorizeJoin(someone({ rooms: new Set(['another']) }), ROOM, there)).toBe(false)
    expect(authorizeJoin(someone({ rooms: new Set([ROOM]) }), ROOM, () => false)).toBe(false)
  })

  test('[J3] nobody who is disabled may join, whatever their role', () => {
    for (const role of ['admin', 'supervisor', 'agent'] as const) {
      const access = someone({ role, disabled: true, rooms: new Set([ROOM]) })
      expect(authorizeJoin(access, ROOM, there)).toBe(false)
    }
  })
})

describe('access as later rows of the log have changed it', () => {
  test('[J4] an assignment gives, an unassignment takes, in the order of the log', () => {
    const rows = [assigned(ROOM), unassigned(ROOM), assigned('b'), assigned(ROOM)]
    const after = (count: number) => [...accessAfter(someone(), rows.slice(0, count)).rooms]
    expect([0, 1, 2, 3, 4].map(after)).toEqual([[], [ROOM], [], ['b'], ['b', ROOM]])
  })

  test('[J4] what concerns others changes nothing', () => {
    const access = someone({ rooms: new Set([ROOM]) })
    const rows = [
      unassigned(ROOM, USERS.other),
      assigned('b', USERS.other),
      changed({ role: 'admin', disabled: true }, USERS.other),
    ]
    expect(accessAfter(access, rows)).toEqual(access)
  })

  test('[J4] role and disabling are those of the last change', () => {
    const rows = [changed({ role: 'supervisor' }), changed({ role: 'agent', disabled: true })]
    expect(accessAfter(someone(), rows)).toMatchObject({ role: 'agent', disabled: true })
    expect(accessAfter(someone(), rows.slice(0, 1)).role).toBe('supervisor')
  })

  test('[J4] a role that was given and taken back has changed; another user, or disabling, changes no role', () => {
    const [up, down] = [changed({ role: 'supervisor' }), changed({ role: 'agent' })]
    expect(changesRole(someone(), [up])).toBe(true)
    expect(changesRole(someone(), [up, down])).toBe(true)
    expect(changesRole(someone(), [changed({ disabled: true }), down])).toBe(false)
    expect(changesRole(someone(), [changed({ role: 'admin' }, USERS.other)])).toBe(false)
  })

  test('[J4] who took part in a merged room takes part in the one that stays, and nobody else', () => {
    expect([
      ...accessAfter(someone({ rooms: new Set(['old']) }), [merged('old', 'new')]).rooms,
    ]).toEqual(['new'])
    expect([...accessAfter(someone(), [merged('old', 'new')]).rooms]).toEqual([])
  })

  test('[J4] what was read is left as it was', () => {
    const access = someone({ rooms: new Set([ROOM]) })
    accessAfter(access, [unassigned(ROOM), changed({ disabled: true })])
    expect(access).toEqual(someone({ rooms: new Set([ROOM]) }))
  })

  test('[J4] applying rows at once or one by one is the same', () => {
    const step = fc.oneof(
      fc.constantFrom('a', 'b', 'c').map((roomId) => assigned(roomId)),
      fc.constantFrom('a', 'b', 'c').map((roomId) => unassigned(roomId)),
      fc.constantFrom('admin', 'agent').map((role) => changed({ role })),
      fc.boolean().map((disabled) => changed({ disabled })),
      fc.constant(merged('a', 'b')),
    )
    fc.assert(
      fc.property(fc.array(step), fc.nat(), (rows, at) => {
        const cut = rows.length === 0 ? 0 : at % rows.length
        const first = accessAfter(someone(), rows.slice(0, cut))
        expect(accessAfter(first, rows.slice(cut))).toEqual(accessAfter(someone(), rows))
      }),
    )
  })

  test('[J4] a row that says nothing about access leaves it as it is, and the others are known as such', () => {
    const kinds: [EventKind, boolean][] = [
      ['room_created', false],
      ['message', false],
      ['message_updated', false],
      ['message_status', false],
      ['room_updated', false],
      ['agent_assigned', true],
      ['agent_unassigned', true],
      ['room_merged', true],
      ['user_changed', true],
    ]
    const access = someone({ rooms: new Set([ROOM]) })
    for (const [kind, changes] of kinds) {
      const placed = rowOf(kind, { roomId: ROOM, userIds: [] })
      expect(changesAccess(placed)).toBe(changes)
      if (!changes) expect(accessAfter(access, [placed])).toEqual(access)
    }
  })
})
