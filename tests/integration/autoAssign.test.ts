import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { assign } from '../../src/actions/assign.ts'
import { autoAssign } from '../../src/actions/autoAssign.ts'
import { changeRoom } from '../../src/actions/changeRoom.ts'
import { mergeRooms } from '../../src/actions/mergeRooms.ts'
import { unassign } from '../../src/actions/unassign.ts'
import { findWaitingRooms, readCandidates } from '../../src/store/autoAssign.ts'
import type { Tx } from '../../src/store/database.ts'
import { newPhone, textMessage } from '../helpers/webhooks.ts'
import { type FeedWorld, openFeedWorld, type Someone } from './feedWorld.ts'

let world: FeedWorld
let admin: Someone
beforeAll(async () => {
  // Leases that a test writes are never polled: that would assign rooms in the background, at any moment of the test.
  world = await openFeedWorld({
    presenceTimes: { renewMs: 60_000, leaseMs: 60_000, pollMs: 600_000, graceMs: 0 },
  })
  admin = await world.person('admin')
  await world.newRoom()
})
afterAll(() => world.stop())
beforeEach(async () => {
  await world.autoAssign.idle()
  await setMode('off')
  await world.sql`delete from presence_leases`
  await world.sql`update rooms set status = 'closed'`
  await world.sql`update users set disabled = true where role = 'agent'`
})

const setMode = (mode: string) => world.sql`update channels set auto_assign = ${mode}`
/** A colleague who is online somewhere. */
async function online(role: 'agent' | 'supervisor' = 'agent') {
  const somebody = await world.person(role)
  await world.sql`
    insert into presence_leases (process_id, user_id, expires_at)
    values (${Bun.randomUUIDv7()}, ${somebody.id}, now() + interval '1 minute')`
  return somebody
}
const participants = async (roomId: string): Promise<string[]> => {
  const [row] = await world.sql<{ ids: string[] }[]>`
    select participant_ids as ids from rooms where id = ${roomId}`
  return row!.ids
}
async function newRoom() {
  const room = await world.newRoom()
  await world.autoAssign.idle()
  return room
}
/** New rooms one after the other, and who got each. */
async function givenOut(count: number): Promise<string[]> {
  const agents: string[] = []
  for (let n = 0; n < count; n++) agents.push(...(await participants((await newRoom()).id)))
  return agents
}

describe('a new room', () => {
  test('stays with nobody when its number does not ask for more', async () => {
    await online()
    expect(await participants((await newRoom()).id)).toEqual([])
  })

  test('round_robin: goes to the agents in turn', async () => {
    await setMode('round_robin')
    const agents = [await online(), await online(), await online()].map(({ id }) => id)
    const first = await givenOut(3)
    expect([...first].sort()).toEqual(agents.sort())
    expect(await givenOut(6)).toEqual([...first, ...first])
  })

  test('round_robin: counts what people assigned, also what they took back', async () => {
    await setMode('round_robin')
    const [one, two] = [await online(), await online()]
    await setMode('off')
    const room = await newRoom()
    await assign(world.ctx, { roomId: room.id, agentId: one.id, by: admin.id })
    await unassign(world.ctx, { roomId: room.id, agentId: one.id, by: admin.id })
    await setMode('round_robin')
    expect(await givenOut(2)).toEqual([two.id, one.id])
  })

  test('least_busy: goes to who has the fewest open rooms', async () => {
    const [one, two] = [await online(), await online()]
    const busy = [await newRoom(), await newRoom(), await newRoom()]
    for (const room of busy)
      await assign(world.ctx, { roomId: room.id, agentId: one.id, by: admin.id })
    await setMode('least_busy')
    expect(await givenOut(3)).toEqual([two.id, two.id, two.id])
    await world.sql`update rooms set status = 'closed' where id = any(${busy.map(({ id }) => id)})`
    expect(await givenOut(1)).toEqual([one.id])
  })

  test('goes to no supervisor, nobody who is offline, and nobody who is disabled', async () => {
    await setMode('round_robin')
    await online('supervisor')
    await world.person('agent')
    const disabled = await online()
    await world.sql`update users set disabled = true where id = ${disabled.id}`
    const expired = await online()
    await world.sql`update presence_leases set expires_at = now() where user_id = ${expired.id}`
    expect(await participants((await newRoom()).id)).toEqual([])
  })

  test('is told first, and then that it was assigned, to staff and to the agent', async () => {
    await setMode('round_robin')
    const agent = await world.person('agent')
    const [staff, client] = [await world.connect(admin), await world.connect(agent)]
    await world.autoAssign.idle()
    const room = await newRoom()
    const assigned = await staff.event('agent_assigned')
    expect(assigned).toMatchObject({
      room_id: room.id,
      agent_id: agent.id,
      room: { participants: [{ user_id: agent.id }] },
    })
    expect(staff.durable().map(({ event }) => event)).toEqual([
      'new_room',
      'new_room_complete',
      'agent_assigned',
    ])
    expect(await client.event('agent_assigned')).toEqual(assigned)
    expect(client.durable()).toHaveLength(1)
    const history = await world.sql`
      select actor_id, kind, data from room_history where room_id = ${room.id}`
    expect([...history]).toEqual([
      { actor_id: null, kind: 'assigned', data: { agent_id: agent.id } },
    ])
    expect([...staff.faults, ...client.faults]).toEqual([])
    for (const each of [staff, client]) each.close()
  })
})

describe('a room that waits', () => {
  test('is assigned when somebody comes online', async () => {
    await setMode('round_robin')
    const [older, newer] = [await newRoom(), await newRoom()]
    const agent = await world.person('agent')
    const client = await world.connect(agent)
    await client.until(
      () =>
        [older, newer].every(({ id }) =>
          client.named('agent_assigned').some(({ room_id }) => room_id === id),
        ),
      'both rooms',
    )
    client.close()
  })

  test('is assigned by the next sweep after a crash', async () => {
    await setMode('round_robin')
    const room = await newRoom()
    const agent = await online()
    await world.autoAssign.sweep()
    expect(await participants(room.id)).toEqual([agent.id])
  })

  test('is assigned again when it is reopened with nobody', async () => {
    await setMode('round_robin')
    const [agent, room] = [await online(), await newRoom()]
    expect(await participants(room.id)).toEqual([agent.id])
    await unassign(world.ctx, { roomId: room.id, agentId: agent.id, by: admin.id })
    await world.sql`update rooms set status = 'closed' where id = ${room.id}`
    await world.say(room, 'me again')
    await world.autoAssign.idle()
    expect(await participants(room.id)).toEqual([agent.id])
  })

  test('[Q5] stays with nobody when a person took the agent off', async () => {
    await setMode('round_robin')
    const [agent, room] = [await online(), await newRoom()]
    await unassign(world.ctx, { roomId: room.id, agentId: agent.id, by: admin.id })
    await world.say(room, 'anybody there?')
    await world.autoAssign.sweep()
    expect(await participants(room.id)).toEqual([])
  })

  test('[Q5] stays with nobody when a person took the agent off, also once it is merged into an older, closed room', async () => {
    const older = await newRoom()
    const actor = { id: admin.id, staff: true }
    await changeRoom(world.ctx, { roomId: older.id, actor, change: { status: 'closed' } })
    await setMode('round_robin')
    const [agent, room] = [await online(), await newRoom()]
    await unassign(world.ctx, { roomId: room.id, agentId: agent.id, by: admin.id })
    await mergeRooms(world.ctx, { roomId: room.id, otherId: older.id, by: admin.id })
    await world.autoAssign.sweep()
    expect(await participants(older.id)).toEqual([])
  })

  test('is assigned when somebody comes online, also where the last agent left it closed', async () => {
    await setMode('round_robin')
    const [agent, room] = [await online(), await newRoom()]
    const actor = { id: admin.id, staff: true }
    await changeRoom(world.ctx, { roomId: room.id, actor, change: { status: 'closed' } })
    await unassign(world.ctx, { roomId: room.id, agentId: agent.id, by: admin.id })
    await world.sql`delete from presence_leases`
    await world.say(room, 'me again, at night')
    await world.autoAssign.idle()
    const early = await online()
    await world.autoAssign.sweep()
    expect(await participants(room.id)).toEqual([early.id])
  })

  test('is left alone while it is closed', async () => {
    await setMode('off')
    const room = await newRoom()
    await world.sql`update rooms set status = 'closed' where id = ${room.id}`
    await setMode('round_robin')
    await online()
    await world.autoAssign.sweep()
    expect(await autoAssign(world.ctx, room.id)).toBeNull()
    expect(await participants(room.id)).toEqual([])
  })
})

describe('at once', () => {
  test('a room goes to one agent, however many processes give it out', async () => {
    await online()
    await online()
    const room = await newRoom()
    await setMode('least_busy')
    const given = await Promise.all(Array.from({ length: 8 }, () => autoAssign(world.ctx, room.id)))
    expect(given.filter((id) => id !== null)).toHaveLength(1)
    expect(await participants(room.id)).toHaveLength(1)
  })

  test('rooms are shared out evenly', async () => {
    const agents = [await online(), await online(), await online(), await online()]
    const phones = Array.from({ length: 12 }, newPhone)
    await world.deliver(...phones.map((phone) => textMessage(phone, 'at once')))
    const rooms = await world.sql<{ id: string }[]>`
      select r.id from rooms r join contacts c on c.id = r.contact_id where c.wa_id = any(${phones})`
    await setMode('round_robin')
    await Promise.all(rooms.map(({ id }) => autoAssign(world.ctx, id)))
    const loads = await world.sql<{ count: number }[]>`
      select count(*)::int from room_participants where room_id = any(${rooms.map(({ id }) => id)})
        and user_id = any(${agents.map(({ id }) => id)}) group by user_id`
    expect(loads.map(({ count }) => count)).toEqual([3, 3, 3, 3])
  })

  test('a person who is faster wins', async () => {
    await online()
    const room = await newRoom()
    await setMode('round_robin')
    const chosen = await world.person('agent')
    const [, automatic] = await Promise.all([
      assign(world.ctx, { roomId: room.id, agentId: chosen.id, by: admin.id }),
      autoAssign(world.ctx, room.id),
    ])
    const now = await participants(room.id)
    expect(now).toContain(chosen.id)
    expect(now).toHaveLength(automatic === null ? 1 : 2)
  })
})

describe('with much history', () => {
  /** Rooms of nobody, or of an agent. */
  async function manyRooms(status: 'open' | 'closed', userId: string | null) {
    await world.sql`
      insert into rooms (id, channel_id, customer_type, status, participant_ids, activity_at, created_at)
      select gen_random_uuid(), c.id, 'customer', ${status}, array_remove(array[${userId}::uuid], null), now(), now()
        from channels c, generate_series(1, 300)`
    await world.sql`
      insert into room_participants (room_id, user_id, assigned_at)
      select id, ${userId}::uuid, now() from rooms where participant_ids @> array[${userId}::uuid]`
  }
  /** How many rows of rooms, and of what was done to them, are read. */
  const readBy = (work: (tx: Tx) => Promise<unknown>) =>
    world.sql.begin(async (tx) => {
      const read = async () => {
        const [row] = await tx<{ rows: number }[]>`
          select sum(seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_xact_user_tables
           where relname in ('rooms', 'room_participants', 'room_history')`
        return row!.rows
      }
      await tx`set local enable_seqscan = off`
      const before = await read()
      await work(tx)
      return (await read()) - before
    })

  test('the next agent is found without reading all rooms that agents ever had', async () => {
    const { id } = await online()
    await manyRooms('closed', id)
    for (const mode of ['least_busy', 'round_robin'] as const)
      expect(await readBy((tx) => readCandidates(tx, mode))).toBeLessThan(100)
  })

  test('rooms of channels without automatic assignment are not read, however many there are', async () => {
    await online()
    await manyRooms('open', null)
    expect(await readBy((tx) => findWaitingRooms(tx, 200))).toBeLessThan(100)
    await setMode('round_robin')
    expect(await findWaitingRooms(world.sql, 200)).toHaveLength(200)
  })
})
