import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { connect } from '../../src/client/connect.ts'
import { answerOf, RestError, rest } from '../../src/client/rest.ts'
import { next, openClients } from './clientWorld.ts'

setDefaultTimeout(60_000)

const { open, server, supervisor, say, live, stop } = await openClients()
afterAll(stop)

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
