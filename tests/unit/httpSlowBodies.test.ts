import { afterAll, expect, test } from 'bun:test'
import { connect, type Socket } from 'node:net'
import { ECHO, json, open } from './httpWorld.ts'

const SIZE = 256 * 1024
/** More than 16 MiB of them. */
const MANY = 80

const { app } = open()
const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: app.fetch })
const opened: Socket[] = []
afterAll(async () => {
  for (const socket of opened) socket.destroy()
  await server.stop(true)
})

/** Sends all of a large body but its last byte. */
async function begin(path: string) {
  const socket = connect(server.port!, '127.0.0.1')
  opened.push(socket)
  const status = new Promise<number>((resolve) => {
    socket.on('data', (data) => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1])))
  })
  const type = 'Content-Type: application/json'
  socket.write(`POST ${path} HTTP/1.1\r\nHost: test\r\n${type}\r\nContent-Length: ${SIZE}\r\n\r\n`)
  await new Promise((sent) => socket.write(Buffer.alloc(SIZE - 1, ' '), sent))
  return { status }
}

test('of JSON that strangers begin and never end only so much is kept: the first are given up, and others’ comes in meanwhile', async () => {
  const [first] = [await begin(ECHO)]
  for (let n = 1; n < MANY; n++) await begin(n % 2 === 0 ? ECHO : '/nowhere')
  expect(await first.status).toBe(503)
  const text = 'x'.repeat(SIZE - '{"text":""}'.length)
  const answer = await fetch(new URL(ECHO, server.url), json(JSON.stringify({ text })))
  expect(answer.status).toBe(200)
})
