import { afterAll, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { signBody } from '../../src/whatsapp/signature.ts'
import { APP_SECRET, PAIR, startServer } from '../helpers/server.ts'
import { textMessage, webhook } from '../helpers/webhooks.ts'

const server = await startServer()
afterAll(() => server.stop())

/** Sent byte by byte, since no client leaves out its Host header. Resolves once the server has closed the connection. */
async function answerOf(request: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  const closed = new Promise<string>((resolve) => {
    let answer = ''
    socket.on('data', (data) => {
      answer += data.toString('latin1')
    })
    socket.on('close', () => resolve(answer))
  })
  socket.write(Buffer.from(request, 'latin1'))
  return closed
}

async function statusOf(requestLine: string, headers: string[] = [], body = ''): Promise<number> {
  const lines = [requestLine, ...headers, 'Connection: close', '', body]
  return Number((await answerOf(lines.join('\r\n'))).split(' ')[1])
}

// Behind nginx each request has a host.
test.skipIf(PAIR)(
  'a request by HTTP/1.0 that names no host is answered like any other',
  async () => {
    for (const headers of [[], ['Host: ']]) {
      expect(await statusOf('GET /health HTTP/1.0', headers)).toBe(200)
      expect(await statusOf('HEAD /ready?x=1 HTTP/1.0', headers)).toBe(200)
      expect(await statusOf('GET / HTTP/1.0', headers)).toBe(200)
      expect(await statusOf('GET /rooms?limit=1 HTTP/1.0', headers)).toBe(401)
      expect(await statusOf('GET /nowhere HTTP/1.0', headers)).toBe(404)
      const polling = 'GET /socket.io/?EIO=4&transport=polling HTTP/1.0'
      expect(await statusOf(polling, headers)).toBe(200)
    }
  },
)

test.skipIf(PAIR)('a webhook without a host is taken', async () => {
  const body = JSON.stringify(webhook(textMessage('6281234567890', 'Halo')))
  const headers = [
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Content-Type: application/json',
    `X-Hub-Signature-256: ${signBody(Buffer.from(body), APP_SECRET)}`,
  ]
  expect(await statusOf('POST /webhook/whatsapp HTTP/1.0', headers, body)).toBe(200)
  const rooms = await server.api('GET', '/rooms', { token: server.admin.token })
  expect(rooms.body.data).toHaveLength(1)
})

test.skipIf(PAIR)(
  'a Host header that is no host is refused with 400 by every part of the server',
  async () => {
    for (const host of ['a b', 'x:99999', '[::', '%zz', 'caf\xe9', 'x/y', 'x@y', '"x"']) {
      for (const path of [
        '/',
        '/health',
        '/rooms',
        '/webhook/whatsapp',
        '/socket.io/?EIO=4&transport=polling',
      ])
        expect([host, path, await statusOf(`GET ${path} HTTP/1.1`, [`Host: ${host}`])]).toEqual([
          host,
          path,
          400,
        ])
    }
  },
)

test.skipIf(PAIR)(
  'a CONNECT is refused and ends its connection, which a proxy would go on using for others',
  async () => {
    for (const target of ['example.com:443', 'localhost', '/health']) {
      const answer = await answerOf(`CONNECT ${target} HTTP/1.1\r\nHost: example.com\r\n\r\n`)
      expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    }
  },
)
