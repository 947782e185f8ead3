import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import postgres from 'postgres'
import { createUser } from '../../src/actions/createUser.ts'
import { createAccessReader } from '../../src/sockets/accessReader.ts'
import { testDatabase } from '../helpers/cluster.ts'

const NOBODY = '00000000-0000-7000-8000-00000000dead'
const familyId = Bun.randomUUIDv7()

let database: Awaited<ReturnType<typeof testDatabase>>
let sql: postgres.Sql
let userIds: string[]
/** Statements that asked for rights. */
let asked = 0

beforeAll(async () => {
  database = await testDatabase()
  sql = postgres(database.url, {
    max: 4,
    onnotice: () => {},
    debug: (_, query) => {
      if (query.includes('family_revoked')) asked++
    },
  })
  const ctx = { sql, now: Date.now, newId: () => Bun.randomUUIDv7(), handOver: () => {} }
  const hire = (n: number) =>
    createUser(ctx, {
      email: `agent${n}@example.com`,
      password: 'a password of length',
      name: `Agent ${n}`,
      role: 'agent',
    })
  userIds = []
  for (let n = 0; n < 12; n++) userIds.push((await hire(n))!.id)
  await sql`select 1`
})
beforeEach(() => (asked = 0))
afterAll(async () => {
  await sql.end()
  await database.drop()
})

const asking = (userId: string) => ({ userId, familyId, roomIds: [] })
const crowd = { isCrowded: () => true }
const round = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('reading the access of handshakes', () => {
  test('many that ask one by one share a statement, and each gets its own answer', async () => {
    const read = createAccessReader(sql, crowd)
    const known: ReturnType<typeof read>[] = []
    for (const userId of [...userIds, NOBODY]) {
      known.push(read(asking(userId)))
      await round()
    }
    const answers = await Promise.all(known)
    expect(answers.map((answer) => answer?.access.userId ?? null)).toEqual([...userIds, null])
    expect(answers[3]?.name).toBe('Agent 3')
    expect(asked).toBeLessThanOrEqual(3)
  })

  test('a single one is read at once', async () => {
    const read = createAccessReader(sql, { isCrowded: () => false })
    const alone = read(asking(userIds[0]!))
    await round()
    await round()
    expect(asked).toBe(1)
    expect((await alone)?.access.userId).toBe(userIds[0]!)
  })

  test('more than fit into one statement are read in several', async () => {
    const read = createAccessReader(sql, crowd)
    const many = Array.from({ length: 150 }, (_, n) => read(asking(userIds[n % userIds.length]!)))
    const answers = await Promise.all(many)
    expect(answers.map((answer) => answer?.access.userId)).toEqual(
      answers.map((_, n) => userIds[n % userIds.length]!),
    )
    expect(asked).toBe(3)
  })

  test('a failed read fails all that shared it, and none that come later', async () => {
    const closed = postgres(database.url, { max: 1, onnotice: () => {} })
    await closed.end()
    let open = closed
    const switching = ((...args: Parameters<postgres.Sql>) => open(...args)) as postgres.Sql
    const read = createAccessReader(switching, crowd)
    const refused = await Promise.allSettled(userIds.slice(0, 3).map((id) => read(asking(id))))
    expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    open = sql
    expect((await read(asking(userIds[4]!)))?.name).toBe('Agent 4')
  })
})
