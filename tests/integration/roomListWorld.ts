import { expect } from 'bun:test'
import { z } from 'zod'
import { type RoomSummary, roomSummary } from '../../src/protocol/room.ts'
import { roomCounts } from '../../src/protocol/rooms.ts'
import { seeded } from '../faults/seeded.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { openTestHttp, type TestHttp } from '../helpers/httpApp.ts'

const roomPage = z.strictObject({
  success: z.literal(true),
  data: z.array(roomSummary),
  next_cursor: z.string().nullable(),
  event_id: z.number().int(),
  counts: roomCounts,
})

export const ROOMS = 300
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
export const TAGS = ['vip', 'VIP gold', '50% off', 'a_b', 'mahal', '🔥']
export const TYPES = ['partner', 'customer', 'vendor', 'srdp'] as const
export const STATUSES = ['open', 'closed'] as const

export type SignedIn = Awaited<ReturnType<TestHttp['signedIn']>>

/** Rooms of every kind, as the seed makes them, three agents, and what the list says of them. */
export async function openRoomList() {
  const database = await testDatabase()
  const http = openTestHttp(database.url)
  const random = seeded('roomList')
  const chance = (share: number) => random.next() < share
  const staff = await http.signedIn('supervisor')
  const agents = await Promise.all([1, 2, 3].map(() => http.signedIn('agent')))
  const channels = [Bun.randomUUIDv7(), Bun.randomUUIDv7()]
  for (const [n, id] of channels.entries())
    await http.ctx
      .sql`insert into channels (id, phone_number_id, allow_claim) values (${id}, ${`10${n}`}, true)`
  for (let n = 0; n < ROOMS; n++) await makeRoom(n)

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

  async function stop() {
    await http.close()
    await database.drop()
  }
  return { http, staff, agents, channels, random, chance, get, all, everything, stop }
}
