import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type Connection, Refused } from '../../src/client/connect.ts'
import { next, openClients } from './clientWorld.ts'

setDefaultTimeout(60_000)

const { server, supervisor, say, live, stop } = await openClients()
afterAll(stop)

/** Resolves when the server has answered whatever the client asked of it by itself: joins and leaves go in turn. */
const answeredAll = (connection: Connection) =>
  connection.leave('00000000-0000-4000-8000-000000000000')

/** A customer's room that an agent has, until it is taken away. */
async function assignedRoom() {
  const phone = await say()
  const { body } = await server.api('GET', `/rooms?q=${phone}`, { token: supervisor.token })
  const roomId: string = body.data[0].room_id
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

test('what is no id is refused here, and keeps no connection from coming back', async () => {
  const connection = await live({ rooms: ['no-room'], retryAfter: () => 5 })
  const refusal = await connection.join('no-room').catch((error) => error)
  expect(refusal).toBeInstanceOf(Refused)
  expect(refusal.code).toBe('not_found')
  const back = next(connection, 'session_ready')
  connection.socket.io.engine.close()
  expect((await back).rooms_refused).toEqual([])
})
