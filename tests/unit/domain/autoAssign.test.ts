import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { type Candidate, rankAgents, roomsOpened } from '../../../src/domain/autoAssign.ts'
import type { EventRow } from '../../../src/domain/event.ts'

const agent = (id: string, openRooms: number, lastAssignedAt: string | null): Candidate => ({
  id,
  openRooms,
  lastAssignedAt,
})
const order = (mode: 'round_robin' | 'least_busy', ...agents: Candidate[]) =>
  rankAgents(mode, agents).map(({ id }) => id)
const [EARLY, LATE] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z']

test('[Q1] round_robin takes who was assigned longest ago, who never was before all', () => {
  expect(
    order('round_robin', agent('a', 0, LATE), agent('b', 9, null), agent('c', 9, EARLY)),
  ).toEqual(['b', 'c', 'a'])
})

test('[Q2] least_busy takes who has the fewest open rooms, then whose turn it is', () => {
  expect(
    order(
      'least_busy',
      agent('a', 1, LATE),
      agent('b', 1, EARLY),
      agent('c', 0, LATE),
      agent('d', 2, null),
    ),
  ).toEqual(['c', 'b', 'a', 'd'])
})

test('[Q3] the same agents give the same order, in whatever order they come', () => {
  const candidate = fc.record({
    id: fc.uuid(),
    openRooms: fc.nat(3),
    lastAssignedAt: fc.constantFrom(null, EARLY, LATE),
  })
  const agents = fc.uniqueArray(candidate, { selector: ({ id }) => id })
  const mode = fc.constantFrom('round_robin' as const, 'least_busy' as const)
  fc.assert(
    fc.property(agents, mode, (list, how) => {
      expect(rankAgents(how, list.toReversed())).toEqual(rankAgents(how, list))
      expect(rankAgents(how, list)).toHaveLength(list.length)
    }),
  )
})

test('[Q4] a room is offered when it was opened and nobody has it', () => {
  const row = (kind: string, roomId: string, status = 'open', participants: unknown[] = []) =>
    ({ kind, roomId, facts: { room: { status, participants } } }) as never as EventRow
  expect(
    roomsOpened([
      row('room_created', 'born'),
      row('room_updated', 'reopened'),
      row('room_updated', 'closed', 'closed'),
      row('room_updated', 'taken', 'open', [{}]),
      { kind: 'message', roomId: 'another' } as never as EventRow,
    ]),
  ).toEqual(['born', 'reopened'])
})
