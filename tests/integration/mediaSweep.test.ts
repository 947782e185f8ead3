import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { openMedia } from '../../src/delivery/openMedia.ts'
import type { Sql, Tx } from '../../src/store/database.ts'
import { claimUnwantedObjects } from '../../src/store/mediaObjects.ts'
import { waitForWaiting } from '../helpers/locks.ts'
import { newWamid } from '../helpers/webhooks.ts'
import { fixture, type Media, openMediaWorld } from './mediaWorld.ts'
import { from, revoke } from './webhookWorld.ts'

setDefaultTimeout(60_000)

let media: Media
beforeAll(async () => {
  media = await openMediaWorld()
})
afterAll(() => media.stop())

/** What upkeep does, so much later. */
async function sweep(laterMs: number) {
  const log = { warn: () => {}, error: () => {} }
  const later = openMedia({
    ctx: {
      sql: media.sql,
      now: () => Date.now() + laterMs,
      newId: () => Bun.randomUUIDv7(),
      handOver: () => {},
    },
    config: {
      dataDir: media.server.dataDir,
      s3: undefined,
      jwtSecret: 'a'.repeat(32),
      jwtSecretPrevious: undefined,
    },
    graph: null,
    graphUrl: () => '',
    token: () => '',
    log,
  })
  await later.clear()
  await later.stop()
}
const MINUTES = 60_000

test('a file that its customer took back is gone a while later; one that was forwarded stays', async () => {
  const photo = await fixture('photo.jpg')
  const [alone, forwarded] = [
    await media.received('image', photo),
    await media.received('image', photo),
  ]
  const target = await media.newRoom()
  const answer = await media.server.api('POST', '/messages/forward', {
    token: media.supervisor.token,
    body: { message_id: forwarded.id, room_ids: [target.id] },
  })
  expect(answer.status).toBe(201)
  const copy = answer.body.data[0].message
  for (const { phone, wamid } of [alone, forwarded])
    await media.take(from({ phone }, revoke(wamid), { wamid: newWamid() }))
  expect(await media.stored(alone.wamid)).toMatchObject({ gcs_url: null, gcs_filename: null })
  const both = [alone, forwarded].map(({ message }) => message.gcs_filename!)
  await sweep(0)
  expect(await media.kept()).toEqual(expect.arrayContaining(both))
  await sweep(2 * MINUTES)
  const kept = await media.kept()
  expect(kept).not.toContain(both[0]!)
  expect(kept).toContain(both[1]!)
  expect((await media.get(copy.gcs_url, media.supervisor)).status).toBe(200)
  expect((await media.get(`/media/${forwarded.id}`, media.supervisor)).status).toBe(404)
})

test('the leftover of a killed process does not remove an object that another message uses', async () => {
  const { message, ...sent } = await media.received('image', await fixture('photo.jpg'))
  const target = await media.newRoom()
  const { token } = media.supervisor
  const body = { message_id: sent.id, room_ids: [target.id] }
  expect((await media.server.api('POST', '/messages/forward', { token, body })).status).toBe(201)
  await media.take(from({ phone: sent.phone }, revoke(sent.wamid), { wamid: newWamid() }))
  const object = message.gcs_filename!
  const left = join(media.server.dataDir, 'media', 'incoming', object.replaceAll('/', '+'))
  await Bun.write(left, 'x')
  await sweep(61 * MINUTES)
  expect(await Bun.file(left).exists()).toBe(false)
  expect(await media.kept()).toContain(object)
})

test('an object that its last message lets go of while a sweep has found it wanted is removed by the next', async () => {
  const photo = await fixture('photo.jpg')
  const [first, second] = [
    await media.received('image', photo),
    await media.received('image', photo),
  ]
  const object = first.message.gcs_filename!
  await media.sql`update media set object = ${object} where message_id = ${second.id}`
  const letGo = (id: string) => media.sql`select let_go_of_files(array[${id}::uuid])`
  await letGo(first.id)
  await media.sql`update unwanted_objects set at = now() - interval '1 hour'`
  const claim = (tx: Tx, before: number) =>
    claimUnwantedObjects(tx as Sql, { now: Date.now(), before, limit: 200 })
  const letting = await media.sql.begin(async (tx) => {
    expect(await claim(tx, Date.now())).not.toContain(object)
    const letGoOfSecond = letGo(second.id).execute()
    await waitForWaiting(media.sql)
    return { letGoOfSecond }
  })
  await letting.letGoOfSecond
  expect(await claim(media.sql, Date.now() + MINUTES)).toContain(object)
})

test('a file that is taken back while it is still awaited is not fetched any more', async () => {
  const before = await media.kept()
  let opened = false
  const id = media.meta.add({
    bytes: await fixture('photo.jpg'),
    serve: () => new Response(null, { status: opened ? 200 : 503 }),
  })
  const sent = await media.sends('image', { id })
  await media.take(from({ phone: sent.phone }, revoke(sent.wamid), { wamid: newWamid() }))
  opened = true
  const [row] = await media.sql`select state from media where message_id = ${sent.id}`
  expect(row!.state).toBe('failed')
  expect(await media.kept()).toEqual(before)
})

test('what a killed process left is removed after an hour: its files, and objects that no message has', async () => {
  const { message } = await media.received('image', await fixture('photo.png'))
  const known = message.gcs_filename!
  await media.kept()
  const unknown = `2026/11/${Bun.randomUUIDv7()}.jpg`
  const folder = join(media.server.dataDir, 'media')
  const left = [
    'incoming/half-a-file',
    `incoming/${known.replaceAll('/', '+')}`,
    `incoming/${unknown.replaceAll('/', '+')}`,
  ]
  for (const file of [...left, unknown]) await Bun.write(join(folder, file), 'x')
  const here = async (file: string) => Bun.file(join(folder, file)).exists()
  await sweep(30 * MINUTES)
  for (const file of [...left, unknown, known]) expect(await here(file)).toBe(true)
  await sweep(61 * MINUTES)
  for (const file of [...left, unknown]) expect(await here(file)).toBe(false)
  expect(await here(known)).toBe(true)
})
