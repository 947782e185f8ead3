import { createApp } from '../app.ts'
import type { Config } from '../config.ts'
import type { UserFacts } from '../domain/user.ts'
import type { Log } from '../ops/log.ts'
import { backdate } from '../store/backdate.ts'
import { openDatabase, type Sql } from '../store/database.ts'
import { noteHalfFilled } from '../store/embedded/halfFilled.ts'
import { sampleRooms } from '../store/statsHistory.ts'
import { anyUser, listUsers } from '../store/users.ts'
import { createClock } from './clock.ts'
import { SHORT_STORIES } from './shortStories.ts'
import { budi, hendra, mitra, SECOND_NUMBER, siti } from './stories.ts'
import { QUICK_REPLIES, TEAM } from './team.ts'
import { openWorld, type SampleWorld } from './world.ts'

/** Tokens must outlast the whole story. */
const SIGNED_IN_MS = 30 * 86_400_000
const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {} }

type Sampled = {
  /** How long it took to fill the database; null if there was nothing to do. */
  ms: number | null
  /** The users of the sample data who still exist. */
  team: readonly Pick<UserFacts, 'email' | 'role'>[]
}

/**
 * Fills the empty database of a first start in development with a team, its rooms and their conversations. A private server
 * plays them through the REST API and the simulator; then timestamps are moved back. A database with users is never touched,
 * except an embedded one whose filling was interrupted: the next start puts it aside and begins again.
 * @param leaving aborted when the server is shutting down
 */
export async function ensureSampleData(
  config: Config,
  {
    databaseUrl,
    log,
    leaving,
  }: {
    databaseUrl: string
    log: { warn(fields: object, text: string): void }
    leaving?: AbortSignal
  },
): Promise<Sampled> {
  if (config.production || !config.sampleData || !config.sendsToSimulator) {
    return { ms: null, team: [] }
  }
  const { sql, close } = openDatabase(databaseUrl)
  const embedded = config.databaseUrl === undefined
  let begun = false
  const begin = async () => {
    begun = true
    if (embedded) await noteHalfFilled(sql, true)
  }
  try {
    return await sampled(config, { databaseUrl, sql, begin })
  } catch (error) {
    // The server is fully usable without sample data.
    if (!leaving?.aborted) log.warn({ error: String(error) }, 'the sample data is not complete')
    return { ms: null, team: [] }
  } finally {
    // Before anybody is served. If this fails, the start fails: later data must not count as half-filled sample data.
    if (begun && embedded && !leaving?.aborted) await noteHalfFilled(sql, false)
    await close()
  }
}

async function sampled(
  config: Config,
  { databaseUrl, sql, begin }: { databaseUrl: string; sql: Sql; begin: () => Promise<void> },
): Promise<Sampled> {
  let ms: number | null = null
  if (!(await anyUser(sql))) {
    const began = performance.now()
    await begin()
    await play(config, databaseUrl, (at) => sampleRooms(sql, at))
    await backdate(sql)
    ms = Math.round(performance.now() - began)
  }
  const emails: readonly string[] = Object.values(TEAM).map(({ email }) => email)
  return { ms, team: (await listUsers(sql)).filter(({ email }) => emails.includes(email)) }
}

async function play(
  config: Config,
  databaseUrl: string,
  passed: (at: number) => Promise<void>,
): Promise<void> {
  const clock = createClock()
  const app = await createApp(
    {
      ...config,
      port: 0,
      host: '127.0.0.1',
      worker: undefined,
      redisUrl: undefined,
      rateLimits: null,
      accessTokenMs: SIGNED_IN_MS,
    },
    { databaseUrl, log: quiet as unknown as Log, now: clock.now },
  )
  try {
    const admin = { email: config.adminEmail!, password: config.adminPassword! }
    const world = await openWorld({ url: app.url, clock, admin, passed })
    await setUpOffice(world)
    const stories = [budi, siti, hendra, mitra, ...SHORT_STORIES]
    await world.tell(stories.map((story) => () => story(world)))
    await nameChannels(world)
    await world.filesHere()
  } finally {
    await app.stop()
  }
}

async function setUpOffice({ call, token }: SampleWorld): Promise<void> {
  for (const reply of QUICK_REPLIES)
    await call('POST', '/quick-replies', token('sri'), { ...reply })
}

async function nameChannels({ call, token }: SampleWorld): Promise<void> {
  const channels = await call<{ id: string; phone_number_id: string }[]>(
    'GET',
    '/channels',
    token('admin'),
  )
  for (const { id, phone_number_id } of channels) {
    const second = phone_number_id === SECOND_NUMBER
    await call('PATCH', `/channels/${id}`, token('admin'), {
      name: second ? 'Kemitraan' : 'Layanan pelanggan',
      ...(second && { customer_type: 'partner' }),
    })
  }
}
