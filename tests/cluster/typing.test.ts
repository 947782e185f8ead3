import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Client } from '../helpers/client.ts'
import type { Someone } from '../integration/feedWorld.ts'
import { openTwoWorlds, type Worlds } from './twoWorlds.ts'

const GAP = 150
/** Far longer than the steps of a test, in which nobody may stop typing by itself. */
const LASTS = 2000
/** Time after which a silent process counts as dead. */
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
/** Resolves when a client has whatever its process has sent it. */
const settled = (client: Client) => client.emit('room:leave', { room_id: Bun.randomUUIDv7() })
const seenBy = (client: Client): boolean[] =>
  client.named('typing_indicator').map(({ is_typing }) => is_typing)
const saw = (client: Client, states: boolean[]) =>
  client.until(() => seenBy(client).join() === states.join(), `${states}; saw ${seenBy(client)}`)

test('a user who types on one process is shown as typing on the other, also in the user’s other tab', async () => {
  const { here, there, watchers, type, room } = await scene()
  await type(here)
  for (const client of [...watchers, there]) await saw(client, [true])
  expect(watchers[1]!.named('typing_indicator')[0]).toMatchObject({
    room_id: room.id,
    user: 'Test supervisor',
  })
  await type(here, false)
  for (const client of [...watchers, there]) await saw(client, [true, false])
  await settled(here)
  expect(seenBy(here)).toEqual([])
  expect(watchers.flatMap(({ faults }) => faults)).toEqual([])
})

test('with tabs on both processes, the user stops typing when the last tab stops', async () => {
  const { here, there, watchers, type } = await scene()
  await type(here)
  for (const client of [...watchers, there]) await saw(client, [true])
  await type(there)
  await saw(here, [true])
  await type(here, false)
  // Only the tab that still types is told, since its user's other tab has stopped; for all others nothing has changed.
  await saw(there, [true, false])
  for (const client of watchers) await saw(client, [true])
  await type(there, false)
  for (const client of [...watchers, here]) await saw(client, [true, false])
})

test('sockets in another room, or in none, get no typing events', async () => {
  const { here, watchers, type } = await scene()
  const other = await worlds.two.newRoom()
  const outside = await worlds.two.connect(admin, { rooms: [other.id] })
  await type(here)
  await saw(watchers[1]!, [true])
  await type(here, false)
  await saw(watchers[1]!, [true, false])
  await settled(outside)
  expect(seenBy(outside)).toEqual([])
})

test('typing on a process that stops responding ends by itself on the other', async () => {
  const { here, watchers, type } = await scene()
  await type(here)
  for (const client of watchers) await saw(client, [true])
  const began = performance.now()
  // From here on this process can't report that anybody has stopped.
  await worlds.redis.kill()
  for (const client of watchers) await saw(client, [true, false])
  expect(performance.now() - began).toBeLessThan(FORGOTTEN + 3000)
  await worlds.redis.start()
  await worlds.connected()
  const again = await scene()
  // Each process starts reading again at its own time.
  while (seenBy(again.watchers[1]!).length === 0) {
    await again.type(again.here, seenBy(again.watchers[0]!).at(-1) !== true)
    await Bun.sleep(GAP)
  }
})
