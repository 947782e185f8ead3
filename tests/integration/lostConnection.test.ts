import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createServer, connect as dial, type Socket } from 'node:net'
import { openDatabase, type Sql } from '../../src/store/database.ts'
import { isDatabaseUnavailable } from '../../src/store/unavailable.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'

setDefaultTimeout(60_000)

let database: TestDatabase
let other: ReturnType<typeof openDatabase>
beforeAll(async () => {
  database = await testDatabase()
  other = openDatabase(database.url, { max: 1 })
  await other.sql`create table kept (text text)`
})
afterAll(async () => {
  await other.close()
  await database.drop()
})

const kept = async () => (await other.sql`select text from kept`).map(({ text }) => text)
const pidOf = async (sql: Sql) => {
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`
  return row!.pid
}
/** Ends a connection, and answers once it is gone. */
async function terminate(pid: number) {
  await other.sql`select pg_terminate_backend(${pid}, 10000)`
}
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => error,
  )
/** Until the driver has heard of it: what is asked of the pool now goes over a new connection. */
async function expectGoesOn(sql: Sql, before: number) {
  for (let n = 0; n < 5; n++) {
    const pid = await pidOf(sql)
    expect(pid).not.toBe(before)
    expect(await sql.begin((tx) => pidOf(tx as unknown as Sql))).toBe(pid)
  }
}

test('a connection that is lost in the middle of a transaction’s statement: it fails, and the pool goes on', async () => {
  const { sql, close } = openDatabase(database.url, { max: 1 })
  for (let round = 0; round < 10; round++) {
    const held = Promise.withResolvers<number>()
    const failed = failure(
      sql.begin(async (tx) => {
        held.resolve(await pidOf(tx as unknown as Sql))
        await tx`insert into kept values ('lost')`
        await tx`select pg_sleep(60)`
      }),
    )
    const pid = await held.promise
    await terminate(pid)
    expect(isDatabaseUnavailable(await failed)).toBe(true)
    await expectGoesOn(sql, pid)
  }
  expect(await kept()).toEqual([])
  await close()
})

test('a connection that is lost between two statements: what the transaction still asks for never runs outside of it', async () => {
  const { sql, close } = openDatabase(database.url, { max: 1 })
  for (let round = 0; round < 10; round++) {
    const held = Promise.withResolvers<number>()
    const free = Promise.withResolvers<void>()
    const late = Promise.withResolvers<unknown>()
    const failed = failure(
      sql.begin(async (tx) => {
        held.resolve(await pidOf(tx as unknown as Sql))
        await free.promise
        late.resolve(await failure(tx`insert into kept values ('outside')`))
        await tx`insert into kept values ('outside too')`
      }),
    )
    const pid = await held.promise
    await terminate(pid)
    expect(isDatabaseUnavailable(await failed)).toBe(true)
    // Its connection is another transaction's by now.
    const between = sql.begin(async (tx) => {
      await tx`select 1`
      free.resolve()
      expect(isDatabaseUnavailable(await late.promise)).toBe(true)
      await tx`select 1`
    })
    await between
    await expectGoesOn(sql, pid)
  }
  expect(await kept()).toEqual([])
  await close()
})

/** A proxy that can cut its connections, or take new ones only to hang up on them. */
async function openProxy() {
  const target = new URL(database.url)
  const open = new Set<Socket>()
  const state = { hangsUp: false, cutsAt: '' }
  const proxy = createServer((inside) => {
    inside.on('error', () => {})
    if (state.hangsUp) return void inside.resume().end()
    const outside = dial(Number(target.port), target.hostname)
    open.add(inside)
    inside.on('close', () => outside.destroy())
    outside.on('error', () => {}).on('close', () => inside.destroy())
    inside.on('data', (bytes) => {
      if (state.cutsAt && bytes.includes(state.cutsAt)) inside.resetAndDestroy()
    })
    inside.pipe(outside).pipe(inside)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const url = new URL(database.url)
  url.port = String((proxy.address() as { port: number }).port)
  return {
    url: url.href,
    state,
    reset() {
      for (const socket of open) socket.resetAndDestroy()
      open.clear()
    },
    close: () => new Promise((resolve) => proxy.close(resolve)),
  }
}

test('a connection that is reset within a transaction: it fails, and the pool goes on, again and again', async () => {
  const proxy = await openProxy()
  const { sql, close } = openDatabase(proxy.url, { max: 1 })
  for (let round = 0; round < 10; round++) {
    const held = Promise.withResolvers<number>()
    const failed = failure(
      sql.begin(async (tx) => {
        held.resolve(await pidOf(tx as unknown as Sql))
        await tx`select pg_sleep(60)`
      }),
    )
    const pid = await held.promise
    proxy.reset()
    expect(isDatabaseUnavailable(await failed)).toBe(true)
    await expectGoesOn(sql, pid)
  }
  await close()
  await proxy.close()
})

test('a proxy that takes connections and hangs up: every statement is refused at once, until there is a database again', async () => {
  const proxy = await openProxy()
  const { sql, close } = openDatabase(proxy.url, { max: 2 })
  await sql`select 1`
  proxy.state.hangsUp = true
  proxy.reset()
  for (let round = 0; round < 5; round++) {
    const failures = await Promise.all(Array.from({ length: 6 }, () => failure(sql`select 1`)))
    for (const error of failures) expect(isDatabaseUnavailable(error)).toBe(true)
  }
  proxy.state.hangsUp = false
  while (await failure(sql`select 1`));
  await sql.begin((tx) => tx`select 1`)
  await close()
  await proxy.close()
})

test('a connection that is lost as it is being made refuses its first statement, and nothing else happens', async () => {
  const proxy = await openProxy()
  const { sql, close } = openDatabase(proxy.url, { max: 2 })
  // The driver reads the types of arrays before anything else.
  proxy.state.cutsAt = 'pg_catalog.pg_type'
  for (let round = 0; round < 3; round++) {
    expect(isDatabaseUnavailable(await failure(sql`select 1`))).toBe(true)
    expect(isDatabaseUnavailable(await failure(sql.begin((tx) => tx`select 1`)))).toBe(true)
  }
  proxy.state.cutsAt = ''
  while (await failure(sql`select 1`));
  await sql.begin((tx) => tx`select 1`)
  await close()
  await proxy.close()
})

test('a connection that is owed an answer for too long is given up, within a transaction too; one that is owed none stays', async () => {
  const { sql, close } = openDatabase(database.url, { max: 1, answerSeconds: 3 })
  const pid = await pidOf(sql)
  expect(isDatabaseUnavailable(await failure(sql`select pg_sleep(60)`))).toBe(true)
  await expectGoesOn(sql, pid)
  const second = await pidOf(sql)
  const began = sql.begin((tx) => tx`select pg_sleep(60)`)
  expect(isDatabaseUnavailable(await failure(began))).toBe(true)
  await expectGoesOn(sql, second)
  const third = await pidOf(sql)
  // By the time that another, which is owed an answer from now on, is given up.
  const owed = openDatabase(database.url, { max: 1, answerSeconds: 3 })
  expect(isDatabaseUnavailable(await failure(owed.sql`select pg_sleep(60)`))).toBe(true)
  expect(await pidOf(sql)).toBe(third)
  await owed.close()
  await close()
})

test('further statements on a connection do not extend its answer timeout', async () => {
  const { sql, close } = openDatabase(database.url, { max: 1, answerSeconds: 3 })
  const pid = await pidOf(sql)
  const asked = [failure(sql`select pg_sleep(60)`)]
  const asking = setInterval(() => asked.push(failure(sql`select 1`)), 100)
  const first = await asked[0]
  clearInterval(asking)
  expect(isDatabaseUnavailable(first)).toBe(true)
  // A connection is asked a hundred things at once at most: with these, its time began anew each time.
  expect(asked.length).toBeLessThan(100)
  for (const error of await Promise.all(asked))
    expect(error === null || isDatabaseUnavailable(error)).toBe(true)
  await expectGoesOn(sql, pid)
  await close()
})
