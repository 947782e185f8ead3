import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startUpkeep } from '../../src/app/upkeep.ts'
import { openDatabase, type Sql } from '../../src/store/database.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'

const DAY_MS = 86_400_000

let database: TestDatabase
let sql: Sql
let close: () => Promise<void>
beforeAll(async () => {
  database = await testDatabase()
  ;({ sql, close } = openDatabase(database.url, { max: 2 }))
})
afterAll(async () => {
  await close()
  await database.drop()
})

test('a step of upkeep that fails is named, and keeps no other from being done', async () => {
  await sql`
    insert into webhook_events (hash, field, value, received_at)
    values ('old', 'test', '{}'::json, now() - interval '91 days')`
  const warned: object[] = []
  const [expired, given, cleared] = [0, 0, 0].map(() => Promise.withResolvers<void>())
  const upkeep = startUpkeep({
    sql,
    now: Date.now,
    log: { warn: (fields: object) => warned.push(fields) },
    keep: {
      eventRetentionMs: DAY_MS,
      // Before the year 1: PostgreSQL refuses how JavaScript spells it.
      auditRetentionMs: 999_999 * DAY_MS,
      quarantineRetentionMs: 90 * DAY_MS,
      webhookRetentionMs: 90 * DAY_MS,
    },
    applyWaiting: () => Promise.reject(Object.assign(new Error('no'), { code: '55P03' })),
    refreshEpoch: () => Promise.reject(Object.assign(new Error('no'), { code: '08006' })),
    tellWebhooks: async () => {},
    sweepRooms: async () => given!.resolve(),
    refreshTemplates: async () => {},
    expireMedia: async () => expired!.resolve(),
    clearMedia: async () => cleared!.resolve(),
  })
  await Promise.all([expired, given, cleared].map((one) => one!.promise))
  upkeep.stop()
  expect(warned).toHaveLength(3)
  expect(warned).toEqual(
    expect.arrayContaining([
      { step: 'waiting', code: '55P03' },
      { step: 'epoch', code: '08006' },
      { step: 'audit', code: '22009' },
    ]),
  )
  expect(await sql`select 1 from webhook_events`).toHaveLength(0)
})
