import { afterAll, describe, expect, test } from 'bun:test'
import { io } from 'socket.io-client'
import { openFeedWorld } from './feedWorld.ts'
import { openRaw } from './rawProtocol.ts'

const world = await openFeedWorld()
afterAll(world.stop)

type Conn = { _listeners: Map<string, unknown[]> }

async function connection() {
  const conn = Promise.withResolvers<Conn>()
  world.engine.engine.once('connection', (raw) => conn.resolve(raw as unknown as Conn))
  const raw = await openRaw(`${world.url}/socket.io/?EIO=4&transport=websocket`)
  await raw.next()
  const { _listeners } = await conn.promise
  return {
    ...raw,
    ask: (auth: object) => raw.send(`40${JSON.stringify(auth)}`),
    ends: () => _listeners.get('close')?.length ?? 0,
  }
}
const isClosed = async (one: Awaited<ReturnType<typeof connection>>) => {
  await one.closed()
  await expect(one.next()).rejects.toThrow('closed before a frame')
}

describe('a second CONNECT on one connection', () => {
  test('after leaving ends it, and is not answered', async () => {
    const { token } = await world.person('agent')
    const one = await connection()
    one.ask({ token })
    expect(String(await one.next())).toStartWith('40')
    expect(String(await one.next())).toStartWith('42["session_ready"')
    const left = new Promise((resolve) => {
      for (const socket of world.io.of('/').sockets.values()) socket.once('disconnect', resolve)
    })
    one.send('41')
    await left
    one.ask({ token, rooms: Array.from({ length: 200 }, () => Bun.randomUUIDv7()) })
    await isClosed(one)
  })

  test('after a refusal ends it, and the refusal has left nothing behind', async () => {
    const agent = await world.person('agent')
    await world.sql`update refresh_tokens set revoked_at = now() where family_id = ${agent.familyId}`
    const one = await connection()
    const ends = one.ends()
    one.ask({ token: agent.token })
    expect(await one.next()).toBe('44{"message":"unauthorized"}')
    expect(one.ends()).toBe(ends)
    expect(world.watches.open).toBe(0)
    one.ask({ token: (await world.person('agent')).token })
    await isClosed(one)
  })

  for (const transport of ['websocket', 'polling'])
    test(`never comes from a stock client: after a refusal, with a new token or after leaving it uses a new connection, by ${transport}`, async () => {
      const { token } = await world.person('agent')
      const socket = io(world.url, {
        auth: { token: 'none' },
        transports: [transport],
        forceNew: true,
        reconnection: false,
      })
      const answer = () =>
        new Promise<string>((resolve) => {
          socket.once('connect_error', ({ message }) => resolve(message))
          socket.once('session_ready', () => resolve('let in'))
        })
      expect(await answer()).toBe('unauthorized')
      socket.auth = { token }
      for (let times = 0; times < 2; times++) {
        socket.connect()
        expect(await answer()).toBe('let in')
        socket.disconnect()
      }
    })
})
