import { afterAll, expect, test } from 'bun:test'
import fc from 'fast-check'
import postgres from 'postgres'
import { signBody } from '../../src/whatsapp/signature.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { APP_SECRET, deliver } from '../helpers/server.ts'
import { textMessage, webhook } from '../helpers/webhooks.ts'
import { fuzz, fuzzRuns, fuzzSeed, watchMemory } from './fuzzRun.ts'
import { anyJson, changed, damaged, fixtures } from './fuzzValues.ts'
import { freePort, launchServer } from './serverProcess.ts'

const RUNS = fuzzRuns(0.4, 3000)

const database = await testDatabase()
afterAll(() => database.drop())

/** Replaces every wamid by one of a few, so that some come again but most are new to their room. */
const renamed = (value: unknown, by: number) =>
  JSON.stringify(value, (_, one) =>
    typeof one === 'string' && one.startsWith('wamid.') ? `${one}${by}` : one,
  )

const body = damaged(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(changed(fc.constantFrom(...fixtures)), fc.nat(100_000))
        .map(([value, by]) => renamed(value, by)),
    },
    { weight: 1, arbitrary: anyJson.map((value) => JSON.stringify(value)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('[', '{"a":', '[{"entry":'), fc.nat(20_000))
        .map(([open, times]) => open.repeat(times)),
    },
  ),
)

test(`${RUNS} generated webhooks: none fails, none is lost to quarantine, and memory does not grow`, async () => {
  const server = await launchServer(database.url, await freePort())
  const memory = watchMemory(server.pid)
  const statuses = new Map<number, number>()
  const done = await fuzz({
    arbitrary: body,
    runs: RUNS,
    seed: fuzzSeed('webhooks'),
    midway: memory.midway,
    log: () => server.output().slice(-4000),
    attempt: async (bytes) => {
      const answer = await fetch(`${server.url}/webhook/whatsapp`, {
        method: 'POST',
        headers: { 'x-hub-signature-256': signBody(bytes, APP_SECRET) },
        body: bytes as BodyInit,
      }).catch((error) => ({ status: 0, text: async () => String(error) }))
      const text = await answer.text()
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      return answer.status === 200 || answer.status === 400 ? null : `${answer.status} ${text}`
    },
  })
  expect(server.runs()).toBe(true)
  const sql = postgres(database.url, { max: 1 })
  const kept = await sql`select error, convert_from(body, 'UTF8') as body from quarantine limit 3`
  expect([...kept]).toEqual([])
  const [stored] = await sql<{ messages: number; rooms: number; others: number }[]>`
    select (select count(*)::int from messages) as messages, (select count(*)::int from rooms) as rooms,
           (select count(*)::int from webhook_events) as others`
  const good = webhook(textMessage('628123456789', 'still here'))
  expect((await deliver(server.url, good)).status).toBe(200)
  await sql.end()
  const mb = await memory.expectFlat()
  expect(await server.end('SIGTERM')).toBe(0)
  console.log(
    `${done} webhooks: ${JSON.stringify({ ...Object.fromEntries(statuses), ...stored })}, ${mb}`,
  )
}, 600_000)
