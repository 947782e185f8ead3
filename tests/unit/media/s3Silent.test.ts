import { afterAll, beforeEach, expect, test } from 'bun:test'
import { createServer, type Socket } from 'node:net'
import { createS3Objects } from '../../../src/media/s3Objects.ts'
import { createWorkshop } from '../../../src/media/workshop.ts'

/** Far more than the store's places. */
const MANY = 100
const SILENT = { code: 'ETIMEDOUT' }

/** A bucket that takes connections and says nothing. */
const connections = new Set<Socket>()
const hole = createServer((socket) => {
  connections.add(socket)
  socket.on('error', () => {}).resume()
}).listen(0, '127.0.0.1')
const hangUp = () => {
  for (const socket of connections) socket.destroy()
  connections.clear()
}

/** A bucket with one object of several pieces, which never ends unless its reader leaves. */
const endless = Bun.serve({
  port: 0,
  fetch: ({ method }) =>
    method === 'HEAD'
      ? new Response(null, { headers: { 'content-length': '1' } })
      : new Response(
          new ReadableStream({
            pull: (to) => to.enqueue(new Uint8Array(1024)),
          }),
        ),
})
beforeEach(hangUp)
afterAll(async () => {
  hangUp()
  hole.close()
  await endless.stop(true)
})

const bucketAt = (endpoint: string, answerMs: number) =>
  createS3Objects(
    {
      bucket: 'media',
      endpoint,
      region: undefined,
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      prefix: '',
      requestsAtOnce: 256,
    },
    createWorkshop('/nonexistent', () => Bun.randomUUIDv7()),
    answerMs,
  )
const silent = () => bucketAt(`http://127.0.0.1:${(hole.address() as { port: number }).port}`, 50)

test('a bucket that takes requests and says nothing is out of reach', async () => {
  const objects = silent()
  await expect(objects.read('a.jpg')).rejects.toMatchObject(SILENT)
  await expect(objects.local('a.jpg')).rejects.toMatchObject(SILENT)
  await expect(objects.put('a.jpg', import.meta.path, 'image/jpeg')).rejects.toMatchObject(SILENT)
  await expect(objects.remove('a.jpg')).rejects.toMatchObject(SILENT)
})

test('however many ask for its files, it leaves most of the requests that Bun makes at once to others', async () => {
  const objects = silent()
  const asked = Array.from({ length: MANY }, () => objects.read('a.jpg'))
  for (const answer of await Promise.allSettled(asked))
    expect(answer).toMatchObject({ status: 'rejected', reason: SILENT })
  const removed = Array.from({ length: MANY }, () => objects.remove('a.jpg'))
  for (const answer of await Promise.allSettled(removed))
    expect(answer).toMatchObject({ status: 'rejected', reason: SILENT })
  expect(connections.size).toBeLessThan(64)
})

test('a reader who leaves, or never reads, holds no place', async () => {
  const objects = bucketAt(endless.url.origin, 5000)
  for (let n = 0; n < MANY; n++) {
    const stream = (await objects.read('a.jpg')) as ReadableStream<Uint8Array>
    if (n % 2 === 0) continue
    const reader = stream.getReader()
    expect((await reader.read()).value?.byteLength).toBeGreaterThan(0)
    await reader.cancel()
  }
})
