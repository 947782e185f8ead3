import { afterAll, afterEach, describe, expect, test } from 'bun:test'
import { unassign } from '../../src/actions/unassign.ts'
import { logPosition } from '../../src/store/events.ts'
import { hold, holdLog, holdRoom, waitForWaiting } from '../helpers/locks.ts'
import { newPhone, statuses, textMessage } from '../helpers/webhooks.ts'
import { outgoing } from './outgoing.ts'
import { openRaces, texts } from './racesWorld.ts'

const { a, b, assignedRoom, stop } = await openRaces()
afterAll(stop)

afterEach(() => b.feed.poke())

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

describe('an ingest and a merge', () => {
  test('lock contacts before rooms: who waits for a contact holds no room', async () => {
    const one = await a.newRoom()
    const other = await a.newRoom()
    const [{ contact_id }] = (await a.sql`
      select contact_id from rooms where id = ${other.id}`) as unknown as [{ contact_id: string }]
    const merge = await hold(
      a.databaseUrl,
      (tx) => tx`select 1 from contacts where id = ${contact_id} for update`,
    )
    // A message in a room that is there, and the first of a known customer on another number of ours.
    const metadata = { display_phone_number: '15550000001', phone_number_id: newPhone() }
    const storing = a.deliver(textMessage(one.phone, 'here'), {
      ...textMessage(other.phone, 'there'),
      metadata,
    })
    await waitForWaiting(a.sql, 1)
    const [free] = await a.sql<{ id: string }[]>`
      select id from rooms where id = ${one.id} for update nowait`
    expect(free!.id).toBe(one.id)
    await merge.release()
    await storing
    const rooms = await a.sql`select id from rooms where contact_id = ${contact_id}`
    expect(rooms).toHaveLength(2)
  })
})

describe('an ingest for a customer who is gone when it begins to write', () => {
  test('is decided again: no message is stored without its room', async () => {
    // Known, and without a room: as somebody whose rooms were all on another number.
    const [phone, id] = [newPhone(), Bun.randomUUIDv7()]
    await a.sql`insert into contacts (id, wa_id, profile_name) values (${id}, ${phone}, 'Ana')`
    await a.sql`
      insert into contact_identities (id, contact_id, kind, value) values (${Bun.randomUUIDv7()}, ${id}, 'wa_id', ${phone})`
    const gone = await hold(a.databaseUrl, async (tx) => {
      await tx`delete from contact_identities where contact_id = ${id}`
      await tx`delete from contacts where id = ${id}`
    })
    const storing = a.deliver(textMessage(phone, 'still here?'))
    await waitForWaiting(a.sql, 1)
    await gone.release()
    await storing
    const stored = await a.sql<{ text: string; owner: string }[]>`
      select m.content_text as text, r.contact_id as owner from messages m join rooms r on r.id = m.room_id
        join contacts c on c.id = r.contact_id where c.wa_id = ${phone}`
    expect(stored.map(({ text }) => text)).toEqual(['still here?'])
    expect(stored[0]!.owner).not.toBe(id)
    expect(
      await a.sql`select from messages m where not exists (select from rooms where id = m.room_id)`,
    ).toHaveLength(0)
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
    const before = await logPosition(a.sql)
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

  test('a reader never passes a place that a slower transaction may still take', async () => {
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
