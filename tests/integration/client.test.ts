import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type Connection, type ConnectOptions, connect, Refused } from '../../src/client/connect.ts'
import { answerOf, RestError, rest } from '../../src/client/rest.ts'
import { deliver, type Person, type Server, startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'

setDefaultTimeout(60_000)

let server: Server
let supervisor: Person
const open: Connection[] = []
beforeAll(async () => {
  server = await startServer()
  supervisor = await server.person('supervisor')
})
afterAll(async () => {
  for (const connection of open) connection.close()
  await server.stop()
})

const say = async (text = 'Halo', phone = newPhone()) => {
  expect((await server.deliver(webhook(textMessage(phone, text)))).status).toBe(200)
  return phone
}

/** A connection that is live, with what it got. */
async function live(options: Partial<ConnectOptions> = {}) {
  const live = Promise.withResolvers<void>()
  const connection = connect({
    url: server.url,
    token: supervisor.token,
    ...options,
    onState: (state) => {
      options.onState?.(state)
      if (state === 'live') live.resolve()
    },
  })
  open.push(connection)
  await live.promise
  return connection
}
const next = <E extends Parameters<Connection['on']>[0]>(connection: Connection, event: E) =>
  new Promise<Parameters<Parameters<typeof connection.on<E>>[1]>[0]>((resolve) => {
    const off = connection.on(event, (payload) => {
      off()
      resolve(payload)
    })
  })

/** Resolves when the server has answered whatever the client asked of it by itself: joins and leaves go in turn. */
const answeredAll = (connection: Connection) =>
  connection.leave('00000000-0000-4000-8000-000000000000')

test('a connection that is cut comes back by itself, with everything it missed, once and in order', async () => {
  const connection = await live({ retryAfter: () => 5 })
  const seen: number[] = []
  connection.on('new_room_complete', ({ event_id }) => seen.push(event_id))
  await say()
  connection.socket.io.engine.close()
  await say()
  await say()
  while (seen.length < 3) await next(connection, 'new_room_complete')
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
  expect(new Set(seen).size).toBe(3)
})

test('while it waits it tells until when, and tries at once when asked to', async () => {
  const waits: (number | null)[] = []
  const told = Promise.withResolvers<void>()
  const back = Promise.withResolvers<void>()
  const connection = await live({
    retryAfter: (failures) => 60_000 * (failures + 1),
    onWait: (until) => {
      waits.push(until)
      if (until !== null) told.resolve()
    },
    onState: (state) => {
      if (state === 'live' && waits.length > 0) back.resolve()
    },
  })
  const before = Date.now()
  connection.cut(90_000)
  await told.promise
  expect(waits).toHaveLength(1)
  expect(waits[0]).toBeGreaterThanOrEqual(before + 90_000)
  expect(connection.state).toBe('reconnecting')
  connection.tryNow()
  await back.promise
  expect(waits[1]).toBeNull()
})

test('it continues from a cursor of an earlier one', async () => {
  const first = await live()
  const { cursor } = first
  first.close()
  await say('while nobody looked')
  const texts: (string | null)[] = []
  const ready = Promise.withResolvers<void>()
  const second = connect({
    url: server.url,
    token: supervisor.token,
    cursor: { event_id: cursor.event_id!, epoch: cursor.epoch! },
  })
  open.push(second)
  second.on('new_room_complete', ({ last_message_text }) => texts.push(last_message_text))
  second.on('session_ready', () => ready.resolve())
  await ready.promise
  expect(texts).toEqual(['while nobody looked'])
})

test('an event that comes again, or late, is dropped', async () => {
  const connection = await live()
  const seen: number[] = []
  connection.on('new_room_complete', ({ event_id }) => seen.push(event_id))
  await say()
  while (seen.length === 0) await next(connection, 'new_room_complete')
  const [wire] = connection.socket.listenersAny()
  wire!('new_room_complete', { event_id: seen[0] })
  wire!('new_room_complete', { event_id: 1 })
  expect(seen.length).toBe(1)
})

test('a cursor of another epoch is answered with a reload, and events go on from the new position', async () => {
  const reloads: { reason: string; position: number }[] = []
  const connection = await live({
    cursor: { event_id: 1, epoch: 'of another database' },
    reload: (why) => reloads.push(why),
  })
  expect(reloads).toEqual([{ reason: 'epoch', position: connection.cursor.event_id! }])
  const told = next(connection, 'new_room_complete')
  await say()
  expect((await told).event_id).toBeGreaterThan(reloads[0]!.position)
})

test('a token is renewed on the open socket before it ends, and the session goes on', async () => {
  const short = await startServer({ config: { accessTokenMs: 2000 } })
  try {
    const states: string[] = []
    let asked = 0
    const thrice = Promise.withResolvers<void>()
    const { body } = await short.api('POST', '/auth/login', {
      body: { email: 'admin@example.com', password: 'correct horse battery' },
    })
    const connection = connect({
      url: short.url,
      token: body.data.token,
      onToken: async () => {
        if (++asked === 3) thrice.resolve()
        const again = await short.api('POST', '/auth/login', {
          body: { email: 'admin@example.com', password: 'correct horse battery' },
        })
        return again.body.data.token
      },
      onState: (state) => states.push(state),
    })
    open.push(connection)
    await next(connection, 'session_ready')
    // By then the first two tokens are over.
    await thrice.promise
    const told = next(connection, 'new_room_complete')
    await deliver(short.url, webhook(textMessage(newPhone(), 'Halo')))
    await told
    expect(states).toEqual(['live'])
    connection.close()
  } finally {
    await short.stop()
  }
})

test('a session that is over stays over: signed out, or with a token that nobody renews', async () => {
  const ended = Promise.withResolvers<void>()
  const refused = connect({
    url: server.url,
    token: 'none',
    onState: (state) => state === 'ended' && ended.resolve(),
  })
  open.push(refused)
  await ended.promise
  const agent = await server.person('agent')
  const over = Promise.withResolvers<void>()
  await live({ token: agent.token, onState: (state) => state === 'ended' && over.resolve() })
  await server.api('POST', '/auth/logout', { token: agent.token, body: {} })
  await over.promise
})

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
  const phone = await say()
  const { body } = await server.api('GET', `/rooms?q=${phone}`, { token: supervisor.token })
  const roomId: string = body.data[0].room_id
  const agent = await server.person('agent')
  const asStaff = { token: supervisor.token, body: { agent_id: agent.id } }
  await server.api('POST', `/rooms/${roomId}/assign`, asStaff)
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
  await server.api('POST', `/rooms/${roomId}/unassign`, asStaff)
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
  const phone = await say()
  const { body } = await server.api('GET', `/rooms?q=${phone}`, { token: supervisor.token })
  const roomId: string = body.data[0].room_id
  const agent = await server.person('agent')
  const asStaff = { token: supervisor.token, body: { agent_id: agent.id } }
  await server.api('POST', `/rooms/${roomId}/assign`, asStaff)
  const connection = await live({ token: agent.token, retryAfter: () => 5 })
  await connection.join(roomId)
  const unassigned = next(connection, 'agent_unassigned')
  await server.api('POST', `/rooms/${roomId}/unassign`, asStaff)
  await unassigned
  await answeredAll(connection)
  const back = next(connection, 'session_ready')
  connection.socket.io.engine.close()
  expect((await back).rooms_refused).toEqual([])
})

test('the REST client knows the routes, and throws what is refused', async () => {
  const api = rest(server.url, () => supervisor.token)
  const { data, event_id } = await answerOf(api.rooms.$get({ query: { limit: '1' } }))
  expect(data.length).toBe(1)
  expect(event_id).toBeGreaterThan(0)
  const refused = await answerOf(rest(server.url, () => null).rooms.$get({ query: {} })).catch(
    (error) => error,
  )
  expect(refused).toBeInstanceOf(RestError)
  expect(refused).toMatchObject({ status: 401, code: 'unauthenticated' })
})
