import { expect, test } from 'bun:test'
import { isFound } from '../../../src/dashboard/forward/isFound.ts'
import type { RoomSummary } from '../../../src/protocol/room.ts'

const ROOM = {
  room_title: 'Toko Sinar Abadi',
  room_phone: '6281255500142',
  contact: { name: 'Budi Santoso', username: 'budi.santoso' },
  leads_info: { name: 'CV Sinar' },
  tags: ['Promise to pay'],
} as RoomSummary

test.each(['sinar a', 'BUDI', '@budi.s', 'cv s', 'promise', '+62 812-5550', '0812 555', '5550014'])(
  'a room is found by %s',
  (q) => expect(isFound(ROOM, q)).toBe(true),
)

test.each(['Rina', '0813', '0-0'])('a room is not found by %s', (q) => {
  expect(isFound(ROOM, q)).toBe(false)
})

test('a customer who hides their number is found by name', () => {
  const hidden = { ...ROOM, room_phone: null }
  expect(isFound(hidden, 'budi')).toBe(true)
  expect(isFound(hidden, '0812')).toBe(false)
})
