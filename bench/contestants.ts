import { type Child, freePort, ready, start } from './children.ts'
import { runtimeSettings } from './runtime.ts'

export const APP_SECRET = 'benchmark-app-secret'

export interface Served {
  child: Child
  port: number
  /** Access token for the dashboard sockets, if the contestant needs one. */
  token: string | null
}

export interface Contestant {
  name: string
  /** False if it emits nothing. */
  emits: boolean
  /** Posts to build beforehand for each second, well above its throughput. */
  postsPerSecond: number
  serve(databaseUrl: string, env?: Record<string, string>): Promise<Served>
}

const ADMIN = { email: 'bench@example.com', password: 'benchmark-password-1' }

export async function launch(
  command: string[],
  env: Record<string, string>,
  readyPath: string,
): Promise<Served> {
  const port = freePort()
  const common = {
    NODE_ENV: 'production',
    PORT: String(port),
    HOST: '127.0.0.1',
    WHATSAPP_APP_SECRET: APP_SECRET,
    // For every contestant on Bun, as `bun run start` and the image set them.
    ...runtimeSettings,
  }
  const child = start(command, { ...common, ...env })
  try {
    await ready(child, `http://127.0.0.1:${port}${readyPath}`)
  } catch (error) {
    await child.stop()
    throw error
  }
  return { child, port, token: null }
}

/** Signs in as the admin. @returns an access token */
export async function signIn(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
  })
  if (!answer.ok) throw new Error(`sign-in answered ${answer.status}: ${await answer.text()}`)
  const { data } = (await answer.json()) as { data: { token: string } }
  return data.token
}

function documentedFlow(name: string, touchRoom: 'on' | 'off'): Contestant {
  return {
    name,
    emits: true,
    postsPerSecond: 20_000,
    serve: (databaseUrl) =>
      launch(
        ['node', `${import.meta.dir}/documented-flow.mjs`],
        { DATABASE_URL: databaseUrl, TOUCH_ROOM: touchRoom },
        '/health',
      ),
  }
}

export const ruang: Contestant = {
  name: 'ruang',
  emits: true,
  postsPerSecond: 20_000,
  async serve(databaseUrl, env = {}) {
    const served = await launch(
      [process.execPath, 'src/index.ts'],
      {
        DATABASE_URL: databaseUrl,
        JWT_SECRET: 'benchmark-jwt-secret-of-32-bytes-or-more',
        WHATSAPP_VERIFY_TOKEN: 'benchmark-verify-token',
        WHATSAPP_ACCESS_TOKEN: 'bench',
        WHATSAPP_PHONE_NUMBER_ID: '1',
        GRAPH_BASE_URL: 'http://127.0.0.1:9',
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        SIMULATOR: 'off',
        RATE_LIMITS: 'off',
        LOG_LEVEL: 'warn',
        ...env,
      },
      '/ready',
    )
    try {
      return { ...served, token: await signIn(served.port) }
    } catch (error) {
      await served.child.stop()
      throw error
    }
  },
}

const bareLimit: Contestant = {
  name: 'bare limit',
  emits: false,
  postsPerSecond: 60_000,
  serve: (databaseUrl) =>
    launch(
      [process.execPath, `${import.meta.dir}/bare-limit.ts`],
      { DATABASE_URL: databaseUrl },
      '/health',
    ),
}

function limitWithLog(name: string, rooms: 'on' | 'off'): Contestant {
  return {
    name,
    emits: true,
    postsPerSecond: 60_000,
    serve: (databaseUrl) =>
      launch(
        [process.execPath, `${import.meta.dir}/limit-with-log.ts`],
        { DATABASE_URL: databaseUrl, ROOMS: rooms },
        '/health',
      ),
  }
}

/**
 * In the order of their turns. The flow runs twice: as documented, and also updating the room's updated_at. So does the limit with
 * a log and dashboards: without rows of rooms, and with them.
 */
export const CONTESTANTS: readonly Contestant[] = [
  documentedFlow('documented flow', 'off'),
  documentedFlow('documented flow + UPDATE', 'on'),
  ruang,
  bareLimit,
  limitWithLog('bare limit + log', 'off'),
  limitWithLog('bare limit + log, rooms', 'on'),
]
