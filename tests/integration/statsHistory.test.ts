import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { dashboardHistory } from '../../src/protocol/stats.ts'
import { pruneSamples, readRoomSamples, sampleRooms } from '../../src/store/statsHistory.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { openTeam, type Team } from './roomsWorld.ts'
import { dayWithTimeLeft } from './statsWorld.ts'
import { from } from './webhookWorld.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Long after the samples that the server itself takes by the minute: no range from there back shows one. */
const at = Date.parse('2036-11-20T10:20:00.000Z')

let team: Team
beforeAll(async () => {
  team = await openTeam()
})
afterAll(() => team.end())

const history = async (range = 'today') => {
  const { status, body } = await team.call(
    'GET',
    `/dashboard/history?range=${range}`,
    team.supervisor,
  )
  expect(status).toBe(200)
  return dashboardHistory.parse(body.data)
}

describe('open rooms over time', () => {
  test('the last look of a quarter of an hour stays, and says who waits for whom', async () => {
    await team.sql`delete from room_samples`
    const [asked, read, nobodys] = [
      await team.newRoom(),
      await team.newRoom(),
      await team.newRoom(),
    ]
    await sampleRooms(team.sql, at)
    for (const { id } of [asked, read]) await team.assign(id, team.one)
    await team.call('POST', `/rooms/${read.id}/read`, team.one)
    await sampleRooms(team.sql, at + 60_000)
    const [sample, ...others] = await readRoomSamples(team.sql, 'today', at)
    expect(others).toEqual([])
    const [{ unassigned, ours, theirs } = { unassigned: 0, ours: 0, theirs: 0 }] = await team.sql<
      { unassigned: number; ours: number; theirs: number }[]
    >`
      select count(*) filter (where participant_ids = '{}')::int as unassigned,
             count(*) filter (where participant_ids <> '{}' and unread_count > 0)::int as ours,
             count(*) filter (where participant_ids <> '{}' and unread_count = 0)::int as theirs
        from rooms where status = 'open' and merged_into is null`
    expect(sample).toEqual({
      at: '2036-11-20T10:15:00.000Z',
      unassigned,
      waiting_on_us: ours,
      waiting_on_customer: theirs,
    })
    expect([unassigned, ours, theirs].every((n) => n > 0)).toBe(true)
    await team.assign(nobodys.id, team.other)
  })

  test('a longer range has one point a step, the latest of it, and what is too old goes', async () => {
    await team.sql`delete from room_samples`
    for (const ago of [40 * DAY, 3 * DAY + HOUR / 2, 3 * DAY, HOUR])
      await sampleRooms(team.sql, at - ago)
    expect((await readRoomSamples(team.sql, '7d', at)).map((one) => one.at)).toEqual([
      '2036-11-17T09:45:00.000Z',
      '2036-11-17T10:15:00.000Z',
      '2036-11-20T09:15:00.000Z',
    ])
    expect(await readRoomSamples(team.sql, 'today', at)).toHaveLength(1)
    await pruneSamples(team.sql, '2036-10-12')
    const [left] = await team.sql`select count(*)::int as n from room_samples`
    expect(left!.n).toBe(3)
  })
})

describe('GET /dashboard/history', () => {
  beforeAll(dayWithTimeLeft)

  test('counts messages by day, empty days too', async () => {
    const before = (await history()).messages
    await team.newRoom({ messages: 3 })
    const { messages, time_zone } = await history()
    expect(time_zone).toBe('UTC')
    expect(messages).toHaveLength(14)
    expect(messages.at(-1)!.incoming).toBe(before.at(-1)!.incoming + 3)
    expect(messages.at(-1)!.day).toBe(new Date().toISOString().slice(0, 10))
    expect(messages[0]).toMatchObject({ incoming: 0, outgoing: 0, failed: 0 })
    expect((await history('30d')).messages).toHaveLength(30)
  })

  test('gives the median and the slowest tenth of first answers', async () => {
    const [{ id } = { id: '' }] = [await team.newRoom()]
    const hour = new Date(Math.floor(Date.now() / HOUR) * HOUR).toISOString()
    const rows = [10, 20, 30].map((seconds) => ({ room_id: Bun.randomUUIDv7(), seconds }))
    for (const { room_id, seconds } of [...rows, { room_id: id, seconds: 40 }]) {
      await team.sql`insert into first_responses (day, room_id, answered_at, seconds)
        values (${hour.slice(0, 10)}::date, ${room_id}, ${hour}::timestamptz, ${seconds})`
    }
    const { first_responses } = await history()
    expect(first_responses).toEqual([{ at: hour, answers: 4, median: 25, p90: 37 }])
  })

  test('tells the load of each agent', async () => {
    const agent = await team.person('agent')
    const [one, two] = [await team.newRoom(), await team.newRoom()]
    for (const { id } of [one, two]) await team.assign(id, agent)
    await team.call('POST', `/rooms/${two.id}/read`, agent)
    const load = async () => (await history()).agents.find(({ user_id }) => user_id === agent.id)
    expect(await load()).toMatchObject({ status: 'offline', rooms_open: 2, rooms_waiting: 1 })
    await team.call('PATCH', `/rooms/${one.id}`, agent, { status: 'closed' })
    expect(await load()).toMatchObject({ rooms_open: 1, rooms_waiting: 0 })
  })

  test('lists rooms whose window closes within the hour first, then those unassigned for longest', async () => {
    await team.sql`update rooms set status = 'closed'`
    const late = { phone: newPhone(), name: 'Late' }
    await team.take(from(late, 'Halo', { at: Date.now() - 23.5 * HOUR }))
    const first = await team.newRoom({ name: 'First' })
    const second = await team.newRoom({ name: 'Second' })
    const taken = await team.newRoom({ name: 'Taken' })
    await team.assign(taken.id, team.one)
    const { attention } = await history()
    expect(attention.map(({ room_title, reason }) => [room_title, reason])).toEqual([
      ['Late', 'window_closing'],
      ['First', 'unassigned'],
      ['Second', 'unassigned'],
    ])
    expect(Date.parse(attention[0]!.at) - Date.now()).toBeLessThanOrEqual(HOUR / 2)
    expect(attention[1]!.room_id).toBe(first.id)
    expect(attention[2]!.room_id).toBe(second.id)
  })

  test('an unknown range is refused', async () => {
    const { status, body } = await team.call('GET', '/dashboard/history?range=x', team.supervisor)
    expect([status, body.error.code]).toEqual([400, 'invalid_request'])
  })
})
