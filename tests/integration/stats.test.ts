import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { assign } from '../../src/actions/assign.ts'
import { unassign } from '../../src/actions/unassign.ts'
import { dashboardStats } from '../../src/protocol/stats.ts'
import { compactTallies, pruneStats, readStats } from '../../src/store/stats.ts'
import { type FeedWorld, openFeedWorld, type Someone } from './feedWorld.ts'
import { outgoing } from './outgoing.ts'
import { answer as answerAt, askedAt as askedIn, dayWithTimeLeft } from './statsWorld.ts'

let world: FeedWorld
let admin: Someone
let agent: Someone
beforeAll(async () => {
  world = await openFeedWorld()
  admin = await world.person('admin')
  agent = await world.person('agent')
})
afterAll(() => world.stop())

const stats = async (now = Date.now()) => dashboardStats.parse(await readStats(world.sql, now))
const HOUR = 3_600_000
const askedAt = (...times: string[]) => askedIn(world, ...times)
const answer = (roomId: string, at: string, userId: string | null = agent.id) =>
  answerAt(world.sql, { roomId, at, userId })

describe('the counters', () => {
  beforeAll(dayWithTimeLeft)

  test('equal a full count, before and after the tallies are compacted', async () => {
    const rooms = [await world.newRoom(), await world.newRoom(), await world.newRoom()]
    const types = ['partner', 'customer', 'vendor', 'srdp']
    for (let round = 0; round < 60; round++) {
      const room = rooms[round % rooms.length]!
      const deed = Math.floor(Math.random() * 6)
      if (deed === 0) await assign(world.ctx, { roomId: room.id, agentId: agent.id, by: null })
      if (deed === 1)
        await unassign(world.ctx, { roomId: room.id, agentId: agent.id, by: admin.id })
      if (deed === 2) await world.say(room, 'more')
      if (deed === 3) await world.sql`update rooms set status = 'closed' where id = ${room.id}`
      if (deed === 4)
        await world.sql`update rooms set customer_type = ${types[round % 4]!} where id = ${room.id}`
      if (deed === 5) await compactTallies(world.sql)
    }
    await outgoing(world.sql, rooms[0]!.id)
    const { id } = await outgoing(world.sql, rooms[1]!.id)
    await world.sql`update messages set status = 'failed' where id = ${id}`
    // Whoever stores a message of ours counts it.
    await world.sql`
      insert into tallies values ('messages|' || to_char(now() at time zone 'UTC', 'YYYY-MM-DD') || '|outgoing', 2)`
    const [counted] = await world.sql`
      select count(*) filter (where status = 'open')::int as rooms_open,
             count(*) filter (where status = 'open' and participant_ids = '{}')::int as rooms_unassigned,
             count(*) filter (where status = 'closed')::int as rooms_closed,
             sum(unread_count)::int as unread,
             json_build_object(
               'partner', count(*) filter (where customer_type = 'partner'), 'customer', count(*) filter (where customer_type = 'customer'),
               'vendor', count(*) filter (where customer_type = 'vendor'), 'srdp', count(*) filter (where customer_type = 'srdp')) as by_customer_type,
             (select json_build_object('incoming', count(*) filter (where direction = 'incoming'),
                'outgoing', count(*) filter (where direction = 'outgoing'), 'failed', count(*) filter (where status = 'failed'))
                from messages) as messages_today
        from rooms where merged_into is null`
    expect(await stats()).toMatchObject(counted!)
    await Promise.all([1, 2, 3].map(() => compactTallies(world.sql)))
    expect(await stats()).toMatchObject(counted!)
  })

  test('messages_today.failed: what is failed, each message once, however often it was tried; by the day it was written', async () => {
    const failed = async () => (await stats()).messages_today.failed
    const before = await failed()
    const room = await world.newRoom()
    const { id } = await outgoing(world.sql, room.id)
    const become = (status: string) =>
      world.sql`update messages set status = ${status} where id = ${id}`
    for (const status of ['failed', 'pending', 'failed']) await become(status)
    expect(await failed()).toBe(before + 1)
    await become('pending')
    await become('delivered')
    expect(await failed()).toBe(before)
    await world.sql`update messages set created_at = created_at - interval '1 day' where id = ${id}`
    await become('failed')
    expect(await failed()).toBe(before)
  })

  test('windows_closing_1h: open rooms whose window ends within the next hour', async () => {
    const now = Date.now() + 100 * 24 * HOUR
    const ages = [22.9, 23.1, 23.9, 24.1]
    for (const hours of ages) {
      const { id } = await world.newRoom()
      await world.sql`update rooms set customer_at = ${new Date(now - hours * HOUR)} where id = ${id}`
    }
    const { id } = await world.newRoom()
    await world.sql`update rooms set customer_at = ${new Date(now - 23.5 * HOUR)}, status = 'closed' where id = ${id}`
    expect((await stats(now)).windows_closing_1h).toBe(2)
    expect((await stats(now + 100 * HOUR)).windows_closing_1h).toBe(0)
  })

  test('agents_online: agents with a lease, once each', async () => {
    // So long that none runs out while counters are compared below.
    const lease = (userId: string, left = '1 hour') => world.sql`
      insert into presence_leases (process_id, user_id, expires_at)
      values (${Bun.randomUUIDv7()}, ${userId}, now() + ${left}::interval)`
    const before = (await stats()).agents_online
    await lease(agent.id)
    await lease(agent.id)
    await lease(admin.id)
    await lease((await world.person('agent')).id, '-1 second')
    const disabled = await world.person('agent')
    await lease(disabled.id)
    await world.sql`update users set disabled = true where id = ${disabled.id}`
    expect((await stats()).agents_online).toBe(before + 1)
  })
})

describe('median_first_response_seconds', () => {
  const day = '2031-05-06'
  const at = (time: string) => `${day}T${time}.000Z`
  const median = async () => (await stats(Date.parse(at('23:00:00')))).median_first_response_seconds

  test('is null without an answer, also when only a machine wrote', async () => {
    const room = await askedAt(at('08:00:00'))
    await answer(room, at('08:01:00'), null)
    expect(await median()).toBeNull()
  })

  test('is from the first question of the day to the first answer of a person', async () => {
    const room = await askedAt('2031-05-05T23:59:00.000Z', at('09:00:00'), at('09:05:00'))
    await answer(room, at('08:59:00'))
    expect(await median()).toBeNull()
    await answer(room, at('09:10:00'))
    await answer(room, at('09:20:00'))
    expect(await median()).toBe(600)
    const quick = await askedAt(at('10:00:00'))
    await answer(quick, at('10:00:30'))
    const slow = await askedAt(at('10:00:00'))
    await answer(slow, at('11:00:00'))
    expect(await median()).toBe(600)
    expect(
      (await stats(Date.parse('2031-05-07T01:00:00.000Z'))).median_first_response_seconds,
    ).toBe(null)
  })
})

test('what is old is forgotten', async () => {
  await world.sql`insert into tallies values ('messages|2020-01-01|incoming', 3), ('messages|2020-01-02|failed', 4)`
  await world.sql`insert into first_responses values ('2020-01-01', ${Bun.randomUUIDv7()}, now(), 1)`
  const before = await stats()
  await pruneStats(world.sql, '2020-01-02')
  const names = await world.sql`select name from tallies where name like 'messages|2020%'`
  expect([...names]).toEqual([{ name: 'messages|2020-01-02|failed' }])
  expect(await world.sql`select 1 from first_responses where day < '2020-01-02'`).toHaveLength(0)
  expect(await stats()).toMatchObject({ unread: before.unread, rooms_open: before.rooms_open })
})

describe('dashboard_stats', () => {
  test('is sent on joining and after every change, at most once a second', async () => {
    const client = await world.connect(admin)
    const began = performance.now()
    await client.emit('join_room', { room: 'dashboard' })
    const first = await client.event('dashboard_stats')
    const rooms = [await world.newRoom(), await world.newRoom()]
    let said = 0
    while (client.named('dashboard_stats').length < 4) await world.say(rooms[said++ % 2]!, 'more')
    const expected = { unread: first.unread + 2 + said, rooms_open: first.rooms_open + 2 }
    const shows = () => {
      const { unread, rooms_open } = client.named('dashboard_stats').at(-1)
      return unread === expected.unread && rooms_open === expected.rooms_open
    }
    await client.until(shows, 'the last state')
    // Counted from before the first: one that is late on its way makes no other too early.
    const seconds = (performance.now() - began) / 1000
    expect(client.named('dashboard_stats').length - 1).toBeLessThanOrEqual(seconds)
    expect(client.faults).toEqual([])
    client.close()
  })

  test('is not sent when no counter changed, except to a socket that joins', async () => {
    const room = await world.newRoom()
    await assign(world.ctx, { roomId: room.id, agentId: agent.id, by: null })
    const client = await world.connect(admin)
    await client.emit('join_room', { room: 'dashboard' })
    await client.event('dashboard_stats')
    const reads = world.reads.stats
    await assign(world.ctx, { roomId: room.id, agentId: admin.id, by: null })
    const other = await world.connect(admin)
    await other.emit('join_room', { room: 'dashboard' })
    await other.event('dashboard_stats')
    expect(world.reads.stats).toBeGreaterThan(reads)
    expect(client.named('dashboard_stats')).toHaveLength(1)
    for (const each of [client, other]) each.close()
  })

  test('is for staff in `dashboard` only', async () => {
    const outside = [await world.connect(admin), await world.connect(agent)]
    await outside[1]!.emit('join_room', { room: 'dashboard' })
    const client = await world.connect(await world.person('supervisor'))
    await client.emit('join_room', { room: 'dashboard' })
    await client.event('dashboard_stats')
    await world.newRoom()
    await client.event('dashboard_stats', 2)
    for (const each of outside) {
      await each.emit('room:leave', { room_id: Bun.randomUUIDv7() })
      expect(each.named('dashboard_stats')).toEqual([])
      each.close()
    }
    client.close()
  })

  test('is not read while nobody is there', async () => {
    const client = await world.connect(admin)
    await client.emit('join_room', { room: 'dashboard' })
    await client.event('dashboard_stats')
    await client.emit('leave_room', { room: 'dashboard' })
    const reads = world.reads.stats
    await world.newRoom()
    await client.event('new_room_complete')
    expect(world.reads.stats).toBe(reads)
    client.close()
  })
})
