import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { RoomSummary } from '../../src/protocol/room.ts'
import { openRoomList, ROOMS, type SignedIn, STATUSES, TAGS, TYPES } from './roomListWorld.ts'

setDefaultTimeout(120_000)

const { http, staff, agents, channels, random, chance, get, all, everything, stop } =
  await openRoomList()
afterAll(stop)

const mineOf = (who: SignedIn) => (room: RoomSummary) =>
  room.participants.some(({ user_id }) => user_id === who.id)

/** Whether a filter lets a room through, said once more. */
function passes(room: RoomSummary, who: SignedIn, query: Record<string, string>): boolean {
  const whose = who.role === 'agent' ? who.id : query.user_id
  const texts = [
    `${room.contact.name ?? ''} ${room.contact.username ?? ''} ${room.contact.phone ?? ''}`,
    `${room.leads_info?.name ?? ''} ${room.leads_info?.phone ?? ''}`,
    room.room_title === room.room_id ? '' : room.room_title,
    ...room.tags,
  ].map((text) => text.toLowerCase())
  const is = [
    whose === undefined ||
      (whose === 'none'
        ? room.participants.length === 0
        : room.participants.some(({ user_id }) => user_id === whose)),
    query.status === undefined || room.status === query.status,
    query.customer_type === undefined || room.customer_type === query.customer_type,
    query.tag === undefined || room.tags.includes(query.tag),
    query.unread !== 'true' || room.unread_count > 0,
    query.unread !== 'false' || room.unread_count === 0,
    query.channel_id === undefined || room.channel.id === query.channel_id,
    query.q === undefined || texts.some((text) => text.includes(query.q!.toLowerCase())),
  ]
  return is.every(Boolean)
}

const Q = [
  'budi',
  '%',
  '_',
  "'",
  '"',
  '\\',
  '🙂',
  'äöü',
  '6281',
  '0000017',
  'lead b',
  'title',
  '50% off',
  'zzz',
  'b',
  'VIP',
]

test('any filters together give what brute force gives, for staff and agents, on pages of any size', async () => {
  const rooms = await everything()
  expect(rooms).toHaveLength(ROOMS)
  for (let round = 0; round < 150; round++) {
    const who = random.pick([staff, ...agents])
    const query: Record<string, string> = {
      ...(chance(0.3) && {
        user_id: random.pick(['none', staff.id, ...agents.map(({ id }) => id)]),
      }),
      ...(chance(0.2) && { customer_type: random.pick(TYPES) }),
      ...(chance(0.3) && { status: random.pick(STATUSES) }),
      ...(chance(0.2) && { tag: random.pick(TAGS) }),
      ...(chance(0.2) && { unread: random.pick(['true', 'false']) }),
      ...(chance(0.2) && { channel_id: random.pick(channels) }),
      ...(chance(0.4) && { q: random.pick(Q) }),
    }
    const expected = rooms.filter((room) => passes(room, who, query)).map(({ room_id }) => room_id)
    const limit = random.pick([1, 7, 100])
    const found = await all(who, query, limit === 1 && expected.length > 30 ? 7 : limit)
    expect({ query, ids: found.map(({ room_id }) => room_id) }).toEqual({ query, ids: expected })
  }
})

describe('what is searched for', () => {
  test('[K1] may be a username as it is shown', async () => {
    const { contact, room_id } = (await all(staff, {})).find(({ contact }) => contact.username)!
    const ids = (await all(staff, { q: `@${contact.username}` })).map(({ room_id }) => room_id)
    expect(ids).toContain(room_id)
  })

  test('[K1] may be a phone in any spelling', async () => {
    const [room] = (await all(staff, {})).filter(({ contact }) => contact.phone !== null)
    const phone = room!.contact.phone!
    const local = `0${phone.slice(2)}`
    const dashed = `+${phone.slice(0, 2)} ${phone.slice(2, 5)}-${phone.slice(5, 9)}-${phone.slice(9)}`
    for (const q of [phone, phone.slice(4), local, dashed]) {
      const ids = (await all(staff, { q })).map(({ room_id }) => room_id)
      expect({ q, ids }).toEqual({ q, ids: expect.arrayContaining([room!.room_id]) as never })
    }
  })

  test('[K2] is text: nothing in it is a wildcard, and nothing breaks it', async () => {
    for (const q of [
      '%%%',
      '_______',
      '%_%',
      "';--",
      '\\%',
      '🙂'.repeat(500),
      'x'.repeat(1000),
      '😀🙃',
      '٣',
    ])
      expect((await get(staff, { q })).data).toEqual([])
  })

  test('finds what many rooms have as well as what few have', async () => {
    expect((await get(staff, { q: '62812', limit: '100' })).data).toHaveLength(100)
    expect((await get(staff, { q: '6281', limit: '5' })).next_cursor).not.toBeNull()
  })
})

test.each([
  ['user_id', 'me'],
  ['user_id', ''],
  ['user_id', `' or 1=1`],
  ['customer_type', 'CUSTOMER'],
  ['customer_type', '__proto__'],
  ['status', 'gone'],
  ['unread', '1'],
  ['tag', ''],
  ['tag', 'x'.repeat(51)],
  ['channel_id', '7'],
  ['q', ''],
  ['q', '   '],
  ['q', 'a\0b'],
  ['q', 'x'.repeat(1001)],
])('%s is refused when it is no such thing', async (name, value) => {
  for (const who of [staff, agents[0]!]) {
    const query = new URLSearchParams({ [name]: value })
    const { status, body } = await http.call('GET', `/rooms?${query}`, { token: who.token })
    expect(status).toBe(400)
    expect(body.error.code).toBe('invalid_request')
  }
  const twice = `/rooms?${name}=${encodeURIComponent(value)}&${name}=x`
  expect((await http.call('GET', twice, { token: staff.token })).status).toBe(400)
})

test('counts are what brute force counts, after any operations, for everyone', async () => {
  const call = (method: string, path: string, who: SignedIn, body?: unknown) =>
    http.call(method, path, { token: who.token, ...(body !== undefined && { body }) })
  const ids = (await everything()).map(({ room_id }) => room_id)
  for (let round = 0; round < 4; round++) {
    await Promise.all(
      Array.from({ length: 60 }, () => {
        const room = `/rooms/${random.pick(ids)}`
        const agent_id = random.pick(agents).id
        return random.pick([
          () => call('POST', `${room}/assign`, staff, { agent_id }),
          () => call('POST', `${room}/unassign`, staff, { agent_id }),
          () => call('POST', `${room}/claim`, random.pick(agents)),
          () => call('PATCH', room, staff, { status: random.pick(STATUSES) }),
          () => call('PATCH', room, staff, { customer_type: random.pick(TYPES) }),
          () => call('POST', `${room}/merge`, staff, { room_id: random.pick(ids) }),
        ])()
      }),
    )
    if (round % 2 === 1) await http.ctx.sql`select compact_tallies()`
    const rooms = await everything()
    const count = (holds: (room: RoomSummary) => boolean) => rooms.filter(holds).length
    const open = (room: RoomSummary) => room.status === 'open'
    for (const who of [staff, ...agents]) {
      const sees = who.role === 'agent' ? mineOf(who) : () => true
      expect((await get(who, { limit: '1' })).counts).toEqual({
        mine: count((room) => open(room) && mineOf(who)(room)),
        unassigned: count((room) => sees(room) && open(room) && room.participants.length === 0),
        all: count((room) => sees(room) && open(room)),
        closed: count((room) => sees(room) && !open(room)),
      })
    }
  }
  expect(http.logged).toEqual([])
})
