import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { assign } from '../../src/actions/assign.ts'
import { autoAssign } from '../../src/actions/autoAssign.ts'
import { unassign } from '../../src/actions/unassign.ts'
import { newPhone, textMessage } from '../helpers/webhooks.ts'
import { openAutoAssign } from './autoAssignWorld.ts'

const { world, admin, setMode, empty, online, participants, newRoom } = await openAutoAssign()
afterAll(() => world.stop())
beforeEach(empty)

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
