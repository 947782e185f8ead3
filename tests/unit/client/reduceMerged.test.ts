import { expect, test } from 'bun:test'
import { after, id, room, rooms } from './made.ts'

test('merged rooms and their survivors are learned from an event or a refusal, and survive a resync', () => {
  const state = after(
    rooms(10, room(1, 10), room(2, 10)),
    {
      type: 'event',
      event: 'room_merged',
      payload: { event_id: 11, from_room_id: id(2), room: room(1, 11) },
    },
    { type: 'room_loaded', room_id: id(3), room: null, merged_into: id(1) },
    { type: 'room_loaded', room_id: id(4), room: null },
    { type: 'resync', position: 20 },
  )
  expect(state.merged).toEqual({ [id(2)]: id(1), [id(3)]: id(1) })
})
