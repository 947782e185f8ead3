import { afterAll, describe, expect, test } from 'bun:test'
import { unassign } from '../../src/actions/unassign.ts'
import { textMessage } from '../helpers/webhooks.ts'
import { openLists, roomsOf } from './dashboardRoomsWorld.ts'

const { world, admin, agent, listener, give, marker, stop } = await openLists()
afterAll(stop)

const take = (roomId: string, from = agent) =>
  unassign(world.ctx, { roomId, agentId: from.id, by: admin.id })

describe('after an unassignment', () => {
  test('[D2] the user gets no later summary, also none that was waiting', async () => {
    const [client, staff] = [
      await listener(agent, 'CustomerApp'),
      await listener(admin, 'CustomerApp'),
    ]
    const room = await world.newRoom()
    await give(room.id)
    await client.event('room_update_customer')
    // Inside the gap: the summary waits.
    await world.say(room, 'waits')
    await take(room.id)
    await client.event('agent_unassigned')
    const before = roomsOf(client).length
    await staff.until(
      () => staff.named('room_update_customer').at(-1)?.participants.length === 0,
      'unassigned',
    )
    await marker(client)
    expect(roomsOf(client).slice(before)).not.toContain(room.id)
    for (const each of [client, staff]) each.close()
  })

  test('[D3] a summary that was read before it, and told after it, reaches staff alone', async () => {
    const [client, staff] = [
      await listener(agent, 'CustomerApp'),
      await listener(admin, 'CustomerApp'),
    ]
    const room = await world.newRoom()
    const toldToStaff = () =>
      staff
        .named('room_update_customer')
        .some(
          ({ last_message_text, participants }) =>
            last_message_text === 'read before' && participants.length === 1,
        )
    // The read that is held may still be one of the assignment: then once more.
    for (let round = 1; !toldToStaff(); round++) {
      await give(room.id)
      const known = roomsOf(client).length
      await client.until(() => roomsOf(client).slice(known).includes(room.id), 'assigned')
      const paused = world.pauseNextRead()
      await world.say(room, 'read before')
      await paused.reached
      await take(room.id)
      await client.event('agent_unassigned', round)
      const before = roomsOf(client).length
      paused.release()
      await marker(staff)
      await marker(client)
      expect(roomsOf(client).slice(before)).not.toContain(room.id)
    }
    for (const each of [client, staff]) each.close()
  })

  test('[D3] a summary that was read before an assignment does not reach who was assigned', async () => {
    const newcomer = await world.person('agent')
    const [client, staff] = [
      await listener(newcomer, 'CustomerApp'),
      await listener(admin, 'CustomerApp'),
    ]
    const room = await world.newRoom()
    await staff.until(() => roomsOf(staff).includes(room.id), 'born')
    const paused = world.pauseNextRead()
    await world.say(room, 'not yet yours')
    await paused.reached
    await give(room.id, newcomer)
    await client.event('agent_assigned')
    paused.release()
    const told = await client.event('room_update_customer')
    expect(told.event_id).toBeGreaterThanOrEqual(client.named('agent_assigned')[0].event_id)
    for (const each of [client, staff]) each.close()
  })

  test('[D3] in any mixture, no summary reaches an agent outside of its assignments', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    let state = seed
    const pick = (n: number) => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
      return (state >> 8) % n
    }
    const agents = [await world.person('agent'), await world.person('agent')]
    const clients = await Promise.all(agents.map((who) => listener(who, 'CustomerApp')))
    const rooms = await Promise.all([1, 2, 3].map((n) => world.newRoom(`room ${n}`)))
    for (let round = 0; round < 150; round++) {
      const room = rooms[pick(rooms.length)]!
      const who = agents[pick(agents.length)]!
      const deed = pick(3)
      if (deed === 0) await give(room.id, who)
      else if (deed === 1) await take(room.id, who)
      else await world.deliver(textMessage(room.phone, `round ${round}`))
    }
    for (const [index, client] of clients.entries()) {
      const mine = await world.newRoom()
      await give(mine.id, agents[index])
      await client.until(() => roomsOf(client).includes(mine.id), 'the end')
    }
    for (const client of clients) {
      const assigned = new Set<string>()
      for (const { event, payload } of client.seen) {
        if (event === 'agent_assigned') {
          if (payload.agent_id === agents[clients.indexOf(client)]!.id)
            assigned.add(payload.room_id)
        } else if (event === 'agent_unassigned') {
          if (payload.agent_id === agents[clients.indexOf(client)]!.id)
            assigned.delete(payload.room_id)
        } else if (event === 'room_update_customer') {
          expect({ seed, told: assigned.has(payload.room_id) }).toEqual({ seed, told: true })
        }
      }
      expect(client.faults).toEqual([])
      client.close()
    }
  })
})
