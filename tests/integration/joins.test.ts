import { afterAll, describe, expect, test } from 'bun:test'
import { assign } from '../../src/actions/assign.ts'
import { mergeContacts } from '../../src/actions/mergeContacts.ts'
import { unassign } from '../../src/actions/unassign.ts'
import type { FeedWorld } from './feedWorld.ts'
import { NOT_FOUND, openJoins } from './joinsWorld.ts'

const { world, people, room, stop } = await openJoins()
afterAll(stop)

const heard = (client: Awaited<ReturnType<FeedWorld['connect']>>) =>
  client.named('room:new_message').map(({ content_text }) => content_text)

describe('room:join', () => {
  for (const who of ['admin', 'supervisor', 'participant'] as const) {
    test(`[J1] [J2] lets ${who} in, who then hears each message once in the room`, async () => {
      const client = await world.connect(people[who])
      const position = world.feed.position
      expect(await client.emit('room:join', { room_id: room.id })).toEqual({
        status: 1,
        room_id: room.id,
        event_id: position,
      })
      await client.emit('room:join', { room_id: room.id })
      await world.say(room, `for ${who}`)
      await client.event('room:new_message')
      expect(client.durable().map(({ event }) => event)).toEqual([
        'new_message',
        'room:new_message',
      ])
      expect(heard(client)).toEqual([`for ${who}`])
      expect(client.faults).toEqual([])
      client.close()
    })
  }

  test('[J2] keeps another agent out, with the answer of a room that is not there', async () => {
    const client = await world.connect(people.other)
    expect(await client.emit('room:join', { room_id: room.id })).toEqual(NOT_FOUND)
    expect(await client.emit('room:join', { room_id: Bun.randomUUIDv7() })).toEqual(NOT_FOUND)
    await world.say(room, 'not for you')
    await client.emit('room:leave', { room_id: room.id })
    expect(client.durable()).toEqual([])
  })

  test('[J1] of a room that is not there is not found, for staff too', async () => {
    const client = await world.connect(people.admin)
    expect(await client.emit('room:join', { room_id: Bun.randomUUIDv7() })).toEqual(NOT_FOUND)
  })

  test('[J3] a revoked agent may not re-join, also not by a handshake', async () => {
    const agent = await world.person('agent')
    await assign(world.ctx, { roomId: room.id, agentId: agent.id, by: null })
    const client = await world.connect(agent, { rooms: [room.id] })
    await unassign(world.ctx, { roomId: room.id, agentId: agent.id })
    expect(await client.emit('room:join', { room_id: room.id })).toEqual(NOT_FOUND)
    const again = await world.connect(agent, { rooms: [room.id] })
    expect(again.named('session_ready')[0].rooms_refused).toEqual([room.id])
    await world.say(room, 'not for you')
    for (const each of [client, again]) {
      await each.emit('room:leave', { room_id: room.id })
      expect(heard(each)).toEqual([])
    }
  })

  test('[J2] an unassignment takes every socket of the user out of the room, and nobody else’s', async () => {
    const own = await world.newRoom()
    const [one, two] = [await world.person('agent'), await world.person('agent')]
    for (const { id } of [one, two])
      await assign(world.ctx, { roomId: own.id, agentId: id, by: null })
    const leaving = [
      await world.connect(one, { rooms: [own.id] }),
      await world.connect(one, { rooms: [own.id] }, {
        transports: ['polling'],
        upgrade: false,
      } as never),
    ]
    const staying = await world.connect(two, { rooms: [own.id] })
    await unassign(world.ctx, { roomId: own.id, agentId: one.id })
    await world.say(own, 'for two')
    await staying.event('room:new_message')
    for (const client of leaving) {
      await client.event('agent_unassigned')
      await client.emit('room:leave', { room_id: own.id })
      expect(client.durable().map(({ event }) => event)).toEqual(['agent_unassigned'])
    }
  })

  test('[J1] an unassignment leaves a supervisor, who took part, in the room', async () => {
    const own = await world.newRoom()
    await assign(world.ctx, { roomId: own.id, agentId: people.supervisor.id, by: null })
    const client = await world.connect(people.supervisor, { rooms: [own.id] })
    await unassign(world.ctx, { roomId: own.id, agentId: people.supervisor.id })
    await world.say(own, 'still heard')
    await client.event('room:new_message')
    expect(client.durable().map(({ event }) => event)).toEqual([
      'agent_unassigned',
      'new_message',
      'room:new_message',
    ])
  })

  test('[J4] a room that was merged away is not found, and its sockets have left it', async () => {
    const [old, young] = [await world.newRoom(), await world.newRoom()]
    await assign(world.ctx, { roomId: young.id, agentId: people.other.id, by: null })
    const client = await world.connect(people.other, { rooms: [young.id] })
    const contacts = await world.sql<{ id: string }[]>`
      select id from contacts where wa_id in (${old.phone}, ${young.phone}) order by created_at, id`
    await world.sql`update contact_identities set active = false, superseded_at = now() where contact_id = ${contacts[1]!.id}`
    await mergeContacts(
      world.ctx,
      contacts.map(({ id }) => id),
    )
    expect(await client.event('room_merged')).toMatchObject({
      from_room_id: young.id,
      room: { room_id: old.id, participants: [{ user_id: people.other.id }] },
    })
    expect(await client.emit('room:join', { room_id: young.id })).toMatchObject({
      status: 0,
      code: 'not_found',
      details: { merged_into: old.id },
    })
    expect(await client.emit('room:join', { room_id: old.id })).toMatchObject({ status: 1 })
    await world.say(old, 'together')
    expect((await client.event('room:new_message')).room_id).toBe(old.id)
    expect(world.io.of('/').adapter.rooms.has(`room:${young.id}`)).toBe(false)
    expect(client.faults).toEqual([])
  })
})

describe('room:leave', () => {
  test('ends the room’s own events, and leaves the participant’s others', async () => {
    const client = await world.connect(people.participant, { rooms: [room.id] })
    expect(await client.emit('room:leave', { room_id: room.id })).toEqual({
      status: 1,
      room_id: room.id,
    })
    await world.say(room, 'outside')
    await client.event('new_message')
    await client.emit('room:leave', { room_id: room.id })
    expect(client.durable().map(({ event }) => event)).toEqual(['new_message'])
  })

  test('of a room that was never joined, or is not there, changes nothing', async () => {
    const client = await world.connect(people.admin)
    for (const room_id of [room.id, Bun.randomUUIDv7()]) {
      expect(await client.emit('room:leave', { room_id })).toEqual({ status: 1, room_id })
    }
    await world.say(room, 'for staff')
    expect((await client.event('new_message')).content_text).toBe('for staff')
  })
})
