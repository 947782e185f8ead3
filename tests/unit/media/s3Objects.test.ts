import { afterAll, expect, test } from 'bun:test'
import { createS3Objects } from '../../../src/media/s3Objects.ts'
import { createWorkshop } from '../../../src/media/workshop.ts'

/** Answers as Google Cloud Storage does, which has nothing. */
let answer: { status: number; code: string }
const store = Bun.serve({
  port: 0,
  fetch: () =>
    new Response(`<?xml version="1.0"?><Error><Code>${answer.code}</Code></Error>`, {
      status: answer.status,
      headers: { 'content-type': 'application/xml' },
    }),
})
afterAll(() => store.stop(true))

const objects = createS3Objects(
  {
    bucket: 'media',
    endpoint: store.url.origin,
    region: undefined,
    accessKeyId: 'id',
    secretAccessKey: 'secret',
    prefix: '',
    requestsAtOnce: 256,
  },
  createWorkshop('/nonexistent', () => Bun.randomUUIDv7()),
)

test('removing what is not there is no fault, also where the store says 404', async () => {
  answer = { status: 404, code: 'NoSuchKey' }
  expect(await objects.remove('2026/11/a.jpg')).toBeUndefined()
})

test('a failed removal never counts as success', async () => {
  for (const [status, code] of [
    [404, 'NoSuchBucket'],
    [403, 'AccessDenied'],
    [503, 'SlowDown'],
  ] as const) {
    answer = { status, code }
    await expect(objects.remove('2026/11/a.jpg')).rejects.toMatchObject({ code })
  }
})
