import { afterAll, afterEach, describe, expect, test } from 'bun:test'
import { assign } from '../../src/actions/assign.ts'
import { changeUser } from '../../src/actions/changeUser.ts'
import { transact } from '../../src/actions/context.ts'
import { endSignIns } from '../../src/actions/endSignIns.ts'
import { mergeRooms } from '../../src/actions/mergeRooms.ts'
import { unassign } from '../../src/actions/unassign.ts'
import { logPosition } from '../../src/store/events.ts'
import { openRaces, texts } from './racesWorld.ts'

const { a, b, assignedRoom, stop } = await openRaces()
afterAll(stop)

afterEach(() => b.feed.poke())

describe('a join', () => {
  test('[J4] that read its permission before an unassignment ends outside', async () => {
    const { room, agent, roomId, agentId } = await assignedRoom()
    const client = await a.connect(agent)
    const read = a.pauseNextRead()
    const joining = client.emit('room:join', { room_id: roomId })
    await read.reached
    await unassign(a.ctx, { roomId, agentId })
    await client.event('agent_unassigned')
    read.release()
    expect(await joining).toMatchObject({ status: 0, code: 'not_found' })
    await a.say(room, 'not for you')
    await client.emit('room:leave', { room_id: agentId })
    expect(client.named('room:new_message')).toEqual([])
    expect(a.io.of('/').adapter.rooms.has(`room:${roomId}`)).toBe(false)
  })

  test('[J4] on a server whose feed is behind assignment and unassignment ends outside', async () => {
    await b.feed.poke()
    const room = await a.newRoom()
    const agent = await a.person('agent')
    const client = await b.connect(agent)
    await assign(a.ctx, { roomId: room.id, agentId: agent.id, by: null })
    const read = b.pauseNextRead()
    const joining = client.emit('room:join', { room_id: room.id })
    await read.reached
    // The permission was read at a place that B's feed reaches in one go with the unassignment.
    await unassign(a.ctx, { roomId: room.id, agentId: agent.id })
    read.release()
    expect(await joining).toMatchObject({ status: 0, code: 'not_found' })
    await a.say(room, 'not for you')
    await b.feed.poke()
    await client.emit('room:leave', { room_id: agent.id })
    expect(client.named('room:new_message')).toEqual([])
  })

  test('[J4] that comes before the unassignment is ended by it, on the other server too', async () => {
    const { room, agent, roomId, agentId } = await assignedRoom()
    await b.feed.poke()
    const client = await b.connect(agent)
    expect(await client.emit('room:join', { room_id: roomId })).toMatchObject({ status: 1 })
    await a.say(room, 'for you')
    await unassign(a.ctx, { roomId, agentId })
    await a.say(room, 'not for you')
    await b.feed.poke()
    await client.event('agent_unassigned')
    expect(await client.emit('room:join', { room_id: roomId })).toMatchObject({ status: 0 })
    expect(texts(client.named('room:new_message'))).toEqual(['for you'])
    expect(texts(client.named('new_message'))).toEqual(['for you'])
  })

  test('[J4] after an assignment that this server’s feed has not passed yet succeeds, and gets all later events', async () => {
    await b.feed.poke()
    const room = await a.newRoom()
    const agent = await a.person('agent')
    const client = await b.connect(agent)
    await assign(a.ctx, { roomId: room.id, agentId: agent.id, by: null })
    const joined = await client.emit('room:join', { room_id: room.id })
    expect(joined.status).toBe(1)
    await a.say(room, 'for you')
    await b.feed.poke()
    const message = await client.event('room:new_message')
    expect(message.event_id).toBeGreaterThan(joined.event_id)
    expect(client.durable().map(({ event }) => event)).toEqual([
      'agent_assigned',
      'new_message',
      'room:new_message',
    ])
  })

  test('[J3] that races the disabling of its user ends outside, and so does the socket', async () => {
    const { agent, roomId, agentId } = await assignedRoom()
    await b.feed.poke()
    const client = await b.connect(agent)
    const read = b.pauseNextRead()
    client.socket.emit('room:join', { room_id: roomId })
    await read.reached
    await changeUser(a.ctx, agentId, { disabled: true })
    await b.feed.poke()
    await client.event('session_expired')
    read.release()
    await client.until(() => !client.socket.connected, 'the end of the connection')
    await b.newRoom()
    expect(b.io.of('/').adapter.rooms.has(`room:${roomId}`)).toBe(false)
  })

  test('[J4] of a supervisor that races its demotion ends outside', async () => {
    const room = await a.newRoom()
    const supervisor = await a.person('supervisor')
    const client = await a.connect(supervisor)
    const read = a.pauseNextRead()
    const joining = client.emit('room:join', { room_id: room.id })
    await read.reached
    await changeUser(a.ctx, supervisor.id, { role: 'agent' })
    await client.event('resync_required')
    read.release()
    expect(await joining).toMatchObject({ status: 0, code: 'not_found' })
    await a.say(room, 'not for you')
    await client.emit('room:leave', { room_id: supervisor.id })
    expect(client.durable()).toEqual([])
  })
})

describe('a join of a room that is merged meanwhile', () => {
  for (const role of ['supervisor', 'agent'] as const)
    test(`[J4] ends outside, and tells which room stays: ${role}`, async () => {
      const older = await a.newRoom()
      const { roomId, agent } = await assignedRoom()
      const supervisor = await a.person('supervisor')
      const client = await a.connect(role === 'agent' ? agent : supervisor)
      const read = a.pauseNextRead()
      const joining = client.emit('room:join', { room_id: roomId })
      await read.reached
      await mergeRooms(a.ctx, { roomId: older.id, otherId: roomId, by: supervisor.id })
      await client.event('room_merged')
      read.release()
      const details = { merged_into: older.id }
      expect(await joining).toMatchObject({ status: 0, code: 'not_found', details })
      expect(a.io.of('/').adapter.rooms.has(`room:${roomId}`)).toBe(false)
    })
})

describe('a renewal', () => {
  test('[J3] by a sign-in that ends before it takes effect is refused, and the socket stays with its own', async () => {
    const agent = await a.person('agent')
    const client = await a.connect(agent)
    const other = await a.signIn(agent.id)
    const read = a.pauseNextRead()
    const renewing = client.emit('session:renew', { token: other.token })
    await read.reached
    const which = { except: agent.familyId, reason: 'password_changed' }
    await transact(a.ctx, (tx, emit) => endSignIns(tx, emit, agent.id, which, Date.now()))
    await a.feed.passed(await logPosition(a.sql))
    read.release()
    expect(await renewing).toMatchObject({ status: 0, code: 'unauthenticated' })
    expect(await client.emit('room:leave', { room_id: agent.id })).toMatchObject({ status: 1 })
    expect(a.watches.open).toBe(0)
  })
})
