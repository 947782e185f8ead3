import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { connectionLost, intercepted, openDeliveries, taken } from './deliveryWorld.ts'

setDefaultTimeout(60_000)

let world: Awaited<ReturnType<typeof openDeliveries>>
beforeAll(async () => {
  world = await openDeliveries()
})
afterAll(() => world.end())

const PICTURE = new URL('../fixtures/media/photo.jpg', import.meta.url).pathname
/** A store that has every file. */
const open = async () => ({ path: PICTURE, release: async () => {} })

test('a file that its store does not give is tried again, later each time, and in the end its room goes on without it', async () => {
  const room = await world.newRoom()
  const picture = await world.show(room)
  const next = await world.say(room)
  const began = Date.now()
  const delivery = world.deliver({
    open: () => Promise.reject(new Error('AccessDenied')),
    send: async () => taken(),
  })
  let tried = await world.job(picture)
  while (tried?.tries !== 1) tried = await world.job(picture)
  expect(tried).toMatchObject({ state: 'queued', claimed_at: null })
  expect(tried.due_at.getTime()).toBeGreaterThanOrEqual(began + 500)
  // As after an hour.
  await world.sql`update outbox set tries = 65 where message_id = ${picture}`
  await world.status(picture, 'failed')
  await world.status(next, 'sent')
  await delivery.stop()
  const [row] =
    await world.sql`select metadata->'error'->>'title' as title from messages where id = ${picture}`
  expect(row!.title).toBe('The file could not be read.')
})

test('a store that comes back gives its file, and the message goes', async () => {
  const picture = await world.show(await world.newRoom())
  let away = true
  const delivery = world.deliver({
    async open() {
      if (!away) return open()
      away = false
      throw new Error('ECONNREFUSED')
    },
    uploadMedia: async () => ({ kind: 'uploaded', id: 'media.1' }),
    send: async () => taken(),
  })
  await world.status(picture, 'sent')
  await delivery.stop()
})

test('a retry of what failed uploads its file to Meta again', async () => {
  const picture = await world.show(await world.newRoom())
  const sent: unknown[] = []
  let uploads = 0
  const delivery = world.deliver({
    open,
    uploadMedia: async () => ({ kind: 'uploaded', id: `media.${++uploads}` }),
    async send(_, body) {
      const { image } = body as { image: { id: string } }
      sent.push(image.id)
      if (image.id !== 'media.1') return taken()
      // Meta has lost this one.
      return {
        kind: 'refused',
        error: { code: 131053, title: null, details: null, httpStatus: 400 },
      }
    },
  })
  await world.status(picture, 'failed')
  await world.retry(picture)
  await world.status(picture, 'sent')
  await delivery.stop()
  expect(sent).toEqual(['media.1', 'media.2'])
})

test('a process that shuts down during an upload returns the job at once, as if it had never begun', async () => {
  const picture = await world.show(await world.newRoom())
  const begun = Promise.withResolvers<void>()
  const delivery = world.deliver({
    open,
    uploadMedia: (_, __, { signal }) =>
      new Promise((resolve) => {
        signal!.addEventListener('abort', () => resolve({ kind: 'retry', error: null }))
        begun.resolve()
      }),
  })
  await begun.promise
  await delivery.stop()
  expect(await world.job(picture)).toMatchObject({ state: 'queued', tries: 0, claimed_at: null })
  const next = world.deliver({
    open,
    uploadMedia: async () => ({ kind: 'uploaded', id: 'media.1' }),
    send: async () => taken(),
  })
  await world.status(picture, 'sent')
  await next.stop()
})

test('a process that shuts down while the database is away does not wait for it', async () => {
  const id = await world.say(await world.newRoom())
  const tried = Promise.withResolvers<void>()
  const delivery = world.deliver({
    sql: intercepted(world.sql, 'send_outcomes', async () => {
      tried.resolve()
      throw connectionLost()
    }),
    times: { lastWritesMs: 100 },
    send: async () => taken(),
  })
  await tried.promise
  await delivery.stop()
  expect((await world.job(id))!.state).toBe('flying')
})
