import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startUpkeep } from '../../src/app/upkeep.ts'
import { openDatabase, type Sql } from '../../src/store/database.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'

const DAY_MS = 86_400_000
const keep = {
  eventRetentionMs: DAY_MS,
  auditRetentionMs: 365 * DAY_MS,
  quarantineRetentionMs: 90 * DAY_MS,
  webhookRetentionMs: 90 * DAY_MS,
}

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

test('an upkeep step that fails is logged by name, and does not stop the others', async () => {
  await sql`
    insert into webhook_events (hash, field, value, received_at)
    values ('old', 'test', '{}'::json, now() - interval '91 days')`
  const warned: object[] = []
  const [expired, given, cleared] = [0, 0, 0].map(() => Promise.withResolvers<void>())
  const upkeep = startUpkeep({
    sql,
    now: Date.now,
    log: { warn: (fields: object) => warned.push(fields) },
    // Before the year 1: PostgreSQL refuses how JavaScript spells it.
    keep: { ...keep, auditRetentionMs: 999_999 * DAY_MS },
    applyWaiting: () => Promise.reject(Object.assign(new Error('no'), { code: '55P03' })),
    refreshEpoch: () => Promise.reject(Object.assign(new Error('no'), { code: '08006' })),
    shareWebhooks: async () => {},
    sweepRooms: async () => given!.resolve(),
    refreshTemplates: async () => {},
    expireMedia: async () => expired!.resolve(),
    clearMedia: async () => cleared!.resolve(),
  })
  await Promise.all([expired, given, cleared].map((one) => one!.promise))
  // Done by the minute, after the audit log: those above are none of its steps.
  const left = () => sql`select 1 from webhook_events`
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; )
    if ((await left()).length === 0) break
  upkeep.stop()
  expect(warned).toHaveLength(3)
  expect(warned).toEqual(
    expect.arrayContaining([
      { step: 'waiting', code: '55P03' },
      { step: 'epoch', code: '08006' },
      { step: 'audit', code: '22009' },
    ]),
  )
  expect(await left()).toHaveLength(0)
})

test('expiring many files at once, slowly, does not delay other upkeep', async () => {
  const again = Promise.withResolvers<void>()
  let times = 0
  const nothing = async () => {}
  const upkeep = startUpkeep({
    sql,
    now: Date.now,
    log: { warn: () => {} },
    keep,
    applyWaiting: async () => {
      if (++times === 2) again.resolve()
    },
    refreshEpoch: nothing,
    shareWebhooks: nothing,
    sweepRooms: nothing,
    refreshTemplates: nothing,
    expireMedia: () => new Promise(() => {}),
    clearMedia: nothing,
    everyMs: 10,
  })
  await again.promise
  upkeep.stop()
})
