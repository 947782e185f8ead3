import { afterAll, afterEach, describe, expect, test } from 'bun:test'
import { io } from 'socket.io-client'
import { assign } from '../../src/actions/assign.ts'
import { changeUser } from '../../src/actions/changeUser.ts'
import { mergeRooms } from '../../src/actions/mergeRooms.ts'
import { unassign } from '../../src/actions/unassign.ts'
import { openFeedWorld } from './feedWorld.ts'
import { openRaces, texts } from './racesWorld.ts'

const { a, b, assignedRoom, stop } = await openRaces()
afterAll(stop)

afterEach(() => b.feed.poke())

describe('a handshake', () => {
  test('[J4] with `rooms` that read its permission before an unassignment stays outside', async () => {
    const { room, agent, roomId, agentId } = await assignedRoom()
    const read = a.pauseNextRead()
    const arriving = a.connect(agent, { rooms: [roomId], last_event_id: a.feed.position })
    await read.reached
    await a.say(room, 'for you')
    await unassign(a.ctx, { roomId, agentId })
    await a.say(room, 'not for you')
    read.release()
    const client = await arriving
    expect((await client.event('session_ready')).rooms_refused).toEqual([roomId])
    expect(texts(client.named('new_message'))).toEqual(['for you'])
    await a.say(room, 'nor this')
    await client.emit('room:leave', { room_id: roomId })
    expect(texts(client.named('new_message'))).toEqual(['for you'])
    expect(client.named('room:new_message')).toEqual([])
  })

  test('[J4] with `rooms` on a server whose feed is behind the unassignment stays outside', async () => {
    const { room, agent, roomId, agentId } = await assignedRoom()
    const read = b.pauseNextRead()
    const arriving = b.connect(agent, { rooms: [roomId] })
    await read.reached
    await unassign(a.ctx, { roomId, agentId })
    await a.say(room, 'not for you')
    read.release()
    const client = await arriving
    await b.feed.poke()
    await client.emit('room:leave', { room_id: roomId })
    expect(client.named('room:new_message')).toEqual([])
    expect(client.named('new_message')).toEqual([])
  })

  test('[J4] with `rooms` that read its permission before a merge is refused the room that is gone', async () => {
    const older = await a.newRoom()
    const { id: roomId } = await a.newRoom()
    const supervisor = await a.person('supervisor')
    const read = a.pauseNextRead()
    const arriving = a.connect(supervisor, { rooms: [roomId] })
    await read.reached
    await mergeRooms(a.ctx, { roomId: older.id, otherId: roomId, by: supervisor.id })
    read.release()
    const client = await arriving
    expect((await client.event('session_ready')).rooms_refused).toEqual([roomId])
    expect(a.io.of('/').adapter.rooms.has(`room:${roomId}`)).toBe(false)
  })

  test('that has read the old role gets no event for it: `resync_required`, then the new view', async () => {
    const room = await a.newRoom()
    const supervisor = await a.person('supervisor')
    const read = a.pauseNextRead()
    const arriving = a.connect(supervisor, { last_event_id: 0, rooms: [room.id] })
    await read.reached
    await changeUser(a.ctx, supervisor.id, { role: 'agent' })
    read.release()
    const client = await arriving
    expect(client.seen.map(({ event }) => event)).toEqual(['resync_required', 'session_ready'])
    expect(client.named('session_ready')[0]).toMatchObject({
      resync: true,
      replayed: 0,
      user: { role: 'agent' },
      rooms_refused: [room.id],
    })
    await a.say(room, 'not for you')
    await client.emit('room:leave', { room_id: room.id })
    expect(client.durable()).toEqual([])
  })

  test('of a supervisor who was an agent for a while meanwhile gets no event of that time: `resync_required`', async () => {
    const room = await a.newRoom()
    const supervisor = await a.person('supervisor')
    const read = a.pauseNextRead()
    const arriving = a.connect(supervisor, { last_event_id: a.feed.position, rooms: [room.id] })
    await read.reached
    await changeUser(a.ctx, supervisor.id, { role: 'agent' })
    await a.say(room, 'not for you')
    await changeUser(a.ctx, supervisor.id, { role: 'supervisor' })
    read.release()
    const client = await arriving
    expect(client.seen.map(({ event }) => event)).toEqual(['resync_required', 'session_ready'])
    expect(client.named('resync_required')).toEqual([{ reason: 'role_changed' }])
    expect(client.named('session_ready')[0]).toMatchObject({
      event_id: a.feed.position,
      user: { role: 'supervisor' },
      rooms_refused: [],
    })
    await a.say(room, 'for you')
    await client.event('room:new_message')
    expect(texts(client.named('new_message'))).toEqual(['for you'])
  })

  test('without a cursor that read the old role sees the rooms of the new one only', async () => {
    const room = await a.newRoom()
    const supervisor = await a.person('supervisor')
    const read = a.pauseNextRead()
    const arriving = a.connect(supervisor, { rooms: [room.id] })
    await read.reached
    await changeUser(a.ctx, supervisor.id, { role: 'agent' })
    read.release()
    const client = await arriving
    expect(client.named('session_ready')[0].user.role).toBe('agent')
    await a.say(room, 'not for you')
    await client.emit('room:leave', { room_id: room.id })
    expect(client.durable()).toEqual([])
  })

  test('of a promoted agent is at once staff', async () => {
    const agent = await a.person('agent')
    const read = a.pauseNextRead()
    const arriving = a.connect(agent)
    await read.reached
    await changeUser(a.ctx, agent.id, { role: 'supervisor' })
    read.release()
    const client = await arriving
    await a.newRoom()
    await client.event('new_room_complete')
    expect(client.named('session_ready')[0].user.role).toBe('supervisor')
  })

  test('[J3] of a user who is disabled meanwhile ends without an event', async () => {
    const supervisor = await a.person('supervisor')
    const read = a.pauseNextRead()
    const arriving = a.connect(supervisor, { last_event_id: 0 })
    await read.reached
    await changeUser(a.ctx, supervisor.id, { disabled: true })
    read.release()
    const client = await arriving
    await client.until(() => !client.socket.connected, 'the end of the connection')
    expect(client.durable()).toEqual([])
    expect(client.named('session_ready')).toEqual([])
    expect(client.named('session_expired')).toEqual([{ reason: 'disabled' }])
  })

  test('[J4] is refused a room whose permission came while it caught up: its replay was without it', async () => {
    const room = await a.newRoom()
    const agent = await a.person('agent')
    // It remembers nothing yet: what was missed is read from the database, page by page.
    const c = await openFeedWorld({ databaseUrl: a.databaseUrl, pollMs: 3_600_000 })
    const access = c.pauseNextRead()
    const arriving = c.connect(agent, { rooms: [room.id], last_event_id: 0 })
    await access.reached
    const page = c.pauseNextRead()
    access.release()
    await page.reached
    await assign(a.ctx, { roomId: room.id, agentId: agent.id, by: null })
    await a.say(room, 'for you')
    await c.feed.poke()
    page.release()
    const client = await arriving
    expect(client.named('session_ready')[0].rooms_refused).toEqual([room.id])
    expect(client.durable().map(({ event }) => event)).toEqual(['agent_assigned', 'new_message'])
    expect(await client.emit('room:join', { room_id: room.id })).toMatchObject({ status: 1 })
    await c.stop()
  })

  test('[J3] that read its sign-in before a sign-out ends without an event', async () => {
    const supervisor = await a.person('supervisor')
    const read = a.pauseNextRead()
    const arriving = a.connect(supervisor, { last_event_id: 0 })
    await read.reached
    a.endSessions({ familyId: supervisor.familyId, reason: 'signed_out' })
    read.release()
    const client = await arriving
    await client.until(() => !client.socket.connected, 'the end of the connection')
    expect(client.seen).toEqual([{ event: 'session_expired', payload: { reason: 'signed_out' } }])
    expect(a.watches.open).toBe(0)
  })

  test('that comes twice on one connection, as when an application connects once more meanwhile, tells nothing twice', async () => {
    const supervisor = await a.person('supervisor')
    const last_event_id = a.feed.position
    await a.newRoom('missed')
    const sockets = a.io.of('/').sockets.size
    const read = a.pauseNextRead()
    const socket = io(a.url, {
      auth: { token: supervisor.token, last_event_id },
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 5,
    })
    const seen: number[] = []
    const ready = Promise.withResolvers<void>()
    socket.onAny((event, { event_id }) => {
      if (event === 'session_ready') ready.resolve()
      else seen.push(event_id)
    })
    await read.reached
    const again = new Promise<void>((resolve) => a.io.once('connection', () => resolve()))
    socket.connect()
    await again
    read.release()
    await ready.promise
    await a.newRoom('live')
    await socket.emitWithAck('room:leave', { room_id: supervisor.id })
    expect(seen).toEqual([1, 2, 4, 5].map((place) => last_event_id + place))
    expect(a.io.of('/').sockets.size).toBe(sockets + 1)
    socket.close()
  })

  test('whose client disconnects in the middle leaves nothing behind', async () => {
    const agent = await a.person('agent')
    const before = a.watches.open
    const read = a.pauseNextRead()
    const closed = Promise.withResolvers<void>()
    a.engine.engine.once('connection', (raw) => raw.once('close', () => closed.resolve()))
    const raw = new WebSocket(`${a.url}/socket.io/?EIO=4&transport=websocket`)
    raw.onopen = () => raw.send(`40${JSON.stringify({ token: agent.token })}`)
    await read.reached
    expect(a.watches.open).toBe(before + 1)
    raw.close()
    await closed.promise
    read.release()
    await a.person('agent')
    expect(a.watches.open).toBe(before)
  })
})
