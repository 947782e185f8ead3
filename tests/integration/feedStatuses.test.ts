import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { mergeStatus, noTimes, shownStatus, type TimedStatus } from '../../src/domain/status.ts'
import { logPosition } from '../../src/store/events.ts'
import { statuses } from '../helpers/webhooks.ts'
import { readLog } from './feedReference.ts'
import { type FeedWorld, openFeedWorld } from './feedWorld.ts'
import { outgoing } from './outgoing.ts'

const SEED = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
const START = Date.UTC(2026, 9, 1)
const NAMES = ['sent', 'delivered', 'read', 'played', 'failed'] as const
const RANK = ['pending', 'sent', 'failed', 'delivered', 'read', 'played']

let world: FeedWorld
let room: { id: string; phone: string }
beforeAll(async () => {
  world = await openFeedWorld()
  room = await world.newRoom()
})
afterAll(() => world.stop())

type Told = { attempt: number; status: TimedStatus; at: number }
const told = fc.record({
  attempt: fc.integer({ min: 1, max: 3 }),
  status: fc.constantFrom(...NAMES),
  at: fc.integer({ min: 0, max: 600 }).map((second) => START + second * 1000),
})

/** The domain's rule for a message that was attempted three times. */
function shown(list: readonly Told[]) {
  const attempts = [1, 2, 3].map(noTimes)
  for (const { attempt, status, at } of list) {
    attempts[attempt - 1] = mergeStatus(attempts[attempt - 1]!, status, new Date(at).toISOString())
  }
  return shownStatus(attempts)
}

describe('the shown status', () => {
  test(`[S1] [S2] [S3] [S4] SQL and domain show the same of any set of attempts (seed ${SEED})`, async () => {
    const time = fc.option(
      fc.integer({ min: 0, max: 600 }).map((s) => new Date(START + s * 1000).toISOString()),
    )
    const times = fc.record({
      sent: time,
      delivered: time,
      read: time,
      played: time,
      failed: time,
      unknown: time,
    })
    const samples = fc.sample(fc.array(times, { minLength: 1, maxLength: 4 }), {
      numRuns: 400,
      seed: SEED,
    })
    const ids = samples.map(() => Bun.randomUUIDv7())
    const rows = samples.flatMap((list, n) =>
      list.map((one, place) => ({ message_id: ids[n]!, attempt: place + 1, ...one })),
    )
    await world.sql`
      insert into messages (id, seq, room_id, direction, content_type, status, created_at, updated_at, created_second)
      select id, 1000000 + n, ${room.id}, 'outgoing', 'text', 'pending', now(), now(), 0
        from unnest(${ids}::uuid[]) with ordinality as t(id, n)`
    await world.sql`
      insert into message_attempts (message_id, attempt, sent_at, delivered_at, read_at, played_at, failed_at, unknown_at)
      select message_id, attempt, sent, delivered, read, played, failed, unknown
        from json_to_recordset(${JSON.stringify(rows)}::text::json) as t(message_id uuid, attempt int, sent timestamptz,
          delivered timestamptz, read timestamptz, played timestamptz, failed timestamptz, unknown timestamptz)`
    const answers = await world.sql<
      { status: string | null; at: string | null; attempt: number | null }[]
    >`
      select s.status, iso(s.at) as at, s.attempt
        from unnest(${ids}::uuid[]) with ordinality as t(id, n), shown_status(t.id) s order by n`
    const expected = samples.map((list) =>
      shownStatus(list.map((one, place) => ({ attempt: place + 1, ...one }))),
    )
    const ofDatabase = answers.map(({ status, at, attempt }) =>
      status === null ? null : { status, at, attempt },
    )
    expect(ofDatabase).toEqual(expected as typeof ofDatabase)
  })
})

/** What one webhook or several tell, as Meta may send it: in any order, in batches, again. */
const deliveries = fc
  .array(told, { minLength: 1, maxLength: 8 })
  .chain((list) =>
    fc.record({
      list: fc.constant(list),
      order: fc.shuffledSubarray(
        [...list.keys(), ...list.keys()].map((place, n) => ({ place, n })),
        { minLength: list.length },
      ),
      sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 16, maxLength: 16 }),
      /** How Meta's statuses find their attempt: by its wamid, by what we gave along, or before it is stored. */
      way: fc.constantFrom('wamid' as const, 'callback' as const, 'early' as const),
    }),
  )
  .map(({ list, order, ...rest }) => {
    const places = order.map(({ place }) => place)
    const left = [...list.keys()].filter((place) => !places.includes(place))
    return { list, ordered: [...places, ...left].map((place) => list[place]!), ...rest }
  })

describe('statuses by webhook', () => {
  test(`[S1] any order, batches and repetition end alike, and nobody sees one go backwards within an attempt (seed ${SEED})`, async () => {
    const admin = await world.person('admin')
    const client = await world.connect(admin)
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ list, ordered, sizes, way }) => {
        const { id, wamids } = await outgoing(world.sql, room.id, 3)
        if (way === 'callback') {
          await world.sql`update message_attempts set wa_message_id = null where message_id = ${id}`
        }
        if (way === 'early') await world.sql`delete from message_attempts where message_id = ${id}`
        let at = 0
        for (const size of [...sizes, ordered.length]) {
          const batch = ordered.slice(at, at + size)
          at += size
          if (batch.length === 0) break
          const values = batch.map(({ attempt, status, at: time }) => ({
            id: wamids[attempt - 1]!,
            status,
            at: time,
            ...(way === 'callback' && { biz_opaque_callback_data: `${id}.${attempt}` }),
          }))
          await world.deliver(statuses(...values))
        }
        if (way === 'early') {
          await world.sql`
            insert into message_attempts (message_id, attempt, wa_message_id)
            select ${id}, n, wamid from unnest(${wamids}::text[]) with ordinality as t(wamid, n)`
          await world.applyWaiting()
        }

        const expected = shown(list) ?? { status: 'pending', at: null }
        const [message] = await world.sql<{ status: string; at: string | null }[]>`
          select status, iso(status_timestamp) as at from messages where id = ${id}`
        expect({ ...message! }).toEqual({ status: expected.status, at: expected.at })
        const seen = () =>
          client.named('message_status_update').filter(({ message_id }) => message_id === id)
        if (expected.at !== null)
          await client.until(() => seen().at(-1)?.status === expected.status, 'the last status')
        const highest = new Map<number, number>()
        for (const { attempt, status } of seen()) {
          expect(RANK.indexOf(status)).toBeGreaterThanOrEqual(highest.get(attempt) ?? 0)
          highest.set(attempt, RANK.indexOf(status))
        }
      }),
      { numRuns: 60, seed: SEED, endOnFailure: false },
    )
    const [{ count } = { count: -1 }] = await world.sql<{ count: number }[]>`
      select count(*)::int from waiting_updates`
    expect(count).toBe(0)
    const logged = (await readLog(world.sql)).filter(({ kind }) => kind === 'message_status')
    await client.until(() => client.durable().length >= logged.length, 'all of them')
    expect(client.durable()).toHaveLength(logged.length)
    expect(client.faults).toEqual([])
  }, 120_000)

  test('[S1] the same statuses again tell nobody anything', async () => {
    const { wamids } = await outgoing(world.sql, room.id)
    const value = statuses(
      { id: wamids[0]!, status: 'sent', at: START },
      { id: wamids[0]!, status: 'delivered', at: START + 1000 },
    )
    await world.deliver(value)
    const before = await logPosition(world.sql)
    await world.deliver(value)
    await world.deliver(statuses({ id: wamids[0]!, status: 'sent', at: START }))
    expect(await logPosition(world.sql)).toBe(before)
  })

  test('[S3] a failure tells why, and an arrival after it takes the reason away', async () => {
    const admin = await world.person('admin')
    const client = await world.connect(admin)
    const { id, wamids } = await outgoing(world.sql, room.id)
    const errors = [
      { code: 131047, title: 'Re-engagement message', error_data: { details: 'too late' } },
    ]
    await world.deliver(statuses({ id: wamids[0]!, status: 'failed', at: START, errors }))
    expect(await client.event('message_status_update')).toMatchObject({
      status: 'failed',
      error: { code: 131047, title: 'Re-engagement message', details: 'too late' },
    })
    await world.deliver(statuses({ id: wamids[0]!, status: 'delivered', at: START + 5000 }))
    const second = await client.event('message_status_update', 2)
    expect(second.status).toBe('delivered')
    expect(second.error).toBeUndefined()
    const [message] = await world.sql<
      { metadata: object }[]
    >`select metadata from messages where id = ${id}`
    expect(message!.metadata).not.toHaveProperty('error')
    expect(client.faults).toEqual([])
  })
})
