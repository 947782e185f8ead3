import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { createMediaFetcher } from '../../src/delivery/fetchMedia.ts'
import { createDiskObjects } from '../../src/media/diskObjects.ts'
import { createInspector } from '../../src/media/inspector.ts'
import { createWorkshop } from '../../src/media/workshop.ts'
import { createGraph } from '../../src/whatsapp/graph.ts'
import { startMetaFiles, TOKEN } from '../helpers/metaFiles.ts'
import { startServer } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { fixture } from './mediaWorld.ts'
import { from, openInbox } from './webhookWorld.ts'

setDefaultTimeout(60_000)

let meta: Awaited<ReturnType<typeof startMetaFiles>>
let server: Awaited<ReturnType<typeof startServer>>
let inbox: Awaited<ReturnType<typeof openInbox>>
beforeAll(async () => {
  meta = await startMetaFiles()
  // It fetches nothing itself: it is connected with no number.
  server = await startServer({ config: { simulator: false, sendsToSimulator: false } })
  inbox = await openInbox(server)
})
afterAll(async () => {
  await inbox.stop()
  await server.stop()
  meta.stop()
})

test('a customer’s file that could not be read once is fetched again, and is here', async () => {
  const bytes = await fixture('photo.jpg')
  const [wamid, mediaId] = [newWamid(), meta.add({ bytes })]
  const image = { type: 'image', image: { id: mediaId, mime_type: 'image/jpeg' } }
  await inbox.take(from({ phone: newPhone(), name: 'Ana' }, image, { wamid }))
  const { id } = await inbox.stored(wamid)
  const [inspector, newId] = [createInspector(), () => Bun.randomUUIDv7()]
  const paths: string[] = []
  const warned: object[] = []
  const unreadFirst = (path: string) => {
    paths.push(path)
    return inspector.inspect(paths.length === 1 ? `${path}.gone` : path)
  }
  const fetcher = createMediaFetcher({
    ctx: { sql: inbox.sql, now: Date.now, newId, handOver: () => {} },
    graph: createGraph({ baseUrl: meta.origin, version: 'v26.0', token: () => TOKEN }),
    objects: createDiskObjects(join(server.dataDir, 'media')),
    workshop: createWorkshop(join(server.dataDir, 'media', 'incoming'), newId),
    inspector: { ...inspector, inspect: unreadFirst },
    token: () => TOKEN,
    graphUrl: () => meta.origin,
    log: { warn: (fields) => warned.push(fields), error() {} },
    times: { leaseMs: 60_000, pollMs: 50, firstRetryMs: 5 },
  })
  fetcher.start()
  const told = () => inbox.dashboard.named('message_updated').find((one) => one.id === id)
  await inbox.dashboard.until(() => told() !== undefined, 'what became of the file')
  await fetcher.stop()
  await inspector.stop()
  expect(told()).toMatchObject({ mime_type: 'image/jpeg', file_size: bytes.length })
  expect(told()?.metadata).not.toHaveProperty('media_error')
  expect(paths.length).toBe(2)
  expect(warned).toEqual([{ message_id: id, tries: 1, reason: 'ENOENT' }])
})
