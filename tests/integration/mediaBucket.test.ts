import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openBucket } from '../helpers/bucket.ts'
import { expectSafe, fixture, type Media, openMediaWorld } from './mediaWorld.ts'

setDefaultTimeout(60_000)

let bucket: Awaited<ReturnType<typeof openBucket>>
let media: Media
beforeAll(async () => {
  bucket = await openBucket()
  media = await openMediaWorld({ s3: bucket.settings })
})
afterAll(async () => {
  await media.stop()
  await bucket.remove()
})

test('a customer’s file lies in the bucket, and nothing of it on this machine', async () => {
  const bytes = await fixture('film.mp4')
  const { message } = await media.received('video', bytes)
  expect(message).toMatchObject({ gcs_url: `/media/${message.id}`, file_size: bytes.length })
  expect(await bucket.objects()).toEqual([`inbox/${message.gcs_filename}`])
  expect(await media.kept()).toEqual([])
})

test('it is served by this server, whole and in parts, with safe headers', async () => {
  const bytes = await fixture('photo.jpg')
  const { id } = await media.received('image', bytes)
  const whole = await media.get(`/media/${id}`, media.supervisor)
  expect(whole.status).toBe(200)
  expect(whole.redirected).toBe(false)
  expect(whole.headers.get('content-type')).toBe('image/jpeg')
  expectSafe(whole)
  expect(await whole.bytes()).toEqual(bytes)
  const part = await media.get(`/media/${id}`, media.supervisor, { range: 'bytes=100-199' })
  expect(part.status).toBe(206)
  expect(part.headers.get('content-range')).toBe(`bytes 100-199/${bytes.length}`)
  expect(await part.bytes()).toEqual(bytes.slice(100, 200))
})

test('a large file goes in parts, and comes back as it was', async () => {
  const bytes = new Uint8Array(20 * 1024 * 1024).map((_, index) => (index * 7) % 251)
  const { message } = await media.received('document', bytes)
  const answer = await media.get(`/media/${message.id}`, media.supervisor)
  const hash = (all: Uint8Array) => new Bun.CryptoHasher('sha256').update(all).digest('hex')
  expect(hash(await answer.bytes())).toBe(hash(bytes))
})

test('a file to a customer lies in the bucket, and goes to Meta from there', async () => {
  const { id: room_id } = await media.newRoom()
  const photo = new File([await fixture('photo.png')], 'photo.png', { type: 'image/png' })
  const { body } = await media.sendForm({ room_id, media: photo })
  expect(await bucket.objects()).toContain(`inbox/${body.data.gcs_filename}`)
  await media.handedOver(body.data.id)
  expect(media.meta.uploads.at(-1)!.bytes).toEqual(await photo.bytes())
  expect(await media.kept()).toEqual([])
  const before = await bucket.objects()
  const nowhere = await media.sendForm({ room_id: Bun.randomUUIDv7(), media: photo })
  expect(nowhere.status).toBe(404)
  expect(await bucket.objects()).toEqual(before)
})

test('out of reach, what is there is unavailable, and what comes in waits', async () => {
  const bytes = await fixture('photo.png')
  const { id } = await media.received('image', bytes)
  await bucket.close()
  const answer = await media.get(`/media/${id}`, media.supervisor)
  expect(answer.status).toBe(503)
  const sent = await media.sends('image', { id: media.meta.add({ bytes }) })
  const tried = async () => {
    const [row] = await media.sql`select state, error from media where message_id = ${sent.id}`
    return row!
  }
  const refused = await media.sendForm({
    room_id: sent.roomId,
    media: new File([bytes], 'photo.png', { type: 'image/png' }),
  })
  expect([refused.status, refused.body.error.code]).toEqual([503, 'unavailable'])
  while ((await tried()).error === null) await media.server.api('GET', '/health')
  expect((await tried()).state).toBe('remote')
  // A further try may be under way, and puts away what it fetched.
  let coming = await media.coming()
  while (coming.length > 1) coming = await media.coming()
  // Of what the bucket may have got all the same, the name.
  expect(coming).toEqual([expect.stringMatching(/^\d{4}\+\d\d\+[\w-]+\.png$/)])
})
