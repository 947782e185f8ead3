import { afterAll, expect, test } from 'bun:test'
import { stat } from 'node:fs/promises'
import type { Sent } from '../../../src/actions/send.ts'
import { sendMedia } from '../../../src/actions/sendMedia.ts'
import type { ObjectStore } from '../../../src/media/objects.ts'
import { AppError } from '../../../src/protocol/errors.ts'
import { fixture, openFolder } from './folder.ts'

const folder = await openFolder()
afterAll(() => folder.remove())

const HOUR_MS = 3_600_000
const lost = () => Promise.reject(Object.assign(new Error(), { code: 'ConnectionClosed' }))

/** Sends a photo through this store; `objects` holds what the store has. */
async function sendThrough(store: Partial<ObjectStore>, send: () => Promise<Sent>) {
  const objects = new Set<string>()
  const given = {
    put: async (name: string) => {
      objects.add(name)
      await store.put?.(name, '', '')
    },
    remove: async (name: string) => {
      await store.remove?.(name)
      objects.delete(name)
    },
  }
  const answer = await sendMedia(
    {
      ctx: { now: Date.now, newId: () => Bun.randomUUIDv7() } as never,
      send,
      media: { ...folder, objects: given as unknown as ObjectStore },
    },
    { id: Bun.randomUUIDv7(), staff: true },
    { room_id: Bun.randomUUIDv7() },
    {
      ...(await folder.file(await fixture('photo.jpg'))),
      type: 'image/jpeg',
      fileName: 'photo.jpg',
    },
  ).catch((error: unknown) => error)
  return { answer, objects: [...objects] }
}

/** What the sweep will look after, and how many bytes lie here for it. */
async function leftBehind() {
  const found = await folder.workshop.findLeftovers(Date.now() + 2 * HOUR_MS)
  const sizes = await Promise.all(found.map(async ({ path }) => (await stat(path)).size))
  await Promise.all(found.map(({ path }) => folder.workshop.discard({ path, size: 0, sha256: '' })))
  return { objects: found.map(({ object }) => object), bytes: sizes.reduce((a, b) => a + b, 0) }
}

const repeat = async () => ({ message: {}, repeated: true }) as Sent
const refuse = () => Promise.reject(new AppError('not_found', 'There is no such room.'))

test('an object whose store did not answer is left to the sweep, by its name alone', async () => {
  const { answer, objects } = await sendThrough({ put: lost }, repeat)
  expect(answer).toMatchObject({ code: 'unavailable' })
  expect(objects.length).toBe(1)
  expect(await leftBehind()).toEqual({ objects, bytes: 0 })
})

test.each([
  ['a repeat', repeat, { repeated: true }],
  ['a refusal', refuse, { code: 'not_found' }],
])(
  '%s stays what it is when the object can’t be removed, which the sweep does then',
  async (...[, send, expected]) => {
    const { answer, objects } = await sendThrough({ remove: lost }, send)
    expect(answer).toMatchObject(expected)
    expect(objects.length).toBe(1)
    expect(await leftBehind()).toEqual({ objects, bytes: 0 })
  },
)

test.each([
  ['a repeat', repeat],
  ['a refusal', refuse],
])('of %s nothing is kept', async (_, send) => {
  expect((await sendThrough({}, send)).objects).toEqual([])
  expect(await leftBehind()).toEqual({ objects: [], bytes: 0 })
})
