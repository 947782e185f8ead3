import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, createApp } from '../../src/app.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { FetchTimes } from '../../src/delivery/fetchMedia.ts'
import type { DeliveryTimes } from '../../src/delivery/startDelivery.ts'
import { createLog } from '../../src/ops/log.ts'
import type { Role } from '../../src/protocol/user.ts'
import { signBody } from '../../src/whatsapp/signature.ts'
import { testDatabase } from './cluster.ts'
import type { Pair } from './pair.ts'

export const ADMIN = { email: 'admin@example.com', password: 'correct horse battery' }
/** Whether servers are pairs of processes, as in `bun run test:cluster`. */
export const PAIR = process.env.TEST_CLUSTER === '1'
/** Invalid ids that reach the server: a proxy refuses the second one itself. */
export const NO_IDS = PAIR ? ['x'] : ['x', '%00']
export const APP_SECRET = 'test_app_secret'

export type Server = Awaited<ReturnType<typeof startServer>>
export type Person = { id: string; token: string }

/**
 * A server as `bun run start` would build it, on a database of its own or on `databaseUrl`. With `TEST_CLUSTER=1` it is two
 * processes behind nginx, which must give the same guarantees.
 */
export async function startServer(
  options: {
    databaseUrl?: string
    config?: Partial<Config>
    deliveryTimes?: DeliveryTimes
    now?: () => number
    mediaTimes?: FetchTimes
  } = {},
) {
  const database = options.databaseUrl
    ? { url: options.databaseUrl, drop: async () => {} }
    : await testDatabase()
  // Created with the first file.
  const dataDir = join(tmpdir(), `ruang-test-data-${randomBytes(6).toString('hex')}`)
  const config: Config = {
    ...readConfig(
      {
        PORT: '0',
        HOST: '127.0.0.1',
        RATE_LIMITS: 'off',
        LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
        DATA_DIR: dataDir,
      },
      () => ({
        JWT_SECRET: 'a test secret that is long enough for HS256',
        WHATSAPP_APP_SECRET: APP_SECRET,
        WHATSAPP_VERIFY_TOKEN: 'test_verify_token',
        ADMIN_PASSWORD: ADMIN.password,
      }),
    ),
    ...options.config,
  }
  const app: App | Pair = PAIR
    ? await asPair(database.url, { ...options, config: { dataDir, ...options.config } })
    : await createApp(config, {
        databaseUrl: database.url,
        log: createLog({ production: true, level: config.logLevel }),
        ...(options.deliveryTimes && { deliveryTimes: options.deliveryTimes }),
        ...(options.now && { now: options.now }),
        mediaTimes: options.mediaTimes,
      })

  const api = async (
    method: string,
    path: string,
    asked: { token?: string; body?: unknown } = {},
  ) => {
    const answer = await fetch(app.url + path, {
      method,
      headers: {
        ...(asked.token && { authorization: `Bearer ${asked.token}` }),
        ...(asked.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(asked.body !== undefined && { body: JSON.stringify(asked.body) }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
    return { status: answer.status, body: (await answer.json()) as any }
  }
  const signIn = async (email: string, password: string): Promise<Person> => {
    const { body } = await api('POST', '/auth/login', { body: { email, password } })
    return { id: body.data.user.id, token: body.data.token }
  }
  const admin = await signIn(ADMIN.email, ADMIN.password)
  /** Creates a colleague who is not signed in yet. */
  const account = async (role: Role, name = `Test ${role}`) => {
    const email = `${randomBytes(6).toString('hex')}@example.com`
    const password = randomBytes(12).toString('hex')
    const body = { email, password, name, role }
    const made = await api('POST', '/users', { token: admin.token, body })
    return { id: made.body.data.id as string, name, email, password }
  }

  return {
    url: app.url,
    databaseUrl: database.url,
    dataDir: config.dataDir,
    admin,
    api,
    account,
    /** Creates a colleague and signs in. */
    async person(role: Role, name?: string): Promise<Person> {
      const { email, password } = await account(role, name)
      return signIn(email, password)
    },
    /** Posts a webhook body with Meta's signature. */
    deliver: (body: unknown) => deliver(app.url, body),
    async stop() {
      await app.stop()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function asPair(
  databaseUrl: string,
  {
    config = {},
    now,
    deliveryTimes,
  }: { config?: Partial<Config>; now?: unknown; deliveryTimes?: unknown },
): Promise<Pair> {
  if (now || deliveryTimes) throw new Error('processes of their own have their own clocks')
  const { settingsOf, startPair } = await import('./pair.ts')
  return startPair(databaseUrl, settingsOf(config))
}

export function deliver(url: string, body: unknown): Promise<Response> {
  const raw = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(`${url}/webhook/whatsapp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-hub-signature-256': signBody(Buffer.from(raw), APP_SECRET),
    },
    body: raw,
  })
}
