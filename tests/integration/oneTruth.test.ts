import { expect, setDefaultTimeout, test } from 'bun:test'
import { openDatabase } from '../../src/store/database.ts'
import { type Random, seeded } from '../faults/seeded.ts'
import type { Person } from '../helpers/server.ts'
import { createOracle } from './truthOracle.ts'
import { comparable, comparableMessages, openTab, type Tab } from './truthTabs.ts'
import { openTruthWorld, type TruthWorld } from './truthWorld.ts'

setDefaultTimeout(600_000)

const ROUNDS = Number(process.env.TRUTH_ROUNDS ?? 250)
const TABS_EACH = 2
/** Tabs that are compared after each round; all are after the last. */
const COMPARED = 4

/** What a tab does by itself, while things happen. */
async function useTab(tabs: Tab[], world: TruthWorld, { below, next, pick }: Random) {
  const place = below(tabs.length)
  const tab = tabs[place]!
  const luck = next()
  if (luck < 0.35) await tab.open(pick(world.rooms))
  else if (luck < 0.5)
    await tab.close(pick(Object.keys(tab.inbox.state.messages)) ?? pick(world.rooms))
  else if (luck < 0.65) tab.cut()
  else if (luck < 0.8) {
    if (tab.online) tab.goOffline()
    else tab.goOnline()
  } else if (luck < 0.9) await tab.inbox.connection.markRead(pick(world.rooms)).catch(() => {})
}

/** Guarantee 5: what a tab made of its lists and events is what the server answers now. */
async function compare(tab: Tab, world: TruthWorld) {
  const { token } = tab.person
  const get = async (path: string) => (await world.server.api('GET', path, { token })).body
  const { rooms, messages } = tab.inbox.state
  const fresh = await get('/rooms?limit=100')
  expect(comparable(rooms)).toEqual(comparable(fresh.data))
  for (const [roomId, { items, stale }] of Object.entries(messages)) {
    const page = await get(`/rooms/${roomId}/messages?limit=100`)
    expect(stale).toBe(false)
    expect(comparableMessages(items.slice(0, 100))).toEqual(comparableMessages(page.data))
  }
}

test('[guarantees 2, 3, 5] whatever happens, every tab gets its own events, all of them, and knows the truth', async () => {
  const random = seeded('one truth')
  const { below, next } = random
  const world = await openTruthWorld(random)
  const { sql, close } = openDatabase(world.server.databaseUrl, { max: 2 })
  const oracle = createOracle(new Map(world.people.map(({ id, role }) => [id, role])))
  const open = (person: Person) => openTab(world.server, person)
  const tabs = world.people.flatMap((person) =>
    Array.from({ length: TABS_EACH }, () => open(person)),
  )
  const closed: Tab[] = []
  await Promise.all(tabs.map((tab) => tab.ready()))
  const began = performance.now()

  for (let round = 1; round <= ROUNDS; round++) {
    await Promise.all([
      ...Array.from({ length: 3 + below(5) }, () => world.act()),
      ...Array.from({ length: 1 + below(3) }, () => useTab(tabs, world, random)),
    ])
    if (next() < 0.1) {
      // A tab is reloaded: everything it knew is gone.
      const place = below(tabs.length)
      const tab = tabs[place]!
      tab.goOnline()
      await tab.caughtUp()
      await oracle.follow(sql)
      expect(oracle.check(tab.trace, oracle.position)).toEqual([])
      tab.end()
      closed.push(tab)
      tabs[place] = open(tab.person)
    }
    const last = round === ROUNDS
    if (last) for (const tab of tabs) if (!tab.online) tab.goOnline()
    const online = tabs.filter((tab) => tab.online)
    const chosen = last ? tabs : online.toSorted(() => next() - 0.5).slice(0, COMPARED)
    await world.look()
    await Promise.all(chosen.map((tab) => tab.caughtUp()))
    await Promise.all(chosen.map((tab) => compare(tab, world)))
  }

  await oracle.follow(sql)
  for (const { trace } of tabs) {
    expect(oracle.check(trace, oracle.position)).toEqual([])
    expect(trace.faults).toEqual([])
  }
  expect(oracle.faults).toEqual([])
  expect(world.faults).toEqual([])
  const events = [...closed, ...tabs].reduce((sum, { trace }) => sum + trace.seen.length, 0)
  const seconds = (performance.now() - began) / 1000
  console.log(
    `${ROUNDS} rounds, ${oracle.position} places of the log, ${events} events received, ${seconds.toFixed(1)} s`,
  )
  for (const tab of tabs) tab.end()
  await close()
  await world.server.stop()
})
