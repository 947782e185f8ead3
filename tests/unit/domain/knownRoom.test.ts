import { expect, test } from 'bun:test'
import { type KnownRoom, roomOn } from '../../../src/domain/knownRoom.ts'

const room = (id: string, contactId: string, channelId: string): KnownRoom => ({
  id,
  contactId,
  channelId,
  version: 0,
})
const rooms = [room('1', 'ana', 'sales'), room('2', 'ana', 'support'), room('3', 'budi', 'sales')]

test('[R1] a customer has one room for each of our numbers: the known one', () => {
  expect(roomOn('ana', 'support', rooms)).toBe(rooms[1]!)
})

test('[R1] on another of our numbers a known customer has no room yet', () => {
  expect(roomOn('budi', 'support', rooms)).toBeUndefined()
})
