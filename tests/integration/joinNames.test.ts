import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { assign } from '../../src/actions/assign.ts'
import { transact } from '../../src/actions/context.ts'
import { markAccessChange } from '../../src/store/users.ts'
import { type FeedWorld, openFeedWorld, type Someone } from './feedWorld.ts'

let world: FeedWorld
let people: Record<'admin' | 'supervisor' | 'participant' | 'other', Someone>
let room: { id: string; phone: string }
beforeAll(async () => {
  world = await openFeedWorld()
  people = {
    admin: await world.person('admin'),
    supervisor: await world.person('supervisor'),
    participant: await world.person('agent'),
    other: await world.person('agent'),
  }
  room = await world.newRoom()
  await assign(world.ctx, { roomId: room.id, agentId: people.participant.id, by: null })
})
afterAll(() => world.stop())

const LISTS = ['PartnerApp', 'CustomerApp', 'VendorApp', 'SRDPApp']
const NOT_FOUND = { status: 0, code: 'not_found', message: 'There is no such room.' }
const MALFORMED = {
  status: 0,
  code: 'invalid_request',
  message: 'The payload is not as it should be.',
}
const names = [
  ['join_chat', 'chat_id', 'leave_chat'],
  ['join_chat_customer', 'chat_id', 'leave_chat'],
  ['join_room', 'room_id', 'leave_room'],
] as const

describe.each(names)('%s {%s}', (join, field, leave) => {
  for (const who of ['admin', 'supervisor', 'participant'] as const) {
    test(`[J1] [J2] lets ${who} into the room, as room:join does, and ${leave} out again`, async () => {
      const client = await world.connect(people[who])
      const event_id = world.feed.position
      expect(await client.emit(join, { [field]: room.id })).toMatchObject({
        status: 1,
        [field]: room.id,
        event_id,
      })
      expect(client.seen.slice(1)).toEqual([
        join === 'join_room'
          ? { event: 'join_room_response', payload: { status: 1, room: room.id } }
          : { event: 'join_chat_response', payload: { status: 1, chat_id: room.id } },
      ])
      await world.say(room, 'heard')
      expect((await client.event('room:new_message')).content_text).toBe('heard')
      expect(await client.emit(leave, { [field]: room.id })).toMatchObject({ status: 1 })
      await world.say(room, 'not heard')
      await client.event('new_message', 2)
      expect(client.named('room:new_message')).toHaveLength(1)
      expect(client.faults).toEqual([])
      client.close()
    })
  }

  test('[J2] keeps another agent out, and tells so both ways', async () => {
    const client = await world.connect(people.other)
    for (const id of [room.id, Bun.randomUUIDv7()]) {
      expect(await client.emit(join, { [field]: id })).toEqual(NOT_FOUND)
      const { event, payload } = client.seen.at(-1)!
      const { message } = NOT_FOUND
      expect({ event, payload }).toEqual(
        join === 'join_room'
          ? { event: 'join_room_response', payload: { status: 0, message } }
          : { event: 'join_chat_response', payload: { status: 0, chat_id: id, message } },
      )
    }
    await world.say(room, 'not for you')
    await client.emit(leave, { [field]: room.id })
    expect(client.durable()).toEqual([])
    expect(client.faults).toEqual([])
    client.close()
  })
})

describe('join_room {room}', () => {
  for (const who of ['admin', 'supervisor', 'participant', 'other'] as const) {
    test(`[D1] lets ${who} into every list`, async () => {
      const client = await world.connect(people[who])
      for (const room of LISTS) {
        const event_id = world.feed.position
        expect(await client.emit('join_room', { room })).toEqual({ status: 1, room, event_id })
        expect(client.named('join_room_response').at(-1)).toEqual({ status: 1, room })
        expect(await client.emit('leave_room', { room })).toEqual({ status: 1, room })
      }
      expect(client.named('join_room_response')).toHaveLength(LISTS.length)
      expect(client.faults).toEqual([])
      client.close()
    })
  }

  for (const who of ['admin', 'supervisor'] as const) {
    test(`[D1] lets ${who} into dashboard`, async () => {
      const client = await world.connect(people[who])
      expect(await client.emit('join_room', { room: 'dashboard' })).toMatchObject({ status: 1 })
      expect(client.named('join_room_response')).toEqual([{ status: 1, room: 'dashboard' }])
      await client.event('dashboard_stats')
      expect(await client.emit('leave_room', { room: 'dashboard' })).toMatchObject({ status: 1 })
      client.close()
    })
  }

  test('[D1] keeps an agent out of dashboard', async () => {
    const client = await world.connect(people.participant)
    const message = 'Forbidden room: dashboard'
    expect(await client.emit('join_room', { room: 'dashboard' })).toEqual({
      status: 0,
      code: 'forbidden',
      message,
    })
    expect(client.named('join_room_response')).toEqual([{ status: 0, message }])
    expect(world.io.of('/').adapter.rooms.has('dashboard')).toBe(false)
    client.close()
  })

  test.each([
    'customerapp',
    'Everything',
    '',
    'staff',
    'everyone',
    '__proto__',
    'constructor',
    'CustomerApp:x',
    'dashboard ',
  ])('does not know %p', async (name) => {
    const client = await world.connect(people.admin)
    const message = `Invalid room: ${name}`
    const refused = { status: 0, code: 'invalid_request', message }
    expect(await client.emit('join_room', { room: name })).toEqual(refused)
    expect(await client.emit('leave_room', { room: name })).toEqual(refused)
    expect(client.named('join_room_response')).toEqual([{ status: 0, message }])
    client.close()
  })

  test('an agent can not name the list of another', async () => {
    const client = await world.connect(people.other)
    for (const name of [`CustomerApp:${people.participant.id}`, `user:${people.participant.id}`])
      expect(await client.emit('join_room', { room: name })).toMatchObject({ status: 0 })
    client.close()
  })

  test('a change of role ends what the old one had joined', async () => {
    const somebody = await world.person('supervisor')
    const client = await world.connect(somebody)
    await client.emit('join_room', { room: 'dashboard' })
    await client.emit('join_room', { room: 'CustomerApp' })
    await client.event('dashboard_stats')
    await transact(world.ctx, async (tx, emit) => {
      await tx`update users set role = 'agent' where id = ${somebody.id}`
      await markAccessChange(tx, somebody.id, 0)
      emit({
        kind: 'user_changed',
        roomId: null,
        staff: false,
        userIds: [somebody.id],
        data: { user_id: somebody.id, role: 'agent', disabled: false },
        facts: null,
      })
    })
    await client.event('resync_required')
    for (const topic of ['dashboard', 'CustomerApp', 'staff'])
      expect(world.io.of('/').adapter.rooms.has(topic)).toBe(false)
    expect(await client.emit('join_room', { room: 'dashboard' })).toMatchObject({
      code: 'forbidden',
    })
    expect(client.named('dashboard_stats')).toHaveLength(1)
    client.close()
  })
})

describe('room:read', () => {
  test('by a participant reads the room, and is told to all concerned', async () => {
    const own = await world.newRoom()
    await assign(world.ctx, { roomId: own.id, agentId: people.participant.id, by: null })
    const [client, staff] = [
      await world.connect(people.participant),
      await world.connect(people.admin),
    ]
    expect(await client.emit('room:read', { room_id: own.id })).toEqual({
      status: 1,
      room_id: own.id,
      unread_count: 0,
    })
    for (const each of [client, staff])
      expect(await each.event('room_read')).toMatchObject({
        room_id: own.id,
        unread_count: 0,
        user_id: people.participant.id,
      })
    for (const each of [client, staff]) each.close()
  })

  test('by staff who only look changes nothing, and is not for another agent', async () => {
    const own = await world.newRoom()
    await assign(world.ctx, { roomId: own.id, agentId: people.participant.id, by: null })
    const [looks, other] = [
      await world.connect(people.supervisor),
      await world.connect(people.other),
    ]
    expect(await looks.emit('room:read', { room_id: own.id })).toMatchObject({
      status: 1,
      unread_count: 1,
    })
    expect(await other.emit('room:read', { room_id: own.id })).toEqual(NOT_FOUND)
    for (const each of [looks, other]) each.close()
  })
})

describe('joins and leaves', () => {
  test('take effect in the order they were sent: who joins and leaves at once is out', async () => {
    const client = await world.connect(people.admin)
    const asked = [
      client.emit('room:join', { room_id: room.id }),
      client.emit('leave_chat', { chat_id: room.id }),
      client.emit('join_room', { room: 'VendorApp' }),
      client.emit('leave_room', { room: 'VendorApp' }),
    ]
    for (const answer of await Promise.all(asked)) expect(answer.status).toBe(1)
    const [socket] = [...world.io.of('/').sockets.values()].filter(
      ({ id }) => id === client.socket.id,
    )
    expect([...socket!.rooms].sort()).toEqual([client.socket.id!, 'everyone', 'staff'].sort())
    client.close()
  })

  const hostile: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['a number', 7],
    ['a text', 'CustomerApp'],
    ['an empty object', {}],
    ['a number as id', { room_id: 7, chat_id: 7, room: 7, is_typing: true }],
    ['a list as id', { room_id: [], chat_id: ['x'], room: ['CustomerApp'], is_typing: true }],
    ['an object as id', { room: { toString: 'CustomerApp' }, chat_id: {}, room_id: {} }],
    ['a topic', { room_id: 'room:x', chat_id: 'staff' }],
    ['a long text', { room: 'x'.repeat(50_000), chat_id: 'x'.repeat(9000) }],
    ['a prototype', JSON.parse('{"__proto__":{"room":"CustomerApp","chat_id":"x"}}')],
    ['a typing of no boolean', { room_id: Bun.randomUUIDv7(), is_typing: 'yes' }],
  ]
  const events = ['join_chat', 'join_chat_customer', 'leave_chat', 'join_room', 'leave_room']
  for (const event of [...events, 'typing_indicator', 'room:read']) {
    test(`${event} answers invalid_request to whatever is no request`, async () => {
      const client = await world.connect(people.admin)
      for (const [what, body] of hostile) {
        if (/_room$|:read$/.test(event) && what === 'a typing of no boolean') continue
        const args = body === undefined ? [] : [body]
        expect({ what, ...(await client.emit(event, ...args)) }).toEqual({ what, ...MALFORMED })
        client.socket.emit(event, ...args)
      }
      expect(client.faults).toEqual([])
      expect(client.socket.connected).toBe(true)
      client.close()
    })
  }

  test('a malformed join is told by its event too', async () => {
    const client = await world.connect(people.admin)
    await client.emit('join_room', { room: 7 })
    await client.emit('join_chat', { chat_id: 7 })
    const { message } = MALFORMED
    expect(client.named('join_room_response')).toEqual([{ status: 0, message }])
    expect(client.named('join_chat_response')).toEqual([{ status: 0, message }])
    client.close()
  })
})
