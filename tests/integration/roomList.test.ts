import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { z } from 'zod'
import { type RoomSummary, roomSummary } from '../../src/protocol/room.ts'
import { roomCounts } from '../../src/protocol/rooms.ts'
import { seeded } from '../faults/seeded.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { openTestHttp, type TestHttp } from '../helpers/httpApp.ts'

setDefaultTimeout(120_000)

const roomPage = z.strictObject({
  success: z.literal(true),
  data: z.array(roomSummary),
  next_cursor: z.string().nullable(),
  event_id: z.number().int(),
  counts: roomCounts,
})

const ROOMS = 300
const NAMES = [
  'Budi Santoso',
  'budi',
  '100%',
  'a_b',
  "O'Brien",
  '"Quoted"',
  '🙂 Siti',
  'ÄÖÜ',
  '\\',
  null,
]
const TAGS = ['vip', 'VIP gold', '50% off', 'a_b', 'mahal', '🔥']
const TYPES = ['partner', 'customer', 'vendor', 'srdp'] as const
const STATUSES = ['open', 'closed'] as const

type SignedIn = Awaited<ReturnType<TestHttp['signedIn']>>
let database: TestDatabase
let http: TestHttp
let staff: SignedIn
let agents: SignedIn[]
let channels: string[]
const random = seeded('roomList')
const chance = (share: number) => random.next() < share

beforeAll(async () => {
  database = await testDatabase()
  http = openTestHttp(database.url)
  staff = await http.signedIn('supervisor')
  agents = await Promise.all([1, 2, 3].map(() => http.signedIn('agent')))
  channels = [Bun.randomUUIDv7(), Bun.randomUUIDv7()]
  const { sql } = http.ctx
  for (const [n, id] of channels.entries())
    await sql`insert into channels (id, phone_number_id, allow_claim) values (${id}, ${`10${n}`}, true)`
  for (let n = 0; n < ROOMS; n++) await makeRoom(n)
})
afterAll(async () => {
  await http.close()
  await database.drop()
})

async function makeRoom(n: number) {
  const { sql } = http.ctx
  const [contact, room, lead] = [Bun.randomUUIDv7(), Bun.randomUUIDv7(), Bun.randomUUIDv7()]
  const phone = chance(0.9) ? `62812${String(n).padStart(7, '0')}` : null
  await sql`
    insert into contacts (id, wa_id, profile_name, username)
    values (${contact}, ${phone}, ${random.pick(NAMES)}, ${chance(0.2) ? `user${n}` : null})`
  const hasLead = chance(0.3)
  if (hasLead)
    await sql`insert into leads (id, name, phone) values (${lead}, ${`Lead ${random.pick(NAMES) ?? n}`}, ${phone})`
  const people = agents.filter(() => chance(0.25)).map(({ id }) => id)
  if (chance(0.05)) people.push(staff.id)
  const at = new Date(1_790_000_000_000 + Math.floor(random.next() * 100) * 1000)
  await sql`
    insert into rooms (id, contact_id, channel_id, lead_id, title, customer_type, status, tags, participant_ids, unread_count,
      activity_at, created_at)
    values (${room}, ${contact}, ${random.pick(channels)}, ${hasLead ? lead : null},
      ${chance(0.1) ? `Title ${random.pick(NAMES) ?? n}` : null}, ${random.pick(TYPES)}, ${random.pick(STATUSES)},
      ${TAGS.filter(() => chance(0.15))}, ${people}::uuid[], ${chance(0.5) ? 0 : 3}, ${at}, ${at})`
  for (const user of people)
    await sql`insert into room_participants (room_id, user_id, assigned_at) values (${room}, ${user}, ${at})`
}

const get = async (who: SignedIn, query: Record<string, string>) => {
  const { status, body } = await http.call('GET', `/rooms?${new URLSearchParams(query)}`, {
    token: who.token,
  })
  expect({ query, status }).toEqual({ query, status: 200 })
  return roomPage.parse(body)
}

/** All pages of a list. */
async function all(who: SignedIn, query: Record<string, string>, limit = 100) {
  const rooms: RoomSummary[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await get(who, { ...query, limit: String(limit), ...(cursor && { cursor }) })
    rooms.push(...page.data)
    cursor = page.next_cursor
  }
  return rooms
}

/** Everything there is, read past the list. */
async function everything(): Promise<RoomSummary[]> {
  const rows = await http.ctx.sql<{ id: string }[]>`
    select id from rooms where merged_into is null order by activity_at desc, id desc`
  const seen = await Promise.all(
    rows.map(({ id }) => http.call('GET', `/rooms/${id}`, { token: staff.token })),
  )
  return seen.map(({ body }) => body.data)
}

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
