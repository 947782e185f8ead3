import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { assign } from '../../src/actions/assign.ts'
import { transact } from '../../src/actions/context.ts'
import { unassign } from '../../src/actions/unassign.ts'
import type { CustomerType } from '../../src/protocol/room.ts'
import { lockRoom, readRoomFacts } from '../../src/store/rooms.ts'
import type { Client } from '../helpers/client.ts'
import { textMessage } from '../helpers/webhooks.ts'
import { type FeedWorld, openFeedWorld, type Someone } from './feedWorld.ts'

let world: FeedWorld
let admin: Someone
let agent: Someone
beforeAll(async () => {
  world = await openFeedWorld()
  admin = await world.person('admin')
  agent = await world.person('agent')
})
afterAll(() => world.stop())

async function listener(who: Someone, ...rooms: string[]): Promise<Client> {
  const client = await world.connect(who)
  for (const room of rooms)
    expect(await client.emit('join_room', { room })).toMatchObject({ status: 1 })
  return client
}

/** As an agent's dashboard changes a room's type. */
const changeType = (roomId: string, type: CustomerType) =>
  transact(world.ctx, async (tx, emit) => {
    const room = await lockRoom(tx, roomId)
    const [before] = await readRoomFacts(tx, [roomId])
    await tx`update rooms set customer_type = ${type} where id = ${roomId}`
    const [facts] = await readRoomFacts(tx, [roomId])
    emit({
      kind: 'room_updated',
      roomId,
      staff: true,
      userIds: room!.participantIds,
      data: { customer_type_before: before!.customer_type },
      facts: { room: facts! },
    })
  })

const give = (roomId: string, to = agent) =>
  assign(world.ctx, { roomId, agentId: to.id, by: admin.id })
const take = (roomId: string, from = agent) =>
  unassign(world.ctx, { roomId, agentId: from.id, by: admin.id })

/** Rooms of a list's updates, in the order they came. */
const roomsOf = (client: Client, event = 'room_update_customer') =>
  client.named(event).map(({ room_id }) => room_id)

/** A room of which `client` surely hears, after all that was due before it. */
async function marker(client: Client, event = 'room_update_customer'): Promise<void> {
  const room = await world.newRoom('marker')
  await give(room.id)
  await client.until(() => roomsOf(client, event).includes(room.id), 'the marker')
}

describe('room_update_customer', () => {
  test('tells staff in CustomerApp the room as it is, with the place of its snapshot', async () => {
    const client = await listener(admin, 'CustomerApp')
    const room = await world.newRoom('first')
    const told = await client.event('room_update_customer')
    expect(told).toMatchObject({
      room_id: room.id,
      unread_count: 1,
      last_message_text: 'first',
      customer_type: 'customer',
    })
    expect(told.event_id).toBeGreaterThanOrEqual(client.named('new_room')[0].event_id)
    expect(client.faults).toEqual([])
    client.close()
  })

  test('is nothing for who is in another list, or in none', async () => {
    const [others, nobody] = [await listener(admin, 'VendorApp'), await listener(admin)]
    const client = await listener(admin, 'CustomerApp')
    await marker(client)
    for (const each of [others, nobody]) {
      await each.emit('leave_room', { room: 'SRDPApp' })
      expect(each.seen.filter(({ event }) => event.startsWith('room_update_'))).toEqual([])
    }
    await client.emit('leave_room', { room: 'CustomerApp' })
    const before = roomsOf(client).length
    const room = await world.newRoom()
    const other = await listener(admin, 'CustomerApp')
    await world.say(room, 'again')
    await other.event('room_update_customer')
    expect(roomsOf(client)).toHaveLength(before)
    for (const each of [others, nobody, client, other]) each.close()
  })

  test('of a room’s participants tells the agent, and of others nothing', async () => {
    const client = await listener(agent, 'CustomerApp')
    const [own, foreign] = [await world.newRoom(), await world.newRoom()]
    await give(own.id)
    await client.event('room_update_customer')
    await world.say(foreign, 'not for you')
    await world.say(own, 'for you')
    const texts = () =>
      client.named('room_update_customer').map(({ last_message_text }) => last_message_text)
    await client.until(() => texts().includes('for you'), 'the agent’s own room')
    expect(roomsOf(client)).not.toContain(foreign.id)
    expect(client.faults).toEqual([])
    client.close()
  })

  test('is told at most 4 times a second, and the last state always', async () => {
    const client = await listener(admin, 'CustomerApp')
    const room = await world.newRoom()
    const told = () => roomsOf(client).filter((id) => id === room.id).length
    const before = told()
    const began = performance.now()
    let said = 0
    while (told() - before < 6) await world.say(room, `message ${++said}`)
    const last = `message ${said}`
    await client.until(
      () => client.named('room_update_customer').at(-1)?.last_message_text === last,
      last,
    )
    // Counted from before the first: one that is late on its way makes no other too early.
    const quarters = (performance.now() - began) / 250
    expect(told() - before - 1).toBeLessThanOrEqual(quarters)
    expect(client.named('room_update_customer').at(-1).message_count).toBe(said + 1)
    client.close()
  })

  test('a change of type is told to both lists', async () => {
    const room = await world.newRoom()
    const [customers, vendors] = [
      await listener(admin, 'CustomerApp'),
      await listener(admin, 'VendorApp'),
    ]
    await changeType(room.id, 'vendor')
    for (const [client, event] of [
      [customers, 'room_update_customer'],
      [vendors, 'room_update_vendor'],
    ] as const)
      expect(await client.event(event)).toMatchObject({
        room_id: room.id,
        customer_type: 'vendor',
      })
    await world.say(room, 'a vendor now')
    await vendors.event('room_update_vendor', 2)
    expect(roomsOf(customers)).toEqual([room.id])
    for (const each of [customers, vendors]) each.close()
  })

  test.each([
    ['partner', 'PartnerApp', 'room_update'],
    ['vendor', 'VendorApp', 'room_update_vendor'],
    ['srdp', 'SRDPApp', 'room_update_srdp'],
  ] as const)('rooms of type %s are told in %s by %s', async (type, list, event) => {
    const client = await listener(agent, list)
    const room = await world.newRoom()
    await give(room.id)
    await changeType(room.id, type)
    expect(await client.event(event)).toMatchObject({ room_id: room.id, customer_type: type })
    client.close()
  })
})

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

test('a disabled agent hears nothing more', async () => {
  const somebody = await world.person('agent')
  const [client, staff] = [
    await listener(somebody, 'CustomerApp'),
    await listener(admin, 'CustomerApp'),
  ]
  const room = await world.newRoom()
  await give(room.id, somebody)
  await client.until(() => roomsOf(client).includes(room.id), 'assigned')
  await transact(world.ctx, async (_, emit) =>
    emit({
      kind: 'user_changed',
      roomId: null,
      staff: false,
      userIds: [somebody.id],
      data: { user_id: somebody.id, role: 'agent', disabled: true },
      facts: null,
    }),
  )
  await client.event('session_expired')
  const before = roomsOf(client).length
  await world.say(room, 'gone')
  await staff.until(
    () => staff.named('room_update_customer').at(-1)?.last_message_text === 'gone',
    'told to staff',
  )
  expect(roomsOf(client)).toHaveLength(before)
  for (const each of [client, staff]) each.close()
})

test('nothing is read while nobody is in a list', async () => {
  const outside = await listener(admin)
  const before = world.reads.rooms.length
  const room = await world.newRoom()
  await give(room.id)
  await world.say(room, 'unread by lists')
  await outside.event('new_message')
  expect(world.reads.rooms).toHaveLength(before)
  outside.close()
})

test('rooms that change together are read together', async () => {
  const client = await listener(admin, 'CustomerApp')
  const before = world.reads.rooms.length
  const phones = Array.from({ length: 20 }, (_, n) => `62811${Date.now()}${n}`)
  await world.deliver(...phones.map((phone) => textMessage(phone, 'together')))
  await client.event('room_update_customer', 20)
  expect(world.reads.rooms.length - before).toBeLessThan(20)
  client.close()
})

test('each process tells its own sockets of rooms that another changed', async () => {
  const second = await openFeedWorld({ databaseUrl: world.databaseUrl, pollMs: 20 })
  try {
    const client = await second.connect(admin)
    await client.emit('join_room', { room: 'CustomerApp' })
    const room = await world.newRoom('from afar')
    expect(await client.event('room_update_customer')).toMatchObject({ room_id: room.id })
  } finally {
    await second.stop()
  }
})
