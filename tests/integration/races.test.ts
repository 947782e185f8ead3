import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { io } from 'socket.io-client'
import { assign } from '../../src/actions/assign.ts'
import { changeUser } from '../../src/actions/changeUser.ts'
import { transact } from '../../src/actions/context.ts'
import { endSignIns } from '../../src/actions/endSignIns.ts'
import { unassign } from '../../src/actions/unassign.ts'
import { statuses } from '../helpers/webhooks.ts'
import {
  type FeedWorld,
  holdLog,
  holdRoom,
  openFeedWorld,
  outgoing,
  waitForWaiting,
} from './feedWorld.ts'

/** Two servers on one database. B is told nothing: it learns of A's rows when the test lets it look. */
let a: FeedWorld
let b: FeedWorld
beforeAll(async () => {
  a = await openFeedWorld()
  b = await openFeedWorld({ databaseUrl: a.databaseUrl, pollMs: 3_600_000 })
})
afterEach(() => b.feed.poke())
afterAll(async () => {
  await b.stop()
  await a.stop()
})

async function assignedRoom() {
  const room = await a.newRoom()
  const agent = await a.person('agent')
  await assign(a.ctx, { roomId: room.id, agentId: agent.id, by: null })
  return { room, agent, roomId: room.id, agentId: agent.id }
}
const texts = (events: { content_text: string }[]) => events.map((event) => event.content_text)

describe('an ingest and an unassignment', () => {
  test('[A3] an ingest that waits while an unassignment commits never reaches the unassigned user', async () => {
    const { room, agent, roomId, agentId } = await assignedRoom()
    const supervisor = await a.person('supervisor')
    const client = await a.connect(agent, { rooms: [roomId] })
    const dashboard = await a.connect(supervisor)
    const log = await holdLog(a.databaseUrl)
    const leaving = unassign(a.ctx, { roomId, agentId })
    await waitForWaiting(a.sql, 1)
    const storing = a.say(room, 'not for you')
    await waitForWaiting(a.sql, 2)
    await log.release()
    await Promise.all([leaving, storing])

    const last = await dashboard.event('new_message')
    const left = await dashboard.event('agent_unassigned')
    expect(last.event_id).toBeGreaterThan(left.event_id)
    await client.event('agent_unassigned')
    expect(await client.emit('room:join', { room_id: roomId })).toMatchObject({ status: 0 })
    expect([...client.named('new_message'), ...client.named('room:new_message')]).toEqual([])
    const [row] = await a.sql<
      { user_ids: string[] }[]
    >`select user_ids from events where id = ${last.event_id}`
    expect(row!.user_ids).toEqual([])
  })

  test('[A3] an ingest that waits for the room itself reads the participants only afterwards', async () => {
    const { room, roomId, agentId } = await assignedRoom()
    const first = await holdRoom(a.databaseUrl, roomId)
    const leaving = unassign(a.ctx, { roomId, agentId })
    await waitForWaiting(a.sql, 1)
    const storing = b.say(room, 'not for you')
    await waitForWaiting(a.sql, 2)
    await first.release()
    await Promise.all([leaving, storing])
    const rows = await a.sql<{ kind: string; user_ids: string[] }[]>`
      select kind, user_ids from events where room_id = ${roomId} order by id desc limit 2`
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { kind: 'message', user_ids: [] },
      { kind: 'agent_unassigned', user_ids: [agentId] },
    ])
  })

  test('[A3] an ingest that was first still reaches the user, and the unassignment comes after it', async () => {
    const { room, agent, roomId, agentId } = await assignedRoom()
    const client = await a.connect(agent)
    const log = await holdLog(a.databaseUrl)
    const storing = a.say(room, 'still for you')
    await waitForWaiting(a.sql, 1)
    const leaving = unassign(a.ctx, { roomId, agentId })
    await waitForWaiting(a.sql, 2)
    await log.release()
    await Promise.all([leaving, storing])
    await client.event('agent_unassigned')
    expect(client.durable().map(({ event }) => event)).toEqual(['new_message', 'agent_unassigned'])
  })

  test('[A3] a status that waits while an unassignment commits never reaches the unassigned user', async () => {
    const { roomId, agentId } = await assignedRoom()
    const { wamids } = await outgoing(a.sql, roomId)
    const log = await holdLog(a.databaseUrl)
    const leaving = unassign(a.ctx, { roomId, agentId })
    await waitForWaiting(a.sql, 1)
    const storing = b.deliver(statuses({ id: wamids[0]!, status: 'delivered' }))
    await waitForWaiting(a.sql, 2)
    await log.release()
    await Promise.all([leaving, storing])
    const [row] = await a.sql<{ kind: string; user_ids: string[] }[]>`
      select kind, user_ids from events where room_id = ${roomId} order by id desc limit 1`
    expect({ ...row! }).toEqual({ kind: 'message_status', user_ids: [] })
  })
})

describe('two ingests', () => {
  test('that commit in the opposite order of their start are seen in commit order, on both servers', async () => {
    const [early, late] = [await a.newRoom(), await a.newRoom()]
    await b.feed.poke()
    const supervisor = await a.person('supervisor')
    const clients = [await a.connect(supervisor), await b.connect(supervisor)]
    const held = await holdRoom(a.databaseUrl, early.id)
    const first = a.say(early, 'started first')
    await waitForWaiting(a.sql, 1)
    await b.say(late, 'started second')
    await clients[1]!.event('new_message')
    await held.release()
    await first
    await b.feed.poke()
    for (const client of clients) {
      await client.event('new_message', 2)
      expect(texts(client.named('new_message'))).toEqual(['started second', 'started first'])
      const ids = client.durable().map(({ payload }) => payload.event_id)
      expect(ids).toEqual(ids.toSorted((x, y) => x - y))
    }
  })

  test('whose commits are held at the log get their places in the order of their commits, with no gap', async () => {
    const [one, two] = [await a.newRoom(), await a.newRoom()]
    const before = a.feed.position
    const log = await holdLog(a.databaseUrl)
    const storing = [a.say(one, '1')]
    await waitForWaiting(a.sql, 1)
    storing.push(b.say(two, '2'))
    await waitForWaiting(a.sql, 2)
    await log.release()
    await Promise.all(storing)
    const rows = await a.sql<{ id: string; text: string }[]>`
      select id, data->>'content_text' as text from events where id > ${before} order by id`
    expect(rows.map(({ id, text }) => [Number(id), text])).toEqual([
      [before + 1, '1'],
      [before + 3, '2'],
    ])
  })

  test('a reader never passes a place that a slower transaction could still take', async () => {
    const room = await a.newRoom()
    await b.feed.poke()
    const held = await holdRoom(a.databaseUrl, room.id)
    const slow = a.say(room, 'slow')
    await waitForWaiting(a.sql, 1)
    for (let n = 0; n < 5; n++) await b.newRoom()
    await b.feed.poke()
    const passed = b.feed.position
    await held.release()
    await slow
    const [row] = await a.sql<
      { id: string }[]
    >`select max(id) as id from events where room_id = ${room.id}`
    expect(Number(row!.id)).toBe(passed + 1)
  })
})

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
    expect(client.named('room:new_message')).toEqual([])
    expect(a.io.of('/').adapter.rooms.has(`room:${roomId}`)).toBe(false)
  })

  test('[J4] on a server that has yet to hear of assignment and unassignment ends outside', async () => {
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

  test('[J4] after an assignment that this server has yet to hear of is let in, and hears all that follows', async () => {
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
    read.release()
    expect(await joining).toMatchObject({ status: 0, code: 'not_found' })
    await client.event('resync_required')
    await a.say(room, 'not for you')
    expect(client.durable()).toEqual([])
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
    read.release()
    expect(await renewing).toMatchObject({ status: 0, code: 'unauthenticated' })
    expect(await client.emit('room:leave', { room_id: agent.id })).toMatchObject({ status: 1 })
    expect(a.watches.open).toBe(0)
  })
})

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

  test('[J4] with `rooms` on a server that has yet to hear of the unassignment stays outside', async () => {
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

  test('that read the old role gets no event of it: `resync_required`, then the new view', async () => {
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

  test('whose client leaves in the middle leaves nothing behind', async () => {
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
