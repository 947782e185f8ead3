import { expect, test } from 'bun:test'
import { neighbourOf } from '../../../src/dashboard/inbox/neighbourOf.ts'

const list = (ids: string) => [...ids].map((room_id) => ({ room_id }))

test('the neighbours of a room in the list are those beside it, and none beyond its ends', () => {
  expect(neighbourOf(list('abc'), 'b', 1, undefined)).toBe(2)
  expect(neighbourOf(list('abc'), 'b', -1, undefined)).toBe(0)
  expect(neighbourOf(list('abc'), 'c', 1, undefined)).toBe(3)
})

test('a room that left the list has the neighbours it had, of those that are still there', () => {
  const place = { rooms: list('abcde'), at: 2 }
  expect(neighbourOf(list('xabde'), 'c', 1, place)).toBe(3)
  expect(neighbourOf(list('xabde'), 'c', -1, place)).toBe(2)
  expect(neighbourOf(list('xbae'), 'c', 1, place)).toBe(3)
  expect(neighbourOf(list('xab'), 'c', 1, place)).toBe(-1)
})

test('without an open room, or with one that was never in the list, it is the first', () => {
  expect(neighbourOf(list('abc'), undefined, -1, { rooms: list('abc'), at: 1 })).toBe(0)
  expect(neighbourOf(list('abc'), 'z', 1, { rooms: list('abc'), at: 1 })).toBe(0)
})
