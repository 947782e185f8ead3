import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { hold } from '../helpers/locks.ts'
import { openSearch } from './searchWorld.ts'

setDefaultTimeout(60_000)

const { inbox, finds, indexAll, said } = await openSearch()
afterAll(() => inbox.stop())

test('the index is rebuilt from the messages when the log no longer reaches back to its position', async () => {
  const { sql } = inbox
  const wamid = await said('cenderawasih')
  // All that the log keeps of the two.
  const last = await said('merak')
  await finds('cenderawasih', [wamid])
  await finds('merak', [last])
  const count = async () => (await sql`select count(*)::int from message_search`)[0]!.count
  const before = await count()
  await sql.begin(async (tx) => {
    await tx`delete from message_search`
    await tx`delete from events where id < (select max(id) from events)`
    await tx`update server_state set search_position = 1`
  })
  await said('kasuari')
  await finds('cenderawasih', [wamid])
  await indexAll()
  expect(await count()).toBe(before + 1)
})

test('the index follows the log, and is rebuilt, in steps of any size, by one process at a time', async () => {
  const { sql } = inbox
  type Step = { reached: string | null; done: boolean | null }
  const lockFollower = (tx: typeof sql) => tx`select pg_advisory_xact_lock(7284, 2)`
  const step = async (tx: typeof sql) =>
    (await tx<Step[]>`select * from follow_for_search(3, 2, 20000)`)[0]!
  const follow = (from: Record<string, unknown>) =>
    sql.begin(async (tx) => {
      await lockFollower(tx as never)
      await tx`delete from message_search`
      await tx`update server_state set ${tx(from)}`
      const places: number[] = []
      for (;;) {
        const { reached, done } = await step(tx as never)
        places.push(Number(reached))
        if (done) break
      }
      const [indexed] = await tx`
        select count(*)::int, (select count(*)::int from messages where id in (select message_id from message_search)) as real from message_search`
      return { places, indexed: { ...indexed } }
    })
  for (let n = 0; n < 7; n++) await said(`kakatua ${n}`)
  await indexAll()
  const [all] = await sql<{ count: number }[]>`select count(*)::int from message_search`
  const [log] = await sql<{ first: string }[]>`select min(id) - 1 as first from events`
  const nothing = '00000000-0000-0000-0000-000000000000'

  const rebuilt = await follow({ search_rebuilt_to: nothing })
  expect(rebuilt.indexed).toEqual({ count: all!.count, real: all!.count })
  expect(rebuilt.places.length).toBeGreaterThan(all!.count / 2)

  const followed = await follow({ search_position: log!.first })
  expect(followed.indexed.count).toBeGreaterThanOrEqual(7)
  expect(followed.places.length).toBeGreaterThan(2)
  expect(followed.places).toEqual(followed.places.toSorted((a, b) => a - b))

  const other = await hold(inbox.server.databaseUrl, lockFollower)
  expect(await step(sql)).toEqual({ reached: null, done: null })
  await other.release()
  const last = await said('beo')
  await finds('beo', [last])
})
