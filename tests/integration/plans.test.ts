import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { startGraphStandIn } from '../helpers/graphStandIn.ts'
import { startServer } from '../helpers/server.ts'
import { fill } from './plansFilled.ts'
import { explainAll, interceptPlans } from './plansListener.ts'
import { useUploads } from './plansOfSends.ts'
import { useEverything } from './plansOfTeam.ts'
import { useUpkeep } from './plansOfUpkeep.ts'

setDefaultTimeout(900_000)

const BIG = [
  ...['rooms', 'messages', 'contacts', 'contact_identities', 'message_attempts', 'events'],
  ...['media', 'audit_log', 'known_networks', 'sign_in_failures', 'used_id_tokens'],
  ...['waiting_updates', 'room_participants', 'room_keys', 'refresh_tokens', 'users'],
]
/** Rows that one statement may touch in one table: far more than any page, far fewer than any table has. */
const TOUCHED_AT_MOST = 3_000
/** Reads every colleague, by its nature, or asks whether there is any. */
const WHOLE_TABLE = [
  /^select id, email, name, role, disabled, .* from users order by lower\(name\), id$/,
  /^select exists \(select 1 from users\) as any$/,
  /^with load as .* from users u left join load l on/,
]

type Node = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: Node[]
}
type Ran = { query: string; plan: Node }

const plain = (query: string) => query.replace(/\s+/g, ' ').trim()

let database: TestDatabase
let ear: Awaited<ReturnType<typeof interceptPlans>> | undefined
let able = false
const ran: Ran[] = []

beforeAll(async () => {
  database = await testDatabase()
  // The first start makes the first admin, as long as there is nobody.
  await (await startServer({ databaseUrl: database.url })).stop()
  await fill(database.url)
  able = await explainAll(database.url)
  if (!able) return
  ear = await interceptPlans(database.url, (text) => {
    const json = text.indexOf('{')
    if (!text.startsWith('duration:') || json < 0) return
    const explained = JSON.parse(text.slice(json))
    ran.push({ query: plain(explained['Query Text']), plan: explained.Plan })
  })
  const meta = startGraphStandIn()
  const server = await startServer({
    databaseUrl: ear.url,
    config: { whatsappAccessToken: 'a token', graphBaseUrl: meta.url, timeZone: 'UTC' },
  })
  await useEverything(server, meta)
  await server.stop()
  meta.stop()
  await useUploads(ear.url)
  await useUpkeep(ear.url)
})
afterAll(async () => {
  ear?.close()
  await database.drop()
})

function scansOf(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(scansOf)].filter((one) => one['Relation Name'])
}

const touched = (scan: Node) =>
  ((scan['Actual Rows'] ?? 0) +
    (scan['Rows Removed by Filter'] ?? 0) +
    (scan['Rows Removed by Index Recheck'] ?? 0)) *
  (scan['Actual Loops'] ?? 1)

/** Each fault once, with the most rows that it touched. */
function faults(isFault: (scan: Node) => boolean): string[] {
  const found = new Map<string, number>()
  for (const { query, plan } of ran) {
    const ofEverybody = WHOLE_TABLE.some((pattern) => pattern.test(query))
    for (const scan of scansOf(plan)) {
      const table = scan['Relation Name']!
      if (!BIG.includes(table) || !isFault(scan)) continue
      if (ofEverybody && table === 'users') continue
      const key = `${table} by ${scan['Index Name'] ?? scan['Node Type']} in: ${query.slice(0, 300)}`
      found.set(key, Math.max(found.get(key) ?? 0, touched(scan)))
    }
  }
  return [...found].map(([key, rows]) => `${rows} rows of ${key}`)
}

describe('every query that a route, a socket or the ingest needs has its index', () => {
  test('auto_explain is there, and saw statements, also inside ingest_group', () => {
    expect(able).toBe(true)
    const texts = ran.map(({ query }) => query)
    expect(texts.length).toBeGreaterThan(500)
    expect(texts.some((query) => /insert into messages/i.test(query))).toBe(true)
    expect(texts.some((query) => /insert into waiting_updates/i.test(query))).toBe(true)
  })

  test('none reads a whole table', () => {
    expect(faults((scan) => scan['Node Type'] === 'Seq Scan')).toEqual([])
  })

  test('none touches more rows than its answer is about', () => {
    expect(faults((scan) => touched(scan) > TOUCHED_AT_MOST)).toEqual([])
  })

  /**
   * Files whose statements neither a route nor the ingest runs. Who erases a customer looks through whole tables; sample
   * data is dated back once, before anybody is there.
   */
  const ELSEWHERE = [
    'eraseCustomer.ts',
    'quarantine.ts',
    'migrate.ts',
    'epoch.ts',
    'health.ts',
    'backdate.ts',
  ]
  test('every statement in src/store was among them', () => {
    const store = new URL('../../src/store/', import.meta.url)
    const texts = ran.map(({ query }) => query.toLowerCase())
    const missing: string[] = []
    for (const name of readdirSync(store)) {
      if (!name.endsWith('.ts') || ELSEWHERE.includes(name)) continue
      const source = readFileSync(new URL(name, store), 'utf8')
      for (const [, statement] of source.matchAll(
        /(?:tx|sql)(?:<[^`]*?>)?`\s*((?:select|insert|update|delete|with)\b[^`$]*)/g,
      )) {
        const start = plain(statement!).toLowerCase()
        if (!texts.some((query) => query.includes(start))) missing.push(`${name}: ${start}`)
      }
    }
    expect(missing).toEqual([])
  })
})
