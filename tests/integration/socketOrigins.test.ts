import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect as dial } from 'node:net'
import { connect } from '../helpers/client.ts'
import { type FeedWorld, openFeedWorld } from './feedWorld.ts'
import { openSocketDoor, pollingSession, rawSocket } from './rawSocketWorld.ts'

const { server, stop } = await openSocketDoor()
afterAll(stop)

/** Opened before the other tests, looked at after them: who never completes a handshake is dropped after 10 s. */
const idle = [
  { name: 'says nothing', raw: await rawSocket(server.url) },
  { name: 'was refused and stays', raw: await refusedSocket() },
]

async function refusedSocket() {
  const raw = await rawSocket(server.url)
  raw.socket.send('40{"token":"garbage"}')
  return raw
}

describe('origins and transports', () => {
  const ALLOWED = 'https://desk.example.com'
  let open: FeedWorld
  let narrow: FeedWorld
  beforeAll(async () => {
    open = await openFeedWorld({ origins: [ALLOWED] })
    narrow = await openFeedWorld({ transports: ['websocket'] })
  })
  afterAll(async () => {
    await open.stop()
    await narrow.stop()
  })

  /** The status of a WebSocket handshake. */
  const upgrade = async (url: string, headers: Record<string, string>) => {
    const { hostname, port } = new URL(url)
    const socket = dial(Number(port), hostname)
    const answer = new Promise<string>((resolve) =>
      socket.once('data', (bytes) => resolve(String(bytes))),
    )
    const lines = Object.entries({
      Host: `${hostname}:${port}`,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version': '13',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`)
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`,
    )
    const status = Number((await answer).split(' ')[1])
    socket.destroy()
    return status
  }

  test('a page of another origin is refused with 403, by WebSocket and by polling', async () => {
    for (const origin of [
      'https://evil.example.com',
      'null',
      `${ALLOWED}.evil.example.com`,
      'https://desk.example.com:8443',
      'garbage',
      '',
    ]) {
      expect(`${origin}: ${await upgrade(open.url, { Origin: origin })}`).toBe(`${origin}: 403`)
      const polling = await fetch(`${open.url}/socket.io/?EIO=4&transport=polling`, {
        headers: { origin },
      })
      if (origin !== '') expect(`${origin}: ${polling.status}`).toBe(`${origin}: 403`)
    }
  })

  test('an allowed origin, the server’s own, and no browser at all are let in', async () => {
    for (const headers of [{ Origin: ALLOWED }, { Origin: open.url }, {}]) {
      expect(await upgrade(open.url, headers as Record<string, string>)).toBe(101)
    }
    const agent = await open.person('agent')
    const client = await open.connect(agent, {}, {
      extraHeaders: { origin: ALLOWED },
      transports: ['polling', 'websocket'],
    } as never)
    expect(client.named('session_ready')).toHaveLength(1)
  })

  test('without `CORS_ORIGINS` only the server’s own origin is let in', async () => {
    expect(await upgrade(narrow.url, { Origin: ALLOWED })).toBe(403)
    expect(await upgrade(narrow.url, { Origin: narrow.url })).toBe(101)
  })

  test('polling works, and upgrades with nothing lost on the way', async () => {
    const admin = await open.person('admin')
    const polling = await open.connect(admin, {}, {
      transports: ['polling'],
      upgrade: false,
    } as never)
    const upgrading = await open.connect(admin, {}, {
      transports: ['polling', 'websocket'],
    } as never)
    const room = await open.newRoom()
    for (let n = 0; n < 20; n++) await open.say(room, `${n}`)
    await upgrading.until(
      () => upgrading.socket.io.engine.transport.name === 'websocket',
      'the upgrade',
    )
    for (let n = 20; n < 40; n++) await open.say(room, `${n}`)
    for (const client of [polling, upgrading]) {
      await client.event('new_message', 40)
      expect(client.named('new_message').map(({ content_text }) => content_text)).toEqual(
        Array.from({ length: 40 }, (_, n) => `${n}`),
      )
      expect(await client.emit('room:join', { room_id: room.id })).toMatchObject({ status: 1 })
      expect(client.faults).toEqual([])
    }
    expect(polling.socket.io.engine.transport.name).toBe('polling')
  })

  test('`SOCKET_TRANSPORTS=websocket` refuses polling, and nothing else', async () => {
    expect((await pollingSession(narrow.url)).status).toBe(403)
    const agent = await narrow.person('agent')
    const client = await narrow.connect(agent)
    expect(client.named('session_ready')).toHaveLength(1)
    const refused = await connect(
      narrow.url,
      { token: agent.token },
      { transports: ['polling'] },
    ).then(
      () => 'let in',
      () => 'refused',
    )
    expect(refused).toBe('refused')
  })
})

describe('a handshake that is never completed', () => {
  test('is dropped, also when it was refused before', async () => {
    for (const { raw } of idle) await raw.closed
    expect(idle.map(({ name }) => name)).toEqual(['says nothing', 'was refused and stays'])
  }, 120_000)
})

describe('an upgrade that is none', () => {
  const ask = (transport: string, headers: Record<string, string>) =>
    new Promise<string>((resolve, reject) => {
      const { port } = new URL(server.url)
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      const tcp = dial(Number(port), '127.0.0.1', () =>
        tcp.write(
          `GET /socket.io/?EIO=4&transport=${transport} HTTP/1.1\r\nHost: x\r\n${lines.join('')}Connection: Upgrade\r\n\r\n`,
        ),
      )
      tcp.once('data', (data) => {
        resolve(data.toString('latin1').slice(9, 12))
        tcp.destroy()
      })
      tcp.once('error', reject)
    })
  const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='

  test.each([
    ['to nothing', 'websocket', { Upgrade: '[_' }],
    [
      'while it polls',
      'polling',
      { Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': KEY },
    ],
    ['without a key', 'websocket', { Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' }],
    ['that is only told of', 'websocket', {}],
  ])('%s is refused', async (_, transport, headers) => {
    expect(await ask(transport, headers as Record<string, string>)).toBe('400')
  })

  test('does not get around the allowed transports', async () => {
    const headers = {
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': KEY,
    }
    expect(await ask('websocket', headers)).toBe('101')
    const answer = await fetch(`${server.url}/socket.io/?EIO=4&transport=websocket`)
    expect(answer.status).toBe(400)
  })
})
