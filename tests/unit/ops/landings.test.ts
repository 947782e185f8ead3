import { expect, test } from 'bun:test'
import type { EventRow } from '../../../src/domain/event.ts'
import { createLandings, type Landed } from '../../../src/ops/landings.ts'

const group = (last: number): Landed => ({ deliveries: [], departedAt: 0, committedAt: 0, last })
const row = (id: number, slots = 1) => ({ id, slots }) as EventRow

test('a group has landed when its last event is emitted, in whatever order groups are committed', () => {
  const seen: number[] = []
  const landings = createLandings(({ last }) => void seen.push(last))
  landings.landed(group(5))
  landings.landed(group(2))
  expect(seen).toEqual([])
  landings.passed(row(1, 2))
  expect(seen).toEqual([2])
  landings.passed(row(3))
  expect(seen).toEqual([2])
  landings.passed(row(4, 2))
  expect(seen).toEqual([2, 5])
  landings.landed(group(4))
  expect(seen).toEqual([2, 5, 4])
})

test('a group without events has nothing to emit, and one that is never emitted does not fill the memory', () => {
  const seen: number[] = []
  const landings = createLandings(({ last }) => void seen.push(last))
  landings.landed(group(0))
  for (let last = 1; last <= 5000; last++) landings.landed(group(last))
  landings.passed(row(5000))
  expect(seen.length).toBe(1000)
})
