import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { roomSummary } from '../../src/protocol/room.ts'
import { NO_IDS, type Person } from '../helpers/server.ts'
import { openRoomActions } from './roomActionsWorld.ts'
import { MALFORMED } from './roomsWorld.ts'
import { from } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { team, staff, mine, unreadTally, stop } = await openRoomActions()
afterAll(stop)

const ROUTES = [
  ['PATCH', '', { title: 'x' }],
  ['POST', '/read', undefined],
  ['PUT', '/tags', { tags: [] }],
  ['POST', '/notes', { text: 'x' }],
  ['GET', '/history', undefined],
] as const

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
