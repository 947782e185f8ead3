import { afterAll, describe, expect, test } from 'bun:test'
import { transact } from '../../src/actions/context.ts'
import { markAccessChange } from '../../src/store/users.ts'
import { NOT_FOUND, openJoins } from './joinsWorld.ts'

const { world, people, room, stop } = await openJoins()
afterAll(stop)

const LISTS = ['PartnerApp', 'CustomerApp', 'VendorApp', 'SRDPApp']

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
      // Its twin of the room would come right after it, and before this answer.
      await client.emit(leave, { [field]: room.id })
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
