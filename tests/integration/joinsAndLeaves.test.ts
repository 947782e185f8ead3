import { afterAll, describe, expect, test } from 'bun:test'
import { assign } from '../../src/actions/assign.ts'
import { NOT_FOUND, openJoins } from './joinsWorld.ts'

const { world, people, room, stop } = await openJoins()
afterAll(stop)

const MALFORMED = {
  status: 0,
  code: 'invalid_request',
  message: 'The payload is invalid.',
}

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
  test('take effect in the order they were sent: a join followed by a leave ends outside', async () => {
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
