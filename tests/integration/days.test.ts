import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { dashboardHistory } from '../../src/protocol/stats.ts'
import { openDatabase } from '../../src/store/database.ts'
import { readDay, readTimeZone, setTimeZone } from '../../src/store/days.ts'
import { pruneEnded } from '../../src/store/prune.ts'
import { readStats } from '../../src/store/stats.ts'
import {
  readFirstResponses,
  readMessagesByDay,
  readRoomSamples,
  sampleRooms,
} from '../../src/store/statsHistory.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { startServer } from '../helpers/server.ts'
import { openFeedWorld } from './feedWorld.ts'
import { outgoing } from './outgoing.ts'
import { answer, askedAt } from './statsWorld.ts'
import { echo, from, hook } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const QUARTER = 15 * 60_000
const HOUR = 3_600_000
const JAKARTA = 'Asia/Jakarta'

const world = await openFeedWorld()
const { sql } = world
const agent = await world.person('agent')
afterAll(() => world.stop())
beforeEach(async () => void (await setTimeZone(sql, JAKARTA)))

/** A zone where it is another day than in UTC right now, and will be for an hour. */
const elsewhere = () => (new Date().getUTCHours() >= 11 ? 'Pacific/Kiritimati' : 'Etc/GMT+12')
const dayIn = (timeZone: string, at = Date.now()) =>
  new Intl.DateTimeFormat('en-CA', { timeZone }).format(at)

describe('a day is the team’s day', () => {
  test('the counters of today begin anew at the team’s midnight', async () => {
    await sql`insert into tallies values ('messages|2031-05-06|incoming', 3), ('messages|2031-05-07|incoming', 5)`
    const incoming = async (at: string) =>
      (await readStats(sql, Date.parse(at))).messages_today.incoming
    expect(await incoming('2031-05-06T16:59:59.999Z')).toBe(3)
    expect(await incoming('2031-05-06T17:00:00.000Z')).toBe(5)
    const days = async (at: string) =>
      (await readMessagesByDay(sql, '7d', Date.parse(at))).map(({ day }) => day)
    expect((await days('2031-05-06T16:59:59.999Z')).at(-1)).toBe('2031-05-06')
    const fourteen = await days('2031-05-06T17:00:00.000Z')
    expect([fourteen[0], fourteen.at(-1), fourteen.length]).toEqual([
      '2031-04-24',
      '2031-05-07',
      14,
    ])
  })

  test('a first answer is one to the first question of the team’s day', async () => {
    const room = await askedAt(world, '2031-05-05T16:59:00.000Z', '2031-05-05T17:30:00.000Z')
    await answer(sql, { roomId: room, at: '2031-05-05T17:40:00.000Z', userId: agent.id })
    const at = Date.parse('2031-05-06T10:00:00.000Z')
    expect((await readStats(sql, at)).median_first_response_seconds).toBe(600)
    expect([...(await readFirstResponses(sql, 'today', at))]).toEqual([
      { at: '2031-05-05T17:00:00.000Z', answers: 1, median: 600, p90: 600 },
    ])
    expect((await readFirstResponses(sql, '7d', at)).map((one) => one.at)).toEqual([
      '2031-05-05T17:00:00.000Z',
    ])
    const hoursLater = Date.parse('2031-05-06T17:00:00.000Z')
    expect((await readStats(sql, hoursLater)).median_first_response_seconds).toBeNull()
  })

  test('open rooms of today are those since the team’s midnight', async () => {
    await sql`delete from room_samples`
    const midnight = Date.parse('2031-05-05T17:00:00.000Z')
    for (const ago of [QUARTER, 0, -HOUR]) await sampleRooms(sql, midnight - ago)
    expect((await readRoomSamples(sql, 'today', midnight + HOUR)).map(({ at }) => at)).toEqual([
      '2031-05-05T17:00:00.000Z',
      '2031-05-05T18:00:00.000Z',
    ])
  })

  test('what is old goes by the same days', async () => {
    await sql`delete from room_samples`
    await sql`insert into tallies values ('messages|2031-03-31|failed', 1), ('messages|2031-04-01|failed', 1)`
    const midnight = Date.parse('2031-03-31T17:00:00.000Z')
    for (const ago of [QUARTER, 0]) await sampleRooms(sql, midnight - ago)
    for (const day of ['2031-03-31', '2031-04-01'])
      await sql`insert into first_responses values (${day}, ${Bun.randomUUIDv7()}, now(), 1)`
    // Half past midnight on 11 May: 40 days after 1 April.
    await pruneEnded(sql, new Date('2031-05-10T17:30:00.000Z'))
    const [left] = await sql`
      select (select array_agg(name) from tallies where name like 'messages|2031-0%|failed') as tallies,
             (select array_agg(iso(at)) from room_samples) as samples,
             (select array_agg(day::text) from first_responses where day < '2031-05-01') as answers`
    expect(left!).toEqual({
      tallies: ['messages|2031-04-01|failed'],
      samples: ['2031-03-31T17:00:00.000Z'],
      answers: ['2031-04-01'],
    })
  })
})

describe('the zone', () => {
  test('is that of the server that started last with one; webhooks, sends and failures count on its day', async () => {
    const zone = elsewhere()
    const database = await testDatabase()
    const { sql, close } = openDatabase(database.url, { max: 2 })
    expect(await readTimeZone(sql)).toBe('UTC')
    const server = await startServer({ databaseUrl: database.url, config: { timeZone: zone } })
    const who = { phone: '6281299990000', name: 'Ana' }
    await server.deliver(hook(from(who, 'Halo'), from(who, 'lagi'), echo(who, 'ours')))
    const [room] = await sql<{ id: string }[]>`select id from rooms`
    // So that what is sent waits.
    await sql`update channels set state = 'refused'`
    const { token } = server.admin
    const sent = await server.api('POST', '/messages/send', {
      token,
      body: { room_id: room!.id, text: 'an answer' },
    })
    expect(sent.status).toBe(201)
    const { id } = await outgoing(sql, room!.id)
    await sql`update messages set status = 'failed' where id = ${id}`
    const { body } = await server.api('GET', '/dashboard/history', { token })
    const { messages, time_zone, first_responses } = dashboardHistory.parse(body.data)
    expect(time_zone).toBe(zone)
    const today = { incoming: 2, outgoing: 2, failed: 1 }
    expect(messages.at(-1)).toEqual({ day: dayIn(zone), ...today })
    expect(first_responses).toMatchObject([{ answers: 1 }])
    const stats = await server.api('GET', '/dashboard/stats', { token })
    expect(stats.body.data.messages_today).toEqual(today)

    const startAndStop = async (config?: { timeZone: string }) =>
      (await startServer({ databaseUrl: database.url, ...(config && { config }) })).stop()
    // One that was given none leaves it.
    await startAndStop()
    expect(await readTimeZone(sql)).toBe(zone)

    // What is over stays as it was counted.
    await startAndStop({ timeZone: 'UTC' })
    expect(await readTimeZone(sql)).toBe('UTC')
    const [counted] = await sql`
      select array_agg(distinct split_part(name, '|', 2)) as days from tallies where name like 'messages|%'`
    expect(counted!.days).toEqual([dayIn(zone)])
    await server.stop()
    await close()
    await database.drop()
  })

  test('that PostgreSQL does not know is refused, and none is changed', async () => {
    await expect(setTimeZone(sql, 'Mars/Olympus_Mons')).rejects.toThrow(
      'TIME_ZONE: this PostgreSQL knows no time zone Mars/Olympus_Mons',
    )
    expect(await readTimeZone(sql)).toBe(JAKARTA)
    expect(await setTimeZone(sql, JAKARTA)).toBe(false)
    expect(await setTimeZone(sql, 'UTC')).toBe(true)
  })
})

/** Zones whose days are not all of 24 hours, such a day, when it begins, and how long it is. */
const UNEVEN = [
  ['America/New_York', '2031-03-09', '2031-03-09T05:00:00.000Z', 23],
  ['America/New_York', '2031-11-02', '2031-11-02T04:00:00.000Z', 25],
  // Begins at one.
  ['Africa/Cairo', '2031-04-25', '2031-04-24T22:00:00.000Z', 23],
  // Its midnight comes twice.
  ['America/Havana', '2031-11-02', '2031-11-02T04:00:00.000Z', 25],
  // Half an hour longer.
  ['Australia/Lord_Howe', '2031-04-06', '2031-04-05T13:00:00.000Z', 24.5],
] as const

describe('days that clocks make shorter or longer', () => {
  test('every moment is of one day, which has begun and is not over', async () => {
    const zones = [...new Set(UNEVEN.map(([zone]) => zone)), 'Asia/Kathmandu', 'Pacific/Apia']
    for (const zone of zones) {
      const [wrong] = await sql`
        select count(*)::int as n, min(moment) as first
          from generate_series('2031-01-01Z'::timestamptz, '2032-01-01Z', '15 minutes') as moment
         where moment < day_begins(day_of(moment, ${zone}), ${zone})
            or moment >= day_begins(day_of(moment, ${zone}) + 1, ${zone})`
      expect([zone, wrong!.n, wrong!.first]).toEqual([zone, 0, null])
    }
  })

  for (const [zone, day, begins, hours] of UNEVEN) {
    test(`${day} in ${zone} has ${hours} hours, and each of them is there`, async () => {
      await setTimeZone(sql, zone)
      await sql`delete from room_samples`
      await sql`delete from first_responses`
      const first = Date.parse(begins)
      const end = first + hours * HOUR
      expect(await readDay(sql, first - 1)).not.toBe(day)
      expect(await readDay(sql, first)).toBe(day)
      expect(await readDay(sql, end - 1)).toBe(day)
      expect(await readDay(sql, end)).not.toBe(day)

      const quarters = Array.from({ length: hours * 4 }, (_, n) => first + n * QUARTER)
      for (const at of [first - QUARTER, ...quarters]) await sampleRooms(sql, at)
      const instants = async (range: 'today' | '7d' | '30d', now: number) =>
        (await readRoomSamples(sql, range, now)).map(({ at }) => Date.parse(at))
      expect(await instants('today', end - 1)).toEqual(quarters)
      const ofDay = async (range: '7d' | '30d') =>
        (await instants(range, end - 1)).filter((at) => at >= first)
      expect(await ofDay('7d')).toHaveLength(Math.ceil(hours))
      expect(await ofDay('30d')).toHaveLength(Math.ceil(hours / 6))

      for (const at of quarters)
        await sql`
          insert into first_responses values (${day}, ${Bun.randomUUIDv7()}, ${new Date(at)}, 10)`
      const hourly = await readFirstResponses(sql, 'today', end - 1)
      expect(hourly).toHaveLength(Math.ceil(hours))
      expect(hourly.reduce((sum, { answers }) => sum + answers, 0)).toBe(quarters.length)
      expect([...(await readFirstResponses(sql, '30d', end + 3 * 24 * HOUR))]).toEqual([
        { at: begins, answers: quarters.length, median: 10, p90: 10 },
      ])
      const days = (await readMessagesByDay(sql, '30d', end + 3 * 24 * HOUR)).map((one) => one.day)
      expect([days.length, new Set(days).size, days.includes(day)]).toEqual([30, 30, true])
    })
  }
})

test('on a day that begins with midnight twice, the question of its first hour is the first', async () => {
  await setTimeZone(sql, 'America/Havana')
  await sql`delete from first_responses`
  const room = await askedAt(world, '2031-11-02T04:30:00.000Z', '2031-11-02T05:30:00.000Z')
  await answer(sql, { roomId: room, at: '2031-11-02T05:40:00.000Z', userId: agent.id })
  const [row] = await sql`select seconds, day::text from first_responses`
  expect(row).toEqual({ seconds: 4200, day: '2031-11-02' })
})
