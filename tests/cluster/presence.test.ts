import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Client } from '../helpers/client.ts'
import type { Someone } from '../integration/feedWorld.ts'
import { openTwoWorlds, type Worlds } from './twoWorlds.ts'

/** Leases are read so rarely that only messages through Redis can be in time. */
const NEVER_MS = 600_000
const GRACE_MS = 50

let worlds: Worlds
let watcher: Client
beforeAll(async () => {
  worlds = await openTwoWorlds({
    presenceTimes: { renewMs: NEVER_MS, leaseMs: NEVER_MS, pollMs: NEVER_MS, graceMs: GRACE_MS },
  })
  watcher = await worlds.two.connect(await worlds.two.person('admin'))
})
afterAll(() => worlds.stop())

const statesOf = (who: Someone): string[] =>
  watcher
    .named('presence_update')
    .filter(({ user_id }) => user_id === who.id)
    .map(({ status }) => status)
const saw = (who: Someone, states: string[]) =>
  watcher.until(() => statesOf(who).join() === states.join(), `${states}`)

test('a user who connects to one process and leaves it goes online and offline on the other at once', async () => {
  const agent = await worlds.one.person('agent')
  const client = await worlds.one.connect(agent)
  await saw(agent, ['online'])
  client.close()
  await saw(agent, ['online', 'offline'])
  expect(watcher.faults).toEqual([])
})

test('a user who moves from one process to the other is never shown as offline', async () => {
  const agent = await worlds.one.person('agent')
  const here = await worlds.one.connect(agent)
  await saw(agent, ['online'])
  await worlds.two.connect(agent)
  here.close()
  const other = await worlds.one.person('agent')
  await worlds.one.connect(other)
  await saw(other, ['online'])
  const leases = () =>
    worlds.one.sql`select process_id from presence_leases where user_id = ${agent.id}`
  while ((await leases()).length > 1) await Bun.sleep(GRACE_MS)
  const third = await worlds.one.person('agent')
  await worlds.one.connect(third)
  await saw(third, ['online'])
  expect(statesOf(agent)).toEqual(['online'])
})
