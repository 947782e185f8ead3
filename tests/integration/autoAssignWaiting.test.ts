import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { autoAssign } from '../../src/actions/autoAssign.ts'
import { changeRoom } from '../../src/actions/changeRoom.ts'
import { mergeRooms } from '../../src/actions/mergeRooms.ts'
import { unassign } from '../../src/actions/unassign.ts'
import { openAutoAssign } from './autoAssignWorld.ts'

const { world, admin, setMode, empty, online, participants, newRoom } = await openAutoAssign()
afterAll(() => world.stop())
beforeEach(empty)

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
