import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { TOKEN } from '../helpers/metaFiles.ts'
import { startServer } from '../helpers/server.ts'
import { fixture, type Media, openMediaWorld } from './mediaWorld.ts'

setDefaultTimeout(60_000)

/** Renewed each second: a machine that stands still for two does not lose a claim. */
const LEASE_MS = 3000
const times = { leaseMs: LEASE_MS, pollMs: 20, firstRetryMs: 5 }

let media: Media
let second: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  media = await openMediaWorld({}, times)
  second = await startServer({
    databaseUrl: media.server.databaseUrl,
    config: {
      whatsappAccessToken: TOKEN,
      graphBaseUrl: media.meta.origin,
      dataDir: media.server.dataDir,
    },
    mediaTimes: times,
  })
})
afterAll(async () => {
  await second.stop()
  await media.stop()
})

test('of two processes one fetches each file, and it is told once', async () => {
  const bytes = await fixture('photo.jpg')
  const sent = await Promise.all(
    Array.from({ length: 30 }, () => media.sends('image', { id: media.meta.add({ bytes }) })),
  )
  for (const { id } of sent) {
    const { media_id } = await media.arrived(id)
    expect(media.meta.askedFor(media_id!).length).toBe(2)
  }
  await media.settled()
  const told = media.dashboard.named('message_updated').map(({ id }) => id)
  expect(told.length).toBe(new Set(told).size)
})

test('a file that takes longer than a claim lasts is still fetched by one alone', async () => {
  const bytes = await fixture('photo.jpg')
  const slow = () =>
    new ReadableStream({
      async start(controller) {
        for (const at of [0, 1, 2, 3, 4]) {
          controller.enqueue(bytes.subarray((bytes.length * at) / 5, (bytes.length * (at + 1)) / 5))
          await Bun.sleep(LEASE_MS / 4)
        }
        controller.close()
      },
    })
  const id = media.meta.add({ bytes, serve: () => new Response(slow()) })
  const { id: messageId } = await media.sends('image', { id })
  expect(await media.arrived(messageId)).toMatchObject({ file_size: bytes.length })
  expect(media.meta.askedFor(id).length).toBe(2)
})
