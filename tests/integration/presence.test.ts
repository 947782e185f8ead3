import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { buildUser } from '../../src/domain/user.ts'
import { listUsers } from '../../src/store/users.ts'
import type { Client } from '../helpers/client.ts'
import { type FeedWorld, openFeedWorld, type Someone } from './feedWorld.ts'

setDefaultTimeout(60_000)

/** A lease outlasts whatever a busy machine may hold the process up. */
const TIMES = { renewMs: 100, leaseMs: 3000, pollMs: 100, graceMs: 200 }

let world: FeedWorld
let watcher: Client
beforeAll(async () => {
  world = await openFeedWorld({ presenceTimes: TIMES })
  watcher = await world.connect(await world.person('agent'))
})
afterAll(() => world.stop())

const told = (client: Client, who: { id: string }) =>
  client.named('presence_update').filter(({ user_id }) => user_id === who.id)
const states = (client: Client, who: { id: string }) =>
  told(client, who).map(({ status }) => status)
const until = (client: Client, who: Someone, ...expected: string[]) =>
  client.until(
    () => states(client, who).length >= expected.length,
    `${expected} of ${who.role}: ${states(client, who)}`,
  )
async function userOf(who: Someone) {
  const users = await listUsers(world.sql)
  return buildUser(users.find(({ id }) => id === who.id)!, { role: 'agent' })
}
/** Somebody else comes and goes: all that was due before has been told. */
async function grace(client = watcher) {
  const somebody = await world.person('agent')
  const visit = await world.connect(somebody)
  // A socket may be let in before it is shown, and is never shown if it leaves before that.
  await until(client, somebody, 'online')
  visit.close()
  await until(client, somebody, 'online', 'offline')
}

describe('presence', () => {
  for (const role of ['admin', 'supervisor', 'agent'] as const) {
    test(`of ${role} is told to everyone signed in, and stands in the list of colleagues`, async () => {
      const somebody = await world.person(role)
      expect(await userOf(somebody)).toMatchObject({ status: 'offline', last_seen_at: null })
      const client = await world.connect(somebody)
      expect(client.named('session_ready')[0].user.status).toBe('online')
      await until(watcher, somebody, 'online')
      expect(await userOf(somebody)).toMatchObject({ status: 'online', last_seen_at: null })
      const left = Date.now()
      client.close()
      await until(watcher, somebody, 'online', 'offline')
      const [online, offline] = told(watcher, somebody)
      expect(online).toEqual({ user_id: somebody.id, status: 'online', last_seen_at: null })
      expect(offline).toMatchObject({ user_id: somebody.id, status: 'offline' })
      expect(Date.parse(offline.last_seen_at)).toBeGreaterThanOrEqual(left)
      expect(await userOf(somebody)).toMatchObject({
        status: 'offline',
        last_seen_at: offline.last_seen_at,
      })
      expect(watcher.faults).toEqual([])
    })
  }

  test('is told to nobody who was refused', async () => {
    const refused = await world.connect({ token: 'garbage' }).catch((error) => error.message)
    expect(refused).toBe('unauthorized')
  })

  test('of who has three tabs ends with the last of them', async () => {
    const somebody = await world.person('agent')
    const tabs = [
      await world.connect(somebody),
      await world.connect(somebody),
      await world.connect(somebody),
    ]
    tabs[0]!.close()
    await grace()
    tabs[1]!.close()
    await grace()
    expect(states(watcher, somebody)).toEqual(['online'])
    tabs[2]!.close()
    await until(watcher, somebody, 'online', 'offline')
  })

  test('does not change when a page is reloaded', async () => {
    const patient = await openFeedWorld({ presenceTimes: { ...TIMES, graceMs: 60_000 } })
    try {
      const onlooker = await patient.connect(await patient.person('agent'))
      const somebody = await patient.person('agent')
      for (let reload = 0; reload < 5; reload++) {
        const client = await patient.connect(somebody)
        const gone = new Promise((resolve) =>
          patient.io.of('/').sockets.get(client.socket.id!)!.once('disconnect', resolve),
        )
        client.close()
        await gone
      }
      const other = await patient.person('agent')
      await patient.connect(other)
      await until(onlooker, other, 'online')
      expect(states(onlooker, somebody)).toEqual(['online'])
    } finally {
      await patient.stop()
    }
  })

  test('is right in the end when many connect and disconnect at once', async () => {
    const crowd = await Promise.all(Array.from({ length: 20 }, () => world.person('agent')))
    const stays = (index: number) => index % 2 === 0
    const clients = await Promise.all(
      crowd.map(async (one, index) => {
        const client = await world.connect(one)
        await until(watcher, one, 'online')
        if (!stays(index)) client.close()
        return client
      }),
    )
    for (const [index, one] of crowd.entries())
      await until(watcher, one, ...(stays(index) ? ['online'] : ['online', 'offline']))
    await grace()
    for (const [index, one] of crowd.entries()) {
      expect(states(watcher, one)).toEqual(stays(index) ? ['online'] : ['online', 'offline'])
      expect((await userOf(one)).status).toBe(stays(index) ? 'online' : 'offline')
    }
    for (const client of clients) client.close()
  })

  test('of a disabled user ends with their sockets', async () => {
    const somebody = await world.person('agent')
    await world.connect(somebody)
    await until(watcher, somebody, 'online')
    world.endSessions({ familyId: somebody.familyId, reason: 'disabled' })
    await until(watcher, somebody, 'online', 'offline')
  })
})

describe('presence on several processes', () => {
  test('is told on each of them, and ends with the last', async () => {
    const second = await openFeedWorld({
      databaseUrl: world.databaseUrl,
      presenceTimes: TIMES,
    })
    try {
      const there = await second.connect(await world.person('supervisor'))
      const somebody = await world.person('agent')
      const here = await world.connect(somebody)
      await until(there, somebody, 'online')
      const tab = await second.connect(somebody)
      here.close()
      await grace()
      expect(states(watcher, somebody)).toEqual(['online'])
      expect(states(there, somebody)).toEqual(['online'])
      tab.close()
      await until(watcher, somebody, 'online', 'offline')
      await until(there, somebody, 'online', 'offline')
      expect(told(watcher, somebody)[1].last_seen_at).toBe(told(there, somebody)[1].last_seen_at)
    } finally {
      await second.stop()
    }
  })

  test('ends when a process died: no later than its last leases', async () => {
    const somebody = await world.person('agent')
    const dead = Bun.randomUUIDv7()
    const [died] = await world.sql<{ at: string; expires: string }[]>`
      insert into presence_leases (process_id, user_id, expires_at)
      values (${dead}, ${somebody.id}, clock_timestamp() + ${TIMES.leaseMs} * interval '1 millisecond')
      returning iso(expires_at - ${TIMES.leaseMs} * interval '1 millisecond') as at, iso(expires_at) as expires`
    await until(watcher, somebody, 'online', 'offline')
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(died!.expires))
    // Seen when it last renewed.
    expect(told(watcher, somebody)[1].last_seen_at).toBe(died!.at)
    expect(await world.sql`select 1 from presence_leases where process_id = ${dead}`).toHaveLength(
      0,
    )
  })

  test('leases are renewed as long as a socket is there', async () => {
    const somebody = await world.person('agent')
    const client = await world.connect(somebody)
    const lease = async () => {
      const rows = await world.sql<{ at: Date }[]>`
        select expires_at as at from presence_leases where user_id = ${somebody.id}`
      return rows.map(({ at }) => at.getTime())
    }
    await until(watcher, somebody, 'online')
    const [first] = await lease()
    const deadline = Date.now() + 2 * TIMES.leaseMs
    while (Date.now() < deadline) await grace()
    expect((await lease())[0]).toBeGreaterThan(first!)
    expect(states(watcher, somebody)).toEqual(['online'])
    client.close()
  })

  test('a lost lease is taken again', async () => {
    const somebody = await world.person('agent')
    const client = await world.connect(somebody)
    await until(watcher, somebody, 'online')
    await world.sql`delete from presence_leases where user_id = ${somebody.id}`
    await grace()
    expect(states(watcher, somebody)).toEqual(['online'])
    expect((await userOf(somebody)).status).toBe('online')
    client.close()
  })

  test('a process that stops cleanly gives its leases back', async () => {
    const second = await openFeedWorld({
      databaseUrl: world.databaseUrl,
      presenceTimes: { ...TIMES, renewMs: 60_000, leaseMs: 60_000, graceMs: 60_000 },
    })
    const somebody = await world.person('agent')
    await second.connect(somebody)
    await until(watcher, somebody, 'online')
    await second.stop()
    await until(watcher, somebody, 'online', 'offline')
    expect((await userOf(somebody)).last_seen_at).not.toBeNull()
  })
})
