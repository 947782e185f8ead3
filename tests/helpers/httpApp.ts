import { createUser } from '../../src/actions/createUser.ts'
import { createTemplateRefresh } from '../../src/actions/refreshTemplates.ts'
import { createSending } from '../../src/actions/send.ts'
import { createTokens } from '../../src/auth/accessToken.ts'
import { readConfig } from '../../src/config.ts'
import { openMedia } from '../../src/delivery/openMedia.ts'
import type { EventRow } from '../../src/domain/event.ts'
import { createHttp, type Mount } from '../../src/http/app.ts'
import type { HttpDeps } from '../../src/http/deps.ts'
import { createRequestLimits } from '../../src/http/limits.ts'
import { createIngest } from '../../src/ingest/ingest.ts'
import type { Role } from '../../src/protocol/user.ts'
import { openDatabase } from '../../src/store/database.ts'

export const PASSWORD = 'correct horse battery'
/** The default limits. */
export const LIMITS = readConfig({}, () => ({
  JWT_SECRET: 'x'.repeat(32),
  WHATSAPP_APP_SECRET: 'x',
  WHATSAPP_VERIFY_TOKEN: 'x',
  ADMIN_PASSWORD: 'x',
})).rateLimits!
const START = Date.parse('2026-11-03T04:05:06.789Z')
const ACCESS_MS = 15 * 60_000
const REFRESH_MS = 30 * 86_400_000

export type Answer = {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any
}

export type TestHttp = ReturnType<typeof openTestHttp>
export type SignedIn = Awaited<ReturnType<TestHttp['signedIn']>>

/** The HTTP app on a test database, with a clock that the test controls. */
export function openTestHttp(
  url: string,
  {
    mounts = [],
    graph = null,
    ...config
  }: Partial<HttpDeps['config']> & {
    mounts?: Mount[]
    graph?: Parameters<typeof createTemplateRefresh>[0]['graph']
  } = {},
) {
  const database = openDatabase(url)
  const clock = { now: START }
  const handedOver: EventRow[] = []
  const ended: Parameters<HttpDeps['endSessions']>[0][] = []
  const logged: object[] = []
  const log = (fields: object, text: string) => void logged.push({ ...fields, text })
  const ctx = {
    sql: database.sql,
    now: () => clock.now,
    newId: () => Bun.randomUUIDv7(),
    handOver: (rows: readonly EventRow[]) => void handedOver.push(...rows),
  }
  const tokens = createTokens({ secret: 'a'.repeat(32), lifetimeMs: ACCESS_MS, now: ctx.now })
  const deps: HttpDeps = {
    ctx,
    tokens,
    config: {
      production: false,
      corsOrigins: [],
      trustedProxies: [],
      rateLimits: null,
      refreshTokenMs: REFRESH_MS,
      oidc: null,
      ...config,
    },
    log: { info: log, warn: log, error: log },
    endSessions: (whose) => void ended.push(whose),
    limits: createRequestLimits(config.rateLimits ?? null, ctx.now),
    submit: createIngest(ctx, { error: log }).submit,
    send: createSending(ctx, { number: null, stored: () => {} }).send,
    number: null,
    probeChannels: async () => {},
    templates: createTemplateRefresh({
      sql: database.sql,
      graph,
      configured: undefined,
      log: { warn: log },
    }),
    simulator: null,
    health: async () => {
      throw new Error('a server is needed for it')
    },
    media: openMedia({
      ctx,
      config: {
        dataDir: '/nonexistent',
        s3: undefined,
        jwtSecret: 'a'.repeat(32),
        jwtSecretPrevious: undefined,
      },
      graph: null,
      graphUrl: () => 'https://graph.example.com',
      token: () => '',
      log: { warn: log, error: log },
    }),
  }
  const app = createHttp(deps, mounts)

  async function send(path: string, init: RequestInit, address?: string): Promise<Answer> {
    const server = address === undefined ? {} : { requestIP: () => ({ address }) }
    const response = await app.request(path, init, server)
    const { status, headers } = response
    return { status, headers, body: await response.json() }
  }

  /** Makes a request with this token, and `body` as JSON. */
  function call(
    method: string,
    path: string,
    { token, body, address }: { token?: string | undefined; body?: unknown; address?: string } = {},
  ): Promise<Answer> {
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    return send(path, init, address)
  }

  /** Creates a user with a unique name, without signing in. */
  async function makeUser(role: Role = 'agent') {
    const email = `${Bun.randomUUIDv7()}@example.com`
    const user = await createUser(ctx, { email, password: PASSWORD, name: `A ${role}`, role })
    return { id: user!.id, email, role }
  }

  async function signIn(email: string, password = PASSWORD) {
    const { body, status } = await call('POST', '/auth/login', { body: { email, password } })
    if (status !== 200) throw new Error(`sign-in refused: ${JSON.stringify(body)}`)
    return body.data as { token: string; refresh_token: string; expires_at: string }
  }

  /** Creates a user with this role and signs in. */
  async function signedIn(role: Role = 'agent') {
    const user = await makeUser(role)
    return { ...user, ...(await signIn(user.email)) }
  }

  return {
    app,
    deps,
    ctx,
    clock,
    tokens,
    handedOver,
    ended,
    logged,
    send,
    call,
    makeUser,
    signIn,
    signedIn,
    close: database.close,
  }
}
