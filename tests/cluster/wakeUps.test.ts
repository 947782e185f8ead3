import { afterAll, beforeAll, expect, test } from 'bun:test'
import { newPhone } from '../helpers/webhooks.ts'
import type { Someone } from '../integration/feedWorld.ts'
import { openTwoWorlds, type Worlds } from './twoWorlds.ts'

/** A poll so rare that only a wake-up can be in time. */
const NEVER_MS = 600_000

let worlds: Worlds
let admin: Someone
beforeAll(async () => {
  worlds = await openTwoWorlds({ pollMs: NEVER_MS })
  admin = await worlds.one.person('admin')
})
afterAll(() => worlds.stop())

test('a commit on one process wakes the other; nothing but the wake-up goes through Redis', async () => {
  const streams = async () => worlds.redis.cli('--scan')
  const client = await worlds.two.connect(admin)
  const phone = newPhone()
  for (let n = 1; n <= 30; n++) {
    await worlds.one.say({ phone }, `text ${n}`)
    if (n > 1) await client.event('new_message', n - 1)
    else await client.event('new_room_complete')
  }
  const texts = client.named('new_message').map(({ content_text }) => content_text)
  expect(texts).toEqual(Array.from({ length: 29 }, (_, n) => `text ${n + 2}`))
  expect(client.faults).toEqual([])
  expect(await streams()).toBe('')
})

test('hundreds of commits at once cause a few wake-ups, and no event is missed', async () => {
  const client = await worlds.two.connect(admin)
  let told = 0
  const count = () => {
    told++
  }
  worlds.two.io.on('news', count)
  const phones = Array.from({ length: 300 }, () => newPhone())
  await Promise.all(phones.map((phone) => worlds.one.newRoom('Halo', phone)))
  await client.event('new_room_complete', phones.length)
  worlds.two.io.off('news', count)
  const opened = client.named('new_room_complete').map(({ room_phone }) => room_phone)
  expect(opened.toSorted()).toEqual(phones.toSorted())
  expect(told).toBeLessThan(phones.length)
})
