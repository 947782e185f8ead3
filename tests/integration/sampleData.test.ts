import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Config } from '../../src/config.ts'
import { readConfig } from '../../src/config.ts'
import { message } from '../../src/protocol/message.ts'
import { ensureSampleData } from '../../src/seed/seed.ts'
import { openDatabase, type Sql } from '../../src/store/database.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { ADMIN, APP_SECRET, type Server, startServer } from '../helpers/server.ts'

const warnings: object[] = []
const log = { warn: (fields: object) => void warnings.push(fields) }
const configOf = (env: Record<string, string>): Config =>
  readConfig(
    { PORT: '0', DATA_DIR: `${process.env.TMPDIR ?? '/tmp'}/ruang-sample-${process.pid}`, ...env },
    () => ({
      JWT_SECRET: 'a test secret that is long enough for HS256',
      WHATSAPP_APP_SECRET: APP_SECRET,
      WHATSAPP_VERIFY_TOKEN: 'test_verify_token',
      ADMIN_PASSWORD: ADMIN.password,
    }),
  )
const PRODUCTION = {
  NODE_ENV: 'production',
  JWT_SECRET: 'f3bd2a9c17e84065b1c2d3e4f5a60718',
  WHATSAPP_APP_SECRET: '5c1f0e9a8b7d6c5b4a39281706f5e4d3',
  WHATSAPP_VERIFY_TOKEN: '9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d',
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
}

let server: Server
let sql: Sql
let end: () => Promise<void>
const counted = async () =>
  (
    await sql`select (select count(*)::int from users) as users, (select count(*)::int from messages) as messages`
  )[0]
beforeAll(async () => {
  const database = await testDatabase()
  const opened = openDatabase(database.url)
  sql = opened.sql
  const filled = await ensureSampleData(configOf({}), { databaseUrl: database.url, log })
  expect(warnings).toEqual([])
  expect(filled.ms).toBeGreaterThan(0)
  expect(filled.team).toHaveLength(4)
  server = await startServer({ databaseUrl: database.url })
  end = async () => {
    await server.stop()
    await opened.close()
    await database.drop()
  }
}, 60_000)
afterAll(() => end())

const get = async (path: string) =>
  (await server.api('GET', path, { token: server.admin.token })).body.data

test('a first start has rooms of every type and state, and every kind of message, as the wire declares it', async () => {
  const rooms = await get('/rooms?limit=100')
  const kinds = new Set<string>()
  for (const { room_id } of rooms) {
    for (const one of await get(`/rooms/${room_id}/messages?limit=100`)) {
      kinds.add(message.parse(one).content_type)
    }
  }
  expect([...kinds].sort()).toEqual(
    [
      'text',
      'image',
      'video',
      'audio',
      'document',
      'sticker',
      'location',
      'contacts',
      'interactive',
      'button',
      'reaction',
      'order',
      'system',
      'template',
      'note',
      'unsupported',
    ].sort(),
  )
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  const some = (holds: (room: any) => boolean) => rooms.some(holds)
  for (const type of ['customer', 'partner', 'vendor', 'srdp']) {
    expect(some(({ customer_type }) => customer_type === type)).toBe(true)
  }
  expect(some(({ participants }) => participants.length === 0)).toBe(true)
  expect(some(({ status }) => status === 'closed')).toBe(true)
  expect(some(({ room_phone }) => room_phone === null)).toBe(true)
  expect(some(({ leads_info }) => leads_info?.outstanding === 50_000_000)).toBe(true)
  expect(some(({ last_message }) => last_message.status === 'failed')).toBe(true)
  expect(some(({ window_expires_at: at }) => Date.parse(at) < Date.now())).toBe(true)
})

test('it is told as of days ago: rooms stand in the order of what was said last', async () => {
  const rooms = await get('/rooms?limit=100')
  const times = rooms.map(({ room_updated_at }: { room_updated_at: string }) => room_updated_at)
  expect(times).toEqual([...times].sort().reverse())
  expect(Date.parse(times.at(-1)!)).toBeLessThan(Date.now() - 86_400_000)
  const { messages } = await get('/dashboard/history?range=7d')
  const days = messages.filter(({ incoming }: { incoming: number }) => incoming > 0)
  expect(days.length).toBeGreaterThan(2)
})

test('a database with a user is left alone, also one that was filled before', async () => {
  const before = await counted()
  const { ms, team } = await ensureSampleData(configOf({}), {
    databaseUrl: server.databaseUrl,
    log,
  })
  expect(ms).toBeNull()
  expect(team.map(({ role }) => role).sort()).toEqual(['agent', 'agent', 'agent', 'supervisor'])
  expect(await counted()).toEqual(before)
})

test('production, and who asked for none, get nothing', async () => {
  const empty = await testDatabase()
  try {
    for (const env of [PRODUCTION, { SAMPLE_DATA: 'off' }, { SIMULATOR: 'off' }]) {
      const databaseUrl = empty.url
      const { ms, team } = await ensureSampleData(configOf(env), { databaseUrl, log })
      expect({ ms, team }).toEqual({ ms: null, team: [] })
    }
    const { sql, close } = openDatabase(empty.url)
    expect(await sql`select id from users`).toHaveLength(0)
    await close()
  } finally {
    await empty.drop()
  }
})
