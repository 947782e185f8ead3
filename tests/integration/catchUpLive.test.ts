import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { assign } from '../../src/actions/assign.ts'
import { unassign } from '../../src/actions/unassign.ts'
import { textMessage } from '../helpers/webhooks.ts'
import { expectedOf, readLog } from './feedReference.ts'
import { slowReader } from './feedSlowReader.ts'
import { upgradeAtFirstEvent } from './feedUpgrade.ts'
import { type FeedWorld, openFeedWorld, type Someone, seenBy } from './feedWorld.ts'

const SEED = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))

/** Small and seeded (mulberry32). */
function random(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

describe('live traffic during the replay', () => {
  test(`[A2] [A3] each of 40 clients that reconnect in the middle of it gets exactly its events, in order (seed ${SEED})`, async () => {
    const pick = random(SEED)
    const world = await openFeedWorld()
    const { ctx } = world
    const [admin, supervisor, moving, staying] = [
      await world.person('admin'),
      await world.person('supervisor'),
      await world.person('agent'),
      await world.person('agent'),
    ]
    const rooms = [await world.newRoom(), await world.newRoom(), await world.newRoom()]
    const room = () => rooms[pick(rooms.length)]!
    const own = rooms[0]!
    await assign(ctx, { roomId: own.id, agentId: staying.id, by: null })
    await world.deliver(...Array.from({ length: 900 }, (_, n) => textMessage(room().phone, `${n}`)))
    const other = await openFeedWorld({ databaseUrl: world.databaseUrl, pollMs: 20 })

    const steps = [
      () => world.say(room(), 'one'),
      () => other.deliver(textMessage(room().phone, 'two'), textMessage(room().phone, 'three')),
      () => assign(ctx, { roomId: room().id, agentId: moving.id, by: null }),
      () => unassign(other.ctx, { roomId: room().id, agentId: moving.id }),
      () => world.newRoom(),
    ]
    let writing = true
    const write = async () => {
      while (writing) await steps[pick(steps.length)]!()
    }
    const people = [admin, supervisor, moving, staying]
    const reconnect = async (who: Someone, nth: number) => {
      const server = nth % 2 === 0 ? world : other
      const cursor = pick(3) === 0 ? server.feed.position : pick(server.feed.position)
      const joined = who === moving ? [] : who === staying ? [own.id] : rooms.map(({ id }) => id)
      const client = await server.connect(who, { last_event_id: cursor, rooms: joined })
      return { who, cursor, joined, client }
    }
    const writers = Promise.all([write(), write()])
    const clients: Awaited<ReturnType<typeof reconnect>>[] = []
    for (let wave = 0; wave < 8; wave++) {
      clients.push(
        ...(await Promise.all([0, 1, 2, 3, 4].map((n) => reconnect(people[pick(4)]!, n)))),
      )
    }
    writing = false
    await writers
    // A room in which everybody hears the very last event.
    const end = await world.newRoom()
    await assign(ctx, { roomId: end.id, agentId: moving.id, by: null })
    await assign(ctx, { roomId: end.id, agentId: staying.id, by: null })
    await world.say(end, 'the end')
    const rows = await readLog(world.sql)
    const last = rows.at(-1)!.id
    for (const { who, cursor, joined, client } of clients) {
      await client.until(
        () => client.durable().some(({ payload }) => payload.event_id >= last),
        'the end',
      )
      expect(seenBy(client)).toEqual(expectedOf(rows, who, { cursor, joined }))
      expect(client.faults).toEqual([])
    }
    await other.stop()
    await world.stop()
  }, 120_000)
})

describe('many missed events', () => {
  let world: FeedWorld
  let fresh: FeedWorld
  let admin: Someone
  let room: { id: string; phone: string }
  beforeAll(async () => {
    world = await openFeedWorld()
    admin = await world.person('admin')
    room = await world.newRoom()
    for (let n = 0; n < 10; n++) {
      await world.deliver(
        ...Array.from({ length: 1000 }, (_, i) => textMessage(room.phone, `${n} ${i}`)),
      )
    }
    fresh = await openFeedWorld({ databaseUrl: world.databaseUrl })
  })
  afterAll(async () => {
    await fresh.stop()
    await world.stop()
  })

  for (const transport of ['websocket', 'polling']) {
    test(`10,000 arrive whole and in order by ${transport}`, async () => {
      const client = await fresh.connect(
        admin,
        { last_event_id: 3 },
        { transports: [transport], upgrade: false },
      )
      const ids = client.durable().map(({ payload }) => payload.event_id)
      expect(ids).toEqual(Array.from({ length: 10_000 }, (_, n) => 4 + 2 * n))
      expect(client.seen.at(-1)).toMatchObject({
        event: 'session_ready',
        payload: { replayed: 10_000 },
      })
      client.close()
    }, 120_000)
  }

  test('10,000 arrive whole and in order by a client that goes over to a WebSocket in the midst of them', async () => {
    let stateThen: string | undefined
    const upgraded = Promise.withResolvers<void>()
    fresh.io.once('connection', ({ conn, data }) => {
      conn.once('upgrade', () => {
        stateThen = data.session.state
        upgraded.resolve()
      })
    })
    const client = await fresh.connect(
      admin,
      { last_event_id: 3 },
      { transports: upgradeAtFirstEvent() },
    )
    await upgraded.promise
    const ids = client.durable().map(({ payload }) => payload.event_id)
    expect(ids).toEqual(Array.from({ length: 10_000 }, (_, n) => 4 + 2 * n))
    expect(client.socket.io.engine.transport.name).toBe('websocket')
    expect(stateThen).toBe('catching_up')
    client.close()
  }, 120_000)

  test('a client that takes its time is waited for, and cut off by nobody', async () => {
    // Texts as long as Meta allows: a page of them is far more than a socket's backlog may be.
    for (let n = 0; n < 4; n++) {
      await world.deliver(
        ...Array.from({ length: 500 }, () => textMessage(room.phone, '語'.repeat(4096))),
      )
    }
    const ahead = await openFeedWorld({ databaseUrl: world.databaseUrl })
    const connected = Promise.withResolvers<{ conn: unknown }>()
    ahead.io.once('connection', connected.resolve)
    const slow = await slowReader(ahead.url, {
      token: admin.token,
      last_event_id: 20_003,
      rooms: [room.id],
    })
    const conn = (await connected.promise).conn as {
      transport: { socket: { getBufferedAmount: () => number } }
      readyState: string
    }
    const backlog = () => conn.transport.socket.getBufferedAmount()
    while (backlog() < 200_000) await Bun.sleep(5)
    // While it reads nothing, another one gets all of it.
    const quick = await ahead.connect(admin, { last_event_id: 3 })
    expect(quick.named('session_ready')[0].replayed).toBe(12_000)
    expect(conn.readyState).toBe('open')
    expect(backlog()).toBeLessThan(1 << 20)
    const ids = await slow.readTo('session_ready')
    expect(ids).toEqual(Array.from({ length: 4000 }, (_, n) => 20_004 + n))
    slow.close()
    await ahead.stop()
  }, 120_000)
})
