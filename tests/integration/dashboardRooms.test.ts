import { afterAll, describe, expect, test } from 'bun:test'
import { transact } from '../../src/actions/context.ts'
import type { CustomerType } from '../../src/protocol/room.ts'
import { lockRoom, readRoomFacts } from '../../src/store/rooms.ts'
import type { Client } from '../helpers/client.ts'
import { statuses, textMessage } from '../helpers/webhooks.ts'
import { openLists, roomsOf } from './dashboardRoomsWorld.ts'
import { openFeedWorld } from './feedWorld.ts'
import { outgoing } from './outgoing.ts'

const { world, admin, agent, listener, give, marker, stop } = await openLists()
afterAll(stop)

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

  test('does not reach sockets in another list, or in none', async () => {
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

  test('reaches an agent for rooms in which it participates, and for no others', async () => {
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

  test('[D4] shows how far the last message has come', async () => {
    const client = await listener(admin, 'CustomerApp')
    const room = await world.newRoom()
    const { id, wamids } = await outgoing(world.sql, room.id)
    await world.sql`update rooms set last_message_id = ${id} where id = ${room.id}`
    for (const status of ['sent', 'delivered', 'read']) {
      await world.deliver(statuses({ id: wamids[0]!, status }))
      await client.until(
        () => client.named('room_update_customer').at(-1)?.last_message.status === status,
        status,
      )
    }
    client.close()
  })

  test('a change of type is told to both lists', async () => {
    const room = await world.newRoom()
    const [customers, vendors] = [
      await listener(admin, 'CustomerApp'),
      await listener(admin, 'VendorApp'),
    ]
    // Another room's update may still be due from before.
    const told = (client: Client, event: string) =>
      client.named(event).filter(({ room_id }) => room_id === room.id)
    await changeType(room.id, 'vendor')
    for (const [client, event] of [
      [customers, 'room_update_customer'],
      [vendors, 'room_update_vendor'],
    ] as const) {
      await client.until(() => told(client, event).length > 0, event)
      expect(told(client, event)).toMatchObject([{ customer_type: 'vendor' }])
    }
    await world.say(room, 'a vendor now')
    await vendors.until(() => told(vendors, 'room_update_vendor').length > 1, 'a vendor now')
    expect(told(customers, 'room_update_customer')).toHaveLength(1)
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
  const room = await world.newRoom()
  await give(room.id)
  await world.say(room, 'unread by lists')
  await outside.event('new_message')
  const later = await listener(admin, 'CustomerApp')
  await marker(later)
  expect(world.reads.rooms.flat()).not.toContain(room.id)
  for (const each of [outside, later]) each.close()
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
