import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { clearMedia } from '../../src/delivery/clearMedia.ts'
import { openDatabase, type Sql } from '../../src/store/database.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'

setDefaultTimeout(60_000)

const MINUTE_MS = 60_000
const START = Date.now()

let database: TestDatabase
let sql: Sql
let close: () => Promise<void>
beforeAll(async () => {
  database = await testDatabase()
  ;({ sql, close } = openDatabase(database.url))
})
afterAll(async () => {
  await close()
  await database.drop()
})
beforeEach(async () => {
  await sql`delete from unwanted_objects`
})

/** Let go an hour ago, one after the other. */
async function letGo(count: number): Promise<string[]> {
  const rows = await sql<{ object: string }[]>`
    insert into unwanted_objects
    select '2026/11/' || gen_random_uuid() || '.jpg', ${new Date(START)}::timestamptz - interval '1 hour' + n * interval '1 ms'
      from generate_series(1, ${count}) n order by n returning object`
  return rows.map(({ object }) => object)
}
const kept = async () => {
  const rows = await sql<{ object: string }[]>`select object from unwanted_objects order by at`
  return rows.map(({ object }) => object)
}

/** Upkeep's turn, with a store that does `remove`. */
async function clear(
  remove: (object: string) => Promise<void>,
  { at = START, left = [] as { path: string; object: string | null }[] } = {},
) {
  const [asked, warned]: [string[], object[]] = [[], []]
  await clearMedia({
    ctx: { sql, now: () => at },
    objects: {
      remove: (object) => {
        asked.push(object)
        return remove(object)
      },
    },
    workshop: { findLeftovers: async () => left },
    log: { warn: (fields) => warned.push(fields) },
  })
  return { asked, warned }
}
const gone = async () => {}
const denied = async () => {
  throw Object.assign(new Error('no'), { code: 'AccessDenied' })
}

test('a file that the store fails to remove blocks no other, is logged, and is tried again', async () => {
  const [first] = await letGo(10)
  const turn = await clear((object) => (object === first ? denied() : gone()))
  expect(turn.asked.length).toBe(10)
  expect(turn.warned).toEqual([{ files: 1, code: 'AccessDenied' }])
  expect(await kept()).toEqual([first!])
  const later = await clear(gone, { at: START + 2 * MINUTE_MS })
  expect(later.asked).toEqual([first!])
  expect(await kept()).toEqual([])
})

test('all that was let go is removed in one turn, however much, and with no transaction open meanwhile', async () => {
  await letGo(450)
  let open = 0
  const { asked } = await clear(async () => {
    const [row] = await sql<{ open: number }[]>`
      select count(*)::int as open from pg_stat_activity
       where datname = current_database() and state like 'idle in transaction%'`
    open += row!.open
  })
  expect(new Set(asked).size).toBe(450)
  expect(open).toBe(0)
  expect(await kept()).toEqual([])
})

test('a store that is out of reach is asked for one batch a turn, and for what it refused after all others', async () => {
  const all = await letGo(450)
  const turns = [await clear(denied), await clear(denied), await clear(denied)]
  expect(turns.map(({ asked }) => asked.length)).toEqual([200, 200, 50])
  expect(new Set(turns[0]!.asked)).toEqual(new Set(all.slice(0, 200)))
  expect(new Set(turns.flatMap(({ asked }) => asked))).toEqual(new Set(all))
  expect((await kept()).length).toBe(450)
})

test('of two processes one removes each file', async () => {
  const all = await letGo(100)
  const turns = await Promise.all([clear(gone), clear(gone)])
  expect(turns.flatMap(({ asked }) => asked).sort()).toEqual(all.sort())
})

test('files left by a killed process are removed all the same, one by one', async () => {
  await letGo(1)
  const left = ['a', 'b'].map((name) => ({
    path: `/nonexistent/${name}`,
    object: `2026/11/${name}`,
  }))
  const { asked, warned } = await clear(denied, { left })
  expect(asked.slice(1)).toEqual(['2026/11/a', '2026/11/b'])
  expect(warned).toEqual([
    { files: 1, code: 'AccessDenied' },
    { files: 2, code: 'AccessDenied' },
  ])
})
