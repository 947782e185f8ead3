import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { connect as dial } from 'node:net'
import { type Client, connect } from '../helpers/client.ts'
import { type Server, startServer } from '../helpers/server.ts'
import { type FeedWorld, openFeedWorld } from './feedWorld.ts'

let server: Server
/** Opened at the start, looked at in the end: who never completes a handshake is dropped after 10 s. */
let idle: { name: string; closed: Promise<CloseEvent> }[]
beforeAll(async () => {
  server = await startServer()
  const silent = await rawSocket(server.url)
  const refused = await rawSocket(server.url)
  refused.socket.send('40{"token":"garbage"}')
  idle = [
    { name: 'says nothing', closed: silent.closed },
    { name: 'was refused and stays', closed: refused.closed },
  ]
})
afterAll(() => server.stop())

async function rawSocket(url: string, headers: Record<string, string> = {}) {
  const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`
  const socket = new WebSocket(address, { headers } as never)
  const closed = new Promise<CloseEvent>((resolve) => {
    socket.onclose = resolve
  })
  await new Promise((resolve, reject) => {
    socket.onmessage = resolve
    socket.onerror = () => reject(new Error('not let in'))
  })
  return { socket, closed }
}

/** A polling session that has not signed in. */
async function pollingSession(url: string, headers: Record<string, string> = {}) {
  const path = `${url}/socket.io/?EIO=4&transport=polling`
  const opened = await fetch(path, { headers })
  if (!opened.ok) return { status: opened.status, post: () => Promise.resolve(opened) }
  const { sid } = JSON.parse((await opened.text()).slice(1)) as { sid: string }
  return {
    status: opened.status,
    post: (body: BodyInit) => fetch(`${path}&sid=${sid}`, { method: 'POST', body, headers }),
  }
}

describe('whatever a client sends', () => {
  let client: Client
  beforeAll(async () => {
    client = await connect(server.url, { token: server.admin.token })
  })
  afterAll(() => client.close())

  const long = 'x'.repeat(50_000)
  const bodies: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['a list of one', [{ room_id: Bun.randomUUIDv7() }]],
    ['a number', 7],
    ['true', true],
    ['a text', 'room'],
    ['an empty object', {}],
    ['a null id', { room_id: null }],
    ['a number as id', { room_id: 7 }],
    ['a list as id', { room_id: [Bun.randomUUIDv7()] }],
    ['an object as id', { room_id: { toString: 'x' } }],
    ['no UUID', { room_id: 'staff' }],
    ['a topic', { room_id: `room:${Bun.randomUUIDv7()}` }],
    ['a long text as id', { room_id: long }],
    ['NUL', { room_id: '\u0000' }],
    ['a prototype', JSON.parse('{"__proto__":{"room_id":"x"}}')],
    ['a length that is no number', { room_id: { length: { toString: 1 } } }],
    ['a token with a length that is no number', { token: { length: { valueOf: 1, toString: 1 } } }],
    ['a constructor', { constructor: { prototype: { room_id: 'x' } } }],
    ['bytes', Buffer.from('room')],
    ['bytes as id', { room_id: Buffer.from('room') }],
  ]
  for (const event of ['room:join', 'room:leave', 'session:renew']) {
    test.each(bodies)(`${event} with %s answers invalid_request`, async (_, body) => {
      const args = body === undefined ? [] : [body]
      expect(await client.emit(event, ...args)).toEqual({
        status: 0,
        code: 'invalid_request',
        message: 'The payload is not as it should be.',
      })
    })
  }

  test('a callback in the place of the payload is answered', async () => {
    const answer = await new Promise((resolve) => client.socket.emit('room:join', resolve))
    expect(answer).toMatchObject({ status: 0, code: 'invalid_request' })
  })

  test('further arguments are passed over', async () => {
    const room_id = Bun.randomUUIDv7()
    expect(await client.emit('room:leave', { room_id }, 'more', null, { room_id: 1 })).toEqual({
      status: 1,
      room_id,
    })
  })

  test('fields nobody knows are passed over', async () => {
    const room_id = Bun.randomUUIDv7()
    expect(await client.emit('room:leave', { room_id, more: long })).toMatchObject({ status: 1 })
  })

  test('without a callback nothing is answered, and nothing breaks', async () => {
    client.socket.emit('room:join', { room_id: Bun.randomUUIDv7() })
    client.socket.emit('room:join', null)
    client.socket.emit('session:renew')
    expect(await client.emit('room:leave', {})).toMatchObject({ status: 0 })
    expect(client.socket.connected).toBe(true)
  })

  test('events that nobody declared are ignored, those of the server among them', async () => {
    for (const event of ['nothing', 'new_message', 'session_ready', '__proto__', 'toString', '']) {
      client.socket.emit(event, { room_id: Bun.randomUUIDv7() })
    }
    expect(await client.emit('room:leave', {})).toMatchObject({ status: 0 })
    expect(client.socket.connected).toBe(true)
  })

  for (const [what, frame] of [
    ['a reserved event', '42["disconnect","x"]'],
    ['a broken packet', '42{"not":"a list"}'],
    ['an unknown packet type', '49'],
    ['text that is no packet', 'garbage'],
    ['an event before signing in', '42["room:join",{}]'],
    ['`auth` that is no object', '40[1]'],
    ['`auth` that is no JSON', '40{'],
    ['attachments that never come', '451-["room:join",{"_placeholder":true,"num":5}]'],
  ] as const) {
    test(`${what} from a stranger does no harm to others`, async () => {
      const { socket, closed } = await rawSocket(server.url)
      socket.send(frame)
      socket.send('40{"token":"garbage"}')
      const answered = new Promise((resolve) => {
        socket.onmessage = resolve
      })
      await Promise.race([closed, answered])
      socket.close()
      expect(await client.emit('room:leave', {})).toMatchObject({ status: 0 })
    })
  }

  test('another namespace is refused', async () => {
    const refused = await connect(`${server.url}/admin`, { token: server.admin.token }).then(
      () => 'let in',
      (error: Error) => error.message,
    )
    expect(refused).toBe('Invalid namespace')
  })
})

describe('sizes', () => {
  test('a frame over 100 kB ends the connection with 1009', async () => {
    const { socket, closed } = await rawSocket(server.url)
    socket.send('4'.repeat(100_001))
    expect((await closed).code).toBe(1009)
  })

  test('a frame of just under 100 kB is read', async () => {
    const client = await connect(server.url, { token: server.admin.token })
    expect(await client.emit('room:join', { room_id: 'x'.repeat(99_900) })).toMatchObject({
      status: 0,
      code: 'invalid_request',
    })
    client.close()
  })

  test('a polling body over 100 kB answers 413', async () => {
    const session = await pollingSession(server.url)
    expect((await session.post('4'.repeat(100_001))).status).toBe(413)
  })

  test('a polling body of unknown length is refused before it is read', async () => {
    const { hostname, port } = new URL(server.url)
    const socket = dial(Number(port), hostname)
    const answer = new Promise<string>((resolve) =>
      socket.once('data', (bytes) => resolve(String(bytes))),
    )
    socket.write(
      `POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: ${hostname}:${port}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    for (let n = 0; n < 3; n++) socket.write(`1000\r\n${'4'.repeat(4096)}\r\n`)
    expect(await answer).toMatch(/^HTTP\/1.1 41[13] /)
    socket.destroy()
  })
})

describe('floods', () => {
  test('of pongs before signing in is cut off', async () => {
    const { socket, closed } = await rawSocket(server.url)
    for (let n = 0; n < 1000; n++) socket.send('3')
    expect((await closed).code).toBe(1008)
  })

  test('of pongs by polling leaves one timer, not as many as there were pongs', async () => {
    const session = await pollingSession(server.url)
    const running = new Set<unknown>()
    const [start, stop] = [globalThis.setTimeout, globalThis.clearTimeout]
    const starts = spyOn(globalThis, 'setTimeout').mockImplementation(((...args: unknown[]) => {
      const timer = (start as (...args: unknown[]) => Timer)(...args)
      running.add(timer)
      return timer
    }) as never)
    const stops = spyOn(globalThis, 'clearTimeout').mockImplementation(((timer: Timer) => {
      running.delete(timer)
      stop(timer)
    }) as never)
    try {
      const pongs = Array.from({ length: 10_000 }, () => '3').join('\x1e')
      expect((await session.post(pongs)).status).toBe(200)
      expect(running.size).toBeLessThan(20)
    } finally {
      starts.mockRestore()
      stops.mockRestore()
    }
  })

  test('of events from one who is signed in is cut off, and others go on', async () => {
    const [flood, other] = [
      await connect(server.url, { token: server.admin.token }),
      await connect(server.url, { token: server.admin.token }),
    ]
    for (let n = 0; n < 1000; n++) flood.socket.emit('room:leave', { room_id: n })
    await flood.until(() => !flood.socket.connected, 'the end')
    expect(await other.emit('room:leave', {})).toMatchObject({ status: 0 })
    other.close()
  })
})

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
    for (const { closed } of idle) await closed
    expect(idle.map(({ name }) => name)).toEqual(['says nothing', 'was refused and stays'])
  }, 120_000)
})

test('a polling client that floods packets is cut off, and others are served meanwhile', async () => {
  const session = await poll('GET', '')
  const sid = JSON.parse((await session.text()).slice(1)).sid as string
  await poll('POST', sid, `40${JSON.stringify({ token: (await server.person('agent')).token })}`)
  // Answers pile up that nobody takes.
  while (!(await (await poll('GET', sid)).text()).includes('session_ready'));
  for (let n = 0; n < 3; n++) await poll('POST', sid, '420["room:join",{"room_id":"x"}]')
  const flood = Array.from({ length: 1400 }, () => '420["room:join",{"room_id":"x"}]').join('\x1e')
  const statuses: number[] = []
  for (let round = 0; round < 5; round++) statuses.push((await poll('POST', sid, flood)).status)
  expect(statuses.at(-1)).toBe(400)
})

function poll(method: string, sid: string, body?: string) {
  const url = `${server.url}/socket.io/?EIO=4&transport=polling${sid && `&sid=${sid}`}`
  return fetch(url, { method, ...(body !== undefined && { body }) })
}

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

  test('is no way around the transports that are allowed', async () => {
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
