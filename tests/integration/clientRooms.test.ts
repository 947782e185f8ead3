import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Connection } from '../../src/client/connect.ts'
import { Refused } from '../../src/client/refused.ts'
import { LIMITS } from '../helpers/httpApp.ts'
import { next, openClients } from './clientWorld.ts'

setDefaultTimeout(60_000)

const { server, supervisor, say, newRoom, live, stop } = await openClients()
afterAll(stop)

/** Resolves when the server has answered whatever the client asked of it by itself: joins and leaves go in turn. */
const answeredAll = (connection: Connection) =>
  connection.leave('00000000-0000-4000-8000-000000000000')

/** A customer's room that an agent has, until it is taken away. */
async function assignedRoom() {
  const { phone, roomId } = await newRoom()
  const agent = await server.person('agent')
  const asStaff = { token: supervisor.token, body: { agent_id: agent.id } }
  await server.api('POST', `/rooms/${roomId}/assign`, asStaff)
  const unassign = () => server.api('POST', `/rooms/${roomId}/unassign`, asStaff)
  return { phone, roomId, agent, unassign }
}

test('a room that may not be seen is refused; one that may is joined again after a cut', async () => {
  const phone = await say()
  const { body } = await server.api('GET', '/rooms', { token: supervisor.token })
  const roomId: string = body.data[0].room_id
  const agent = await live({ token: (await server.person('agent')).token })
  const refusal = await agent.join(roomId).catch((error) => error)
  expect(refusal).toBeInstanceOf(Refused)
  expect(refusal.code).toBe('not_found')

  const connection = await live({ retryAfter: () => 5 })
  await connection.join(roomId)
  const back = next(connection, 'session_ready')
  connection.socket.io.engine.close()
  await back
  const told = next(connection, 'room:new_message')
  await say('again', phone)
  expect((await told).content_text).toBe('again')
})

test('rooms stay joined through a change of role, and where an unassigned user may still see them', async () => {
  const { phone, roomId, agent, unassign } = await assignedRoom()
  const reloaded = Promise.withResolvers<void>()
  const connection = await live({
    token: agent.token,
    reload: () => reloaded.resolve(),
    retryAfter: () => 5,
  })
  await connection.join(roomId)
  await server.api('PATCH', `/users/${agent.id}`, {
    token: server.admin.token,
    body: { role: 'supervisor' },
  })
  await reloaded.promise
  const unassigned = next(connection, 'agent_unassigned')
  await unassign()
  await unassigned
  await answeredAll(connection)
  const back = next(connection, 'session_ready')
  connection.socket.io.engine.close()
  await back
  const told = next(connection, 'room:new_message')
  await say('still here', phone)
  expect((await told).content_text).toBe('still here')
})

test('an agent who is unassigned asks for the room no more', async () => {
  const { roomId, agent, unassign } = await assignedRoom()
  const connection = await live({ token: agent.token, retryAfter: () => 5 })
  await connection.join(roomId)
  const unassigned = next(connection, 'agent_unassigned')
  await unassign()
  await unassigned
  await answeredAll(connection)
  const back = next(connection, 'session_ready')
  connection.socket.io.engine.close()
  expect((await back).rooms_refused).toEqual([])
})

test('an invalid room id is refused by the client, and does not spoil the next handshake', async () => {
  const connection = await live({ rooms: ['no-room'], retryAfter: () => 5 })
  const refusal = await connection.join('no-room').catch((error) => error)
  expect(refusal).toBeInstanceOf(Refused)
  expect(refusal.code).toBe('not_found')
  const back = next(connection, 'session_ready')
  connection.socket.io.engine.close()
  expect((await back).rooms_refused).toEqual([])
})

test('a dashboard room’s update counts even if its event_id was seen before', async () => {
  const { roomId } = await newRoom()
  const connection = await live()
  await connection.send('join_room', { room: 'CustomerApp' })
  const told: string[][] = []
  connection.on('room_update_customer', ({ tags }) => told.push(tags))
  const came = new Promise((resolve) => connection.socket.on('room_update_customer', resolve))
  await server.api('PUT', `/rooms/${roomId}/tags`, {
    token: supervisor.token,
    body: { tags: ['vip'] },
  })
  await came
  expect(told).toEqual([['vip']])
})

test('a join that the server is too busy for is retried until it succeeds', async () => {
  const busy = await openClients({ rateLimits: { ...LIMITS, events: 60 } })
  const { phone, roomId } = await busy.newRoom()
  const connection = await busy.live({ retryAfter: () => 50 })
  const isTooMuch = ({ code }: Refused) => code === 'rate_limited'
  while (!(await answeredAll(connection).then(() => false, isTooMuch)));
  await connection.join(roomId)
  const told = next(connection, 'room:new_message')
  await busy.say('still here', phone)
  expect((await told).content_text).toBe('still here')
  await busy.stop()
})

test('a refusal has code, message and details of the ack', async () => {
  const [older, younger] = [await newRoom(), await newRoom()]
  const connection = await live()
  const merged = next(connection, 'room_merged')
  await server.api('POST', `/rooms/${older.roomId}/merge`, {
    token: supervisor.token,
    body: { room_id: younger.roomId },
  })
  // A join that is on its way when this arrives goes on in the other room instead.
  await merged
  expect(await connection.join(younger.roomId).catch((error) => error)).toMatchObject({
    code: 'not_found',
    details: { merged_into: older.roomId },
  })
})
