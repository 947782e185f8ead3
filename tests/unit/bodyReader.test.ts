import { afterAll, expect, test } from 'bun:test'
import { connect, type Socket } from 'node:net'
import { createBodyReader } from '../../src/limits/bodyReader.ts'
import { AppError } from '../../src/protocol/errors.ts'

const LIMIT = 256 * 1024
/** As much as four that are as large as may be. */
const MOST = 4 * LIMIT

const bodies = createBodyReader({ limit: LIMIT, most: MOST })
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  async fetch(request) {
    try {
      const body = await bodies.read(request)
      return new Response(body && String(body.length), { status: body ? 200 : 413 })
    } catch (error) {
      return new Response(null, { status: error instanceof AppError ? 503 : 500 })
    }
  },
})
const opened: Socket[] = []
afterAll(async () => {
  for (const socket of opened) socket.destroy()
  await server.stop(true)
})

/** Sends all of a large body but its last byte. */
async function begin() {
  const socket = connect(server.port!, '127.0.0.1')
  opened.push(socket)
  const status = new Promise<number>((resolve) => {
    socket.on('data', (data) => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1])))
  })
  socket.write(`POST / HTTP/1.1\r\nHost: test\r\nContent-Length: ${LIMIT}\r\n\r\n`)
  await new Promise((sent) => socket.write(Buffer.alloc(LIMIT - 1, 'x'), sent))
  return { status, end: () => socket.write('x') }
}

const post = async (body: BodyInit) => {
  const answer = await fetch(server.url, { method: 'POST', body })
  return { status: answer.status, said: await answer.text() }
}

test('of bodies that never come to their end only so much is kept: the first are given up, the last may still end, and others come in meanwhile', async () => {
  const begun: Awaited<ReturnType<typeof begin>>[] = []
  for (let n = 0; n < 12; n++) begun.push(await begin())
  // Five do not fit: whatever has arrived when, seven at least of twelve are given up.
  const given: number[] = []
  const late = Promise.withResolvers<void>()
  for (const [n, { status }] of begun.entries()) {
    void status.then((code) => {
      if (code === 503) given.push(n)
      if (given.length >= 7) late.resolve()
    })
  }
  await late.promise
  expect(given).toContain(0)
  expect(await post('x'.repeat(LIMIT))).toEqual({ status: 200, said: String(LIMIT) })
  expect(await post('small')).toEqual({ status: 200, said: '5' })

  begun[11]!.end()
  expect(await begun[11]!.status).toBe(200)
})

test('a body that does not say how large it is counts while it comes, and is read to its limit', async () => {
  const streamed = (bytes: number) => post(new Blob(['x'.repeat(bytes)]).stream())
  expect(await streamed(LIMIT)).toEqual({ status: 200, said: String(LIMIT) })
  expect((await streamed(LIMIT + 1)).status).toBe(413)
  expect((await post('x'.repeat(LIMIT + 1))).status).toBe(413)
})

test('what comes in tiny pieces counts as what it takes, not as what it brings', async () => {
  const socket = connect(server.port!, '127.0.0.1')
  opened.push(socket)
  const answer = new Promise<string>((resolve) =>
    socket.on('data', (data) => resolve(String(data))),
  )
  socket.write('POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n')
  for (let n = 0; n < 16; n++) socket.write('1\r\nx\r\n'.repeat(1024))
  expect(await answer).toContain('503')
})

test('no body is an empty one', async () => {
  const { status, said } = await post('')
  expect({ status, said }).toEqual({ status: 200, said: '0' })
  const chunked = new Request('http://test/', { method: 'POST' })
  expect(await bodies.read(chunked)).toEqual(new Uint8Array())
})
