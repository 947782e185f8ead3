import { expect, test } from 'bun:test'
import type { EventRow } from '../../../src/domain/event.ts'
import { createEmitTracker, type SettledGroup } from '../../../src/ops/emitTracker.ts'

const group = (last: number): SettledGroup => ({
  deliveries: [],
  startedAt: 0,
  committedAt: 0,
  last,
})
const row = (id: number, slots = 1) => ({ id, slots }) as EventRow

test('a group is reported once its last event is emitted, in whatever order groups are committed', () => {
  const seen: number[] = []
  const tracker = createEmitTracker(({ last }) => void seen.push(last))
  tracker.settled(group(5))
  tracker.settled(group(2))
  expect(seen).toEqual([])
  tracker.emitted(row(1, 2))
  expect(seen).toEqual([2])
  tracker.emitted(row(3))
  expect(seen).toEqual([2])
  tracker.emitted(row(4, 2))
  expect(seen).toEqual([2, 5])
  tracker.settled(group(4))
  expect(seen).toEqual([2, 5, 4])
})

test('a group without events has nothing to emit, and one that is never emitted does not fill the memory', () => {
  const seen: number[] = []
  const tracker = createEmitTracker(({ last }) => void seen.push(last))
  tracker.settled(group(0))
  for (let last = 1; last <= 5000; last++) tracker.settled(group(last))
  tracker.emitted(row(5000))
  expect(seen.length).toBe(1000)
})
