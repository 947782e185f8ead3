import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { z } from 'zod'
import { message } from '../../src/protocol/message.ts'
import { roomSummary } from '../../src/protocol/room.ts'
import { historyEntry } from '../../src/protocol/rooms.ts'
import { NO_IDS, type Person } from '../helpers/server.ts'
import { MALFORMED, openTeam, type Team } from './roomsWorld.ts'
import { from } from './webhookWorld.ts'

setDefaultTimeout(60_000)

let team: Team
let staff: Person
beforeAll(async () => {
  team = await openTeam()
  staff = team.supervisor
})
afterAll(() => team.end())

const mine = async (messages = 1) => {
  const room = await team.newRoom({ messages })
  await team.assign(room.id, team.one)
  return room
}
const unreadTally = async () => {
  const [row] =
    await team.sql`select coalesce(sum(n), 0)::int as n from tallies where name = 'unread'`
  const [all] = await team.sql`select coalesce(sum(unread_count), 0)::int as n from rooms`
  return { tally: row!.n, rooms: all!.n }
}

describe('PATCH /rooms/:id', () => {
  test('changes title, status and type in one event to staff and participants, and none when nothing changes', async () => {
    const { id } = await mine()
    const change = { title: '  VIP  ', status: 'closed', customer_type: 'vendor' }
    const { status, body } = await team.call('PATCH', `/rooms/${id}`, team.one, change)
    expect(status).toBe(200)
    const after = { room_title: 'VIP', status: 'closed', customer_type: 'vendor' }
    expect(roomSummary.parse(body.data)).toMatchObject(after)
    await team.call('PATCH', `/rooms/${id}`, staff, { ...change, title: 'VIP' })
    for (const client of [team.dashboard, team.ones]) {
      const told = await team.told(client, 'room_updated', id)
      expect(told).toHaveLength(1)
      expect(told[0]).toMatchObject(after)
    }
    expect(await team.told(team.others, 'room_updated', id)).toEqual([])
  })

  test('title null gives it back to the customer’s name', async () => {
    const { id } = await mine()
    await team.call('PATCH', `/rooms/${id}`, team.one, { title: 'Mine' })
    const { body } = await team.call('PATCH', `/rooms/${id}`, team.one, { title: null })
    expect(body.data.room_title).toBe('Ana')
  })

  test('a customer’s message reopens a closed room', async () => {
    const { id, phone } = await mine()
    await team.call('PATCH', `/rooms/${id}`, team.one, { status: 'closed' })
    await team.take(from({ phone }, 'again'))
    expect((await team.room(id)).status).toBe('open')
  })
})

describe('POST /rooms/:id/read', () => {
  const read = (id: string, person: Person) => team.call('POST', `/rooms/${id}/read`, person)

  test('[P2] a participant’s reading is told once, and counted', async () => {
    const { id } = await mine(3)
    expect((await read(id, team.one)).body.data).toEqual({ room_id: id, unread_count: 0 })
    expect((await read(id, team.one)).status).toBe(200)
    const told = await team.told(team.dashboard, 'room_read', id)
    expect(told).toMatchObject([{ unread_count: 0, user_id: team.one.id }])
    expect(await team.told(team.ones, 'room_read', id)).toEqual(told)
    const { tally, rooms } = await unreadTally()
    expect(tally).toBe(rooms)
  })

  test('[P2] a supervisor who only looks changes nothing, unless nobody has the room', async () => {
    const { id } = await mine(2)
    expect((await read(id, staff)).body.data).toEqual({ room_id: id, unread_count: 2 })
    expect(await team.told(team.dashboard, 'room_read', id)).toEqual([])
    const nobodys = await team.newRoom({ messages: 2 })
    expect((await read(nobodys.id, staff)).body.data.unread_count).toBe(0)
    expect(await team.told(team.dashboard, 'room_read', nobodys.id)).toHaveLength(1)
  })

  test('ten at once are told once', async () => {
    const { id } = await mine(2)
    const answers = await Promise.all(Array.from({ length: 10 }, () => read(id, team.one)))
    expect(answers.map(({ body }) => body.data.unread_count)).toEqual(Array(10).fill(0))
    expect(await team.told(team.dashboard, 'room_read', id)).toHaveLength(1)
  })
})

describe('PUT /rooms/:id/tags', () => {
  const put = (id: string, tags: unknown, person = team.one) =>
    team.call('PUT', `/rooms/${id}/tags`, person, { tags })

  test('keeps them trimmed, once each, in their order, and tells it once', async () => {
    const { id } = await mine()
    const { body } = await put(id, [' vip ', 'b', 'vip', 'a'])
    expect(body.data.tags).toEqual(['vip', 'b', 'a'])
    await put(id, ['vip', 'b', 'a'])
    const told = await team.told(team.ones, 'tag_updated', id)
    expect(told).toMatchObject([{ chat_id: id, tags: ['vip', 'b', 'a'] }])
    expect((await team.room(id)).tags).toEqual(['vip', 'b', 'a'])
    expect((await put(id, [])).body.data.tags).toEqual([])
  })

  test('of 1 to 50 characters, 20 at most', async () => {
    const { id } = await mine()
    const many = (n: number) => Array.from({ length: n }, (_, i) => `tag ${i}`)
    expect((await put(id, many(20))).status).toBe(200)
    for (const tags of [many(21), [' '], ['x'.repeat(51)], [7], 'vip'])
      expect((await put(id, tags)).status).toBe(400)
    expect((await team.room(id)).tags).toEqual(many(20))
  })
})

describe('POST /rooms/:id/notes', () => {
  test('is a message of the room, told to who sees it, and neither unread nor the last message', async () => {
    const { id } = await mine(2)
    const { event_id: _, ...before } = await team.room(id)
    const { status, body } = await team.call('POST', `/rooms/${id}/notes`, team.one, {
      text: 'Call back 🙂',
    })
    expect(status).toBe(201)
    const note = message.parse(body.data)
    expect(note).toMatchObject({
      direction: 'note',
      content_type: 'note',
      content_text: 'Call back 🙂',
      user_id: team.one.id,
      seq: 3,
    })
    expect((await team.messages(id)).find((one) => one.id === note.id)).toEqual(note)
    const { event_id: __, ...after } = await team.room(id)
    expect(after).toEqual({ ...before, message_count: 3 })
    const [told] = (await team.told(team.ones, 'new_message', id)).slice(-1)
    expect(told).toMatchObject({ id: note.id, seq: 3, room: { unread_count: 2, message_count: 3 } })
    expect(await team.told(team.others, 'new_message', id)).toEqual([])
  })

  test('notes beside messages that come in at the same time get one number each', async () => {
    const { id, phone } = await mine()
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2 === 0
          ? team.call('POST', `/rooms/${id}/notes`, team.one, { text: `${n}` })
          : team.take(from({ phone }, `${n}`)),
      ),
    )
    const seqs = (await team.messages(id)).map(({ seq }) => seq).sort((a, b) => a - b)
    expect(seqs).toEqual(Array.from({ length: 21 }, (_, n) => n + 1))
    const counts = (await team.told(team.dashboard, 'new_message', id)).map(
      (one) => one.room.message_count,
    )
    expect(counts).toEqual(Array.from({ length: 20 }, (_, n) => n + 2))
  })
})

describe('GET /rooms/:id/history', () => {
  test('tells who did what, newest first, page by page', async () => {
    const { id } = await mine()
    await team.call('PATCH', `/rooms/${id}`, team.one, { title: 'T', status: 'closed' })
    await team.call('PUT', `/rooms/${id}/tags`, team.one, { tags: ['a'] })
    await team.call('POST', `/rooms/${id}/unassign`, staff, { agent_id: team.one.id })
    const entries: z.infer<typeof historyEntry>[] = []
    for (let query = '?limit=2'; ; ) {
      const { status, body } = await team.call('GET', `/rooms/${id}/history${query}`, staff)
      expect(status).toBe(200)
      entries.push(...z.array(historyEntry).parse(body.data))
      if (body.next_cursor === null) break
      query = `?limit=2&cursor=${body.next_cursor}`
    }
    expect(entries.map(({ kind }) => kind)).toEqual([
      'unassigned',
      'tags',
      'status',
      'title',
      'assigned',
    ])
    expect(entries[0]).toMatchObject({
      actor_id: staff.id,
      agent_id: team.one.id,
      agent_name: 'One',
    })
    expect(entries[2]).toMatchObject({ actor_name: 'One', data: { from: 'open', to: 'closed' } })
    expect((await team.call('GET', `/rooms/${id}/history?cursor=x`, staff)).status).toBe(400)
  })
})

describe('POST /rooms/:id/merge', () => {
  test('[I22] two customers become one: the older room stays, with both histories', async () => {
    const older = await mine()
    const younger = await team.newRoom({ messages: 2 })
    const { status, body } = await team.call('POST', `/rooms/${younger.id}/merge`, staff, {
      room_id: older.id,
    })
    expect(status).toBe(200)
    expect(roomSummary.parse(body.data)).toMatchObject({ room_id: older.id, message_count: 3 })
    await team.settled()
    const told = team.dashboard
      .named('room_merged')
      .filter((one) => one.from_room_id === younger.id)
    expect(told).toMatchObject([{ room: { room_id: older.id } }])
    const gone = await team.call('GET', `/rooms/${younger.id}`, staff)
    expect(gone).toMatchObject({
      status: 404,
      body: { error: { details: { merged_into: older.id } } },
    })
    for (const [method, path, sent] of [
      ['PATCH', '', { status: 'closed' }],
      ['POST', '/read', undefined],
      ['POST', '/notes', { text: 'x' }],
    ] as const) {
      const answer = await team.call(method, `/rooms/${younger.id}${path}`, staff, sent)
      expect(answer).toMatchObject({
        status: 404,
        body: { error: { details: { merged_into: older.id } } },
      })
    }
    const history = await team.call('GET', `/rooms/${older.id}/history`, staff)
    expect(history.body.data[0]).toMatchObject({
      kind: 'merged',
      actor_id: staff.id,
      data: { from_room_id: younger.id },
    })
    const { tally, rooms } = await unreadTally()
    expect(tally).toBe(rooms)
  })

  test('rooms on different numbers stay two, and a room is not merged with itself', async () => {
    const one = await team.newRoom()
    const elsewhere = await team.newRoom({ channel: '2065550001' })
    const merge = (room_id: string) =>
      team.call('POST', `/rooms/${one.id}/merge`, staff, { room_id })
    expect(await merge(elsewhere.id)).toMatchObject({ status: 422 })
    expect(await merge(one.id)).toMatchObject({ status: 404 })
    expect(await merge(Bun.randomUUIDv7())).toMatchObject({ status: 404 })
    expect(
      await team.call('POST', `/rooms/${one.id}/merge`, team.one, { room_id: one.id }),
    ).toMatchObject({ status: 403 })
  })

  test('two merges of the same rooms at once make one room', async () => {
    const rooms = await Promise.all(Array.from({ length: 3 }, () => team.newRoom()))
    const [a, b, c] = rooms.map(({ id }) => id) as [string, string, string]
    const merge = (id: string, room_id: string) =>
      team.call('POST', `/rooms/${id}/merge`, staff, { room_id })
    const answers = await Promise.all([merge(a, b), merge(b, c), merge(c, a), merge(b, a)])
    for (const { status } of answers) expect([200, 404]).toContain(status)
    const left =
      await team.sql`select id from rooms where id = any(${[a, b, c]}) and merged_into is null`
    expect(left.length).toBeLessThan(3)
  })
})

const ROUTES = [
  ['PATCH', '', { title: 'x' }],
  ['POST', '/read', undefined],
  ['PUT', '/tags', { tags: [] }],
  ['POST', '/notes', { text: 'x' }],
  ['GET', '/history', undefined],
] as const

test.each(ROUTES)(
  '%s /rooms/:id%s: staff and participants, and nobody else',
  async (method, path, body) => {
    const { id } = await mine()
    const ask = async (person: Person | null, room = id) =>
      (await team.call(method, `/rooms/${room}${path}`, person, body)).status
    expect([200, 201]).toContain(await ask(staff))
    expect([200, 201]).toContain(await ask(team.server.admin))
    expect([200, 201]).toContain(await ask(team.one))
    expect(await ask(team.other)).toBe(404)
    expect(await ask(null)).toBe(401)
    for (const room of [Bun.randomUUIDv7(), ...NO_IDS]) expect(await ask(staff, room)).toBe(404)
  },
)

test('malformed payloads are refused, and change nothing', async () => {
  const { id } = await mine()
  const before = await team.room(id)
  for (const [method, path] of ROUTES) {
    if (method === 'GET' || path === '/read') continue
    for (const body of MALFORMED) {
      const { status } = await team.call(method, `/rooms/${id}${path}`, staff, body)
      expect({ path, body, status }).toEqual({ path, body, status: 400 })
    }
  }
  for (const body of MALFORMED)
    expect((await team.call('POST', `/rooms/${id}/merge`, staff, body)).status).toBe(400)
  expect(await team.room(id)).toEqual({ ...before, event_id: expect.any(Number) as never })
})
