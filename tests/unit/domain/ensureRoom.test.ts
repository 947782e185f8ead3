import { expect, test } from 'bun:test'
import { ensureRoom, type KnownRoom } from '../../../src/domain/ensureRoom.ts'

const room = (id: string, contactId: string, channelId: string): KnownRoom => ({
  id,
  contactId,
  channelId,
  version: 0,
})
const rooms = [room('1', 'ana', 'sales'), room('2', 'ana', 'support'), room('3', 'budi', 'sales')]

test('[R1] a customer has one room for each of our numbers: the known one', () => {
  expect(ensureRoom('ana', 'support', rooms)).toEqual({ kind: 'known', room: rooms[1]! })
})

test('[R1] on another of our numbers a known customer gets another room', () => {
  expect(ensureRoom('budi', 'support', rooms)).toEqual({ kind: 'new_room', contactId: 'budi' })
})

test('[R2] who is nobody yet is a new customer, whatever rooms there are', () => {
  expect(ensureRoom(null, 'sales', rooms)).toEqual({ kind: 'new_customer' })
})
