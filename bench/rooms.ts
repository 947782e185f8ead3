/**
 * The list of rooms: sequential GET /rooms requests to a server with 1,000,000 rooms and 5,000,000 messages, for staff and
 * for an agent with 300 rooms: first page, last page, and with filters.
 */
import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { encodeRoomCursor } from '../src/http/pageCursor.ts'
import { wasInterrupted } from './children.ts'
import { ruang } from './contestants.ts'
import { fillRooms } from './fillRooms.ts'
import { call } from './rest.ts'
import type { Scenario } from './scenario.ts'
import { type Latencies, summarise } from './stats.ts'
import { figure, table } from './table.ts'

const TARGET_MS = 20
const LIMIT = 50

type Reader = 'staff' | 'agent'
/** `asked`: its median is compared with the target. */
type Case = { name: string; reader: Reader; query: Record<string, string>; asked: boolean }
type Measured = Case & { rooms: number; bytes: number; latencyMs: Latencies }

const FILTERS: Record<string, string>[] = [
  { status: 'open' },
  { status: 'closed' },
  { unread: 'true' },
  { user_id: 'none', status: 'open' },
  { customer_type: 'vendor' },
  { channel_id: 'aaaaaaaa-0000-7000-8000-000000000002' },
  { tag: 'vip' },
  { q: 'budi' },
  { q: '6281000777' },
  { q: 'Siti 1e6c9' },
]

/** The cursor of the last page of a list. */
async function lastPage(url: string, agentId: string | null): Promise<string> {
  const sql = postgres(url, { max: 1 })
  const mine = agentId ? sql`participant_ids @> array[${agentId}::uuid]` : sql`true`
  const [row] = await sql<{ activityAt: string; id: string }[]>`
    select iso(activity_at) as "activityAt", id from rooms where ${mine} order by activity_at, id offset ${LIMIT} limit 1`
  await sql.end()
  return encodeRoomCursor(row!)
}

async function measure(url: string, token: string, one: Case, samples: number): Promise<Measured> {
  const path = `/rooms?${new URLSearchParams({ limit: String(LIMIT), ...one.query })}`
  const { data, bytes } = await call(url, path, token)
  for (let n = 0; n < samples / 10; n++) await call(url, path, token)
  const taken = new Float64Array(samples)
  for (let n = 0; n < samples; n++) {
    const started = performance.now()
    await call(url, path, token)
    taken[n] = performance.now() - started
  }
  return { ...one, rooms: data.length, bytes, latencyMs: summarise(taken) }
}

function report(results: readonly Measured[]): string {
  const rows = results.map(({ name, rooms, bytes, latencyMs, asked }) => [
    name,
    String(rooms),
    figure(bytes / 1024),
    figure(latencyMs.p50, 1),
    figure(latencyMs.p95, 1),
    figure(latencyMs.p99, 1),
    asked ? `< ${TARGET_MS}` : '',
    asked ? (latencyMs.p50 < TARGET_MS ? 'met' : 'MISSED') : '',
  ])
  return table(['GET /rooms', 'rooms', 'kB', 'p50 ms', 'p95', 'p99', 'asked', ''], rows)
}

export const rooms: Scenario = (options, cluster) =>
  cluster.withDatabase('rooms', async (databaseUrl) => {
    const server = await ruang.serve(databaseUrl)
    try {
      const url = `http://127.0.0.1:${server.port}`
      const staff = server.token!
      const account = { email: 'agent@example.com', password: randomBytes(12).toString('hex') }
      const made = await call(url, '/users', staff, { ...account, name: 'Agent', role: 'agent' })
      const agent = (await call(url, '/auth/login', null, account)).data.token as string
      const filled = await fillRooms(databaseUrl, {
        rooms: options.quick ? 100_000 : 1_000_000,
        perRoom: 5,
        agentId: made.data.id,
        progress: options.progress,
      })
      options.progress(
        `${figure(filled.rooms)} rooms, ${figure(filled.messages)} messages in ${figure(filled.seconds)} s; the agent has ${filled.ofAgent}`,
      )
      const cases: Case[] = []
      for (const reader of ['staff', 'agent'] as const) {
        const cursor = await lastPage(databaseUrl, reader === 'agent' ? made.data.id : null)
        cases.push({ name: `${reader}, first page`, reader, query: {}, asked: true })
        cases.push({ name: `${reader}, last page`, reader, query: { cursor }, asked: true })
      }
      for (const reader of ['staff', 'agent'] as const)
        for (const query of FILTERS) {
          const name = `${reader}, ${Object.entries(query)
            .map((pair) => pair.join('='))
            .join(' ')}`
          cases.push({ name, reader, query, asked: false })
        }
      const results: Measured[] = []
      for (const one of cases) {
        if (wasInterrupted()) throw new Error('interrupted')
        const samples = one.asked ? 200 * options.rounds : 30
        results.push(await measure(url, one.reader === 'staff' ? staff : agent, one, samples))
      }
      return {
        report: report(results),
        data: { filled, results },
        failed: false,
        missed: results.some(({ asked, latencyMs }) => asked && latencyMs.p50 >= TARGET_MS),
      }
    } finally {
      await server.child.stop()
    }
  })
