import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Client } from '../helpers/client.ts'
import type { Someone } from '../integration/feedWorld.ts'
import { openTwoWorlds, type Worlds } from './twoWorlds.ts'

const GAP = 150
const LASTS = 400
/** When another process is taken to have died. */
const FORGOTTEN = LASTS + 2 * GAP

let worlds: Worlds
let admin: Someone
beforeAll(async () => {
  worlds = await openTwoWorlds({ typingTimes: { gapMs: GAP, lastsMs: LASTS } })
  admin = await worlds.one.person('admin')
})
afterAll(() => worlds.stop())

async function scene() {
  const room = await worlds.one.newRoom()
  const typist = await worlds.one.person('supervisor')
  const rooms = { rooms: [room.id] }
  return {
    room,
    here: await worlds.one.connect(typist, rooms),
    there: await worlds.two.connect(typist, rooms),
    watchers: [await worlds.one.connect(admin, rooms), await worlds.two.connect(admin, rooms)],
    type: (client: Client, is_typing = true) =>
      client.emit('typing_indicator', { room_id: room.id, is_typing }),
  }
}
const seenBy = (client: Client): boolean[] =>
  client.named('typing_indicator').map(({ is_typing }) => is_typing)
const saw = (client: Client, states: boolean[]) =>
  client.until(() => seenBy(client).join() === states.join(), `${states}; saw ${seenBy(client)}`)

test('who types on one process is seen typing on the other, also by the user’s own other tab', async () => {
  const { here, there, watchers, type, room } = await scene()
  await type(here)
  for (const client of [...watchers, there]) await saw(client, [true])
  expect(watchers[1]!.named('typing_indicator')[0]).toMatchObject({
    room_id: room.id,
    user: 'Test supervisor',
  })
  await type(here, false)
  for (const client of [...watchers, there]) await saw(client, [true, false])
  expect(seenBy(here)).toEqual([])
  expect(watchers.flatMap(({ faults }) => faults)).toEqual([])
})

test('with tabs on both, the user has stopped when the last tab stops', async () => {
  const { here, there, watchers, type } = await scene()
  await type(here)
  for (const client of [...watchers, there]) await saw(client, [true])
  await type(there)
  await saw(here, [true])
  await type(here, false)
  // The tab that still types sees nobody else of its user do so any more; for all others nothing has changed.
  await saw(there, [true, false])
  for (const client of watchers) await saw(client, [true])
  await type(there, false)
  for (const client of [...watchers, here]) await saw(client, [true, false])
})

test('who is in another room, or in none, hears nothing of it', async () => {
  const { here, watchers, type } = await scene()
  const other = await worlds.two.newRoom()
  const outside = await worlds.two.connect(admin, { rooms: [other.id] })
  await type(here)
  await saw(watchers[1]!, [true])
  await type(here, false)
  await saw(watchers[1]!, [true, false])
  expect(seenBy(outside)).toEqual([])
})

test('who types on a process that falls silent stops by itself on the other', async () => {
  const { here, watchers, type } = await scene()
  await type(here)
  for (const client of watchers) await saw(client, [true])
  const began = performance.now()
  // From here on it can't say that anybody has stopped.
  await worlds.redis.kill()
  for (const client of watchers) await saw(client, [true, false])
  expect(performance.now() - began).toBeLessThan(FORGOTTEN + 1000)
  await worlds.redis.start()
  await worlds.connected()
  const again = await scene()
  // The readers come back each in its own time.
  while (seenBy(again.watchers[1]!).length === 0) {
    await again.type(again.here, seenBy(again.watchers[0]!).at(-1) !== true)
    await Bun.sleep(GAP)
  }
})
