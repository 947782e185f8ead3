import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../src/store/database.ts'
import { migrateDatabase } from '../../src/store/migrate.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { hold, waitForWaiting } from '../helpers/locks.ts'

setDefaultTimeout(60_000)

const database = await testDatabase()
const { sql, close } = openDatabase(database.url)
const folder = await mkdtemp(join(tmpdir(), 'migrations-'))
afterAll(async () => {
  await close()
  await database.drop()
  await rm(folder, { recursive: true })
})

test('a migration that waits for a backup keeps nobody from the tables, and is applied once the backup is over', async () => {
  const next = { idx: 0, version: '7', when: Number.MAX_SAFE_INTEGER, tag: '0000_next' }
  const journal = { version: '7', dialect: 'postgresql', entries: [{ ...next, breakpoints: true }] }
  await Bun.write(join(folder, 'meta/_journal.json'), JSON.stringify(journal))
  await Bun.write(join(folder, '0000_next.sql'), 'ALTER TABLE messages ADD COLUMN next integer;')
  const backup = await hold(database.url, (tx) => tx`lock table messages in access share mode`)
  const told = Promise.withResolvers<string>()
  const migrated = migrateDatabase(database.url, { folder, log: { warn: told.resolve } })
  await waitForWaiting(sql)
  expect(await sql`select from messages`).toHaveLength(0)
  expect(await told.promise).toContain('a backup')
  await backup.release()
  await migrated
  expect(await sql`select next from messages`).toHaveLength(0)
})
