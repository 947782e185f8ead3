import { expect, test } from 'bun:test'
import { createJoinedRooms } from '../../../src/client/joinedRooms.ts'
import { Refused } from '../../../src/client/refused.ts'

const [ROOM, OTHER] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()]

/** Rooms whose joins wait for an answer of the test. */
function waitingJoins() {
  const sent: { roomId: string; answer: PromiseWithResolvers<unknown> }[] = []
  const rooms = createJoinedRooms({
    rooms: [],
    isConnected: () => true,
    sendJoin: (roomId) => {
      const answer = Promise.withResolvers<unknown>()
      sent.push({ roomId, answer })
      return answer.promise
    },
    waitAfter: () => 0,
  })
  return { sent, rooms }
}
const refusal = () => new Refused('not_found', 'There is no such room.')

test('a join whose room is merged before the answer goes on in the other room', async () => {
  const { sent, rooms } = waitingJoins()
  const joined = rooms.join(ROOM)
  rooms.move(ROOM, OTHER)
  sent[0]!.answer.reject(refusal())
  await joined
  expect(sent.map(({ roomId }) => roomId)).toEqual([ROOM, OTHER])
  expect(rooms.offer()).toEqual([OTHER])
})

test('a join whose room is left before the answer is refused to nobody', async () => {
  const { sent, rooms } = waitingJoins()
  const joined = rooms.join(ROOM)
  rooms.leave(ROOM)
  sent[0]!.answer.reject(refusal())
  await joined
  expect(rooms.offer()).toEqual([])
})

test('a join that is refused says so, and is not asked for again', async () => {
  const { sent, rooms } = waitingJoins()
  const joined = rooms.join(ROOM)
  sent[0]!.answer.reject(refusal())
  await expect(joined).rejects.toMatchObject({ code: 'not_found' })
  expect(rooms.offer()).toEqual([])
})
