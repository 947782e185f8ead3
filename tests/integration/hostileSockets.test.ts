import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect as dial } from 'node:net'
import { clientEvents } from '../../src/protocol/events.ts'
import { type Client, connect } from '../helpers/client.ts'
import { openSocketDoor, pollingSession, rawSocket } from './rawSocketWorld.ts'

const { server, stop } = await openSocketDoor()
afterAll(stop)

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
        message: 'The payload is invalid.',
      })
    })
  }

  // A client for each event, since one alone would send too many frames.
  test.each(Object.keys(clientEvents))('%s is answered whatever it carries', async (event) => {
    const other = await connect(server.url, { token: server.admin.token })
    for (const [, body] of bodies)
      expect(await other.emit(event, body)).toMatchObject({ status: 0 })
    other.close()
  })

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

  const undeclared = ['nothing', 'new_message', 'session_ready', '__proto__', 'toString', '']
  test.each([...undeclared, 7])(
    'the undeclared event %p answers invalid_request',
    async (event) => {
      for (const args of [[], [{ room_id: Bun.randomUUIDv7() }], [Buffer.from('room'), null]]) {
        expect(await client.emit(event as string, ...args)).toEqual({
          status: 0,
          code: 'invalid_request',
          message: 'There is no such event.',
        })
      }
      client.socket.emit(event as string, { room_id: Bun.randomUUIDv7() })
      expect(await client.emit('room:leave', {})).toMatchObject({ status: 0 })
      expect(client.socket.connected).toBe(true)
    },
  )

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
