import type { Config } from '../../src/config.ts'
import { type FrontDoor, startNginx, startRedis } from '../cluster/programs.ts'
import { freePort, type Launched, launchServer } from '../faults/serverProcess.ts'

export type Pair = Awaited<ReturnType<typeof startPair>>

/**
 * Two processes of the server on one database, as production runs them, with a Redis of their own and nginx in front:
 * sockets go to the first, everything else to the second. `shared`: everything goes to either, as in production.
 * @param options.wired changes the URL of Redis, for example to go through a wire
 */
export async function startPair(
  databaseUrl: string,
  env: Record<string, string> = {},
  {
    shared = false,
    wired = async (redisUrl: string) => redisUrl,
  }: { shared?: boolean; wired?: (redisUrl: string) => Promise<string> } = {},
) {
  await using cleanup = new AsyncDisposableStack()
  const redis = await startRedis()
  cleanup.defer(redis.destroy)
  const settings = {
    env: { REDIS_URL: await wired(redis.url), TRUSTED_PROXIES: '127.0.0.1', ...env },
  }
  const start = async () => {
    const port = await freePort()
    return { port, server: await launchServer(databaseUrl, port, settings) }
  }
  const processes = [await start(), await start()]
  cleanup.defer(async () => {
    for (const { server } of processes) if (server.runs()) await server.end('SIGKILL')
  })
  const [first, second] = processes.map(({ port }) => port) as [number, number]
  const nginx: FrontDoor = await startNginx({
    sockets: shared ? [first, second] : [first],
    web: shared ? [first, second] : [second],
  })
  cleanup.defer(nginx.stop)
  const all = cleanup.move()
  return {
    url: nginx.url,
    redis,
    server: (which: number): Launched => processes[which]!.server,
    /** Starts the next server at the same address. */
    async relaunch(which: number) {
      const { port } = processes[which]!
      processes[which] = { port, server: await launchServer(databaseUrl, port, settings) }
    },
    /** Drains both, as in a deployment, and fails if one exits with an error. */
    async stop() {
      const servers = processes.map(({ server }) => server).filter((server) => server.runs())
      const codes = await Promise.all(servers.map((server) => server.end('SIGTERM')))
      await all.disposeAsync()
      if (codes.some((code) => code !== 0)) {
        const said = servers.map((server) => server.output()).join('\n')
        throw new Error(`a server left with ${codes}: ${said}`)
      }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Converts the settings that tests change into environment variables. */
export function settingsOf(config: Partial<Config>): Record<string, string> {
  const spelled: { [K in keyof Config]?: (value: Config[K]) => Record<string, string> } = {
    accessTokenMs: (ms) => ({ ACCESS_TOKEN_MINUTES: String(ms / 60_000) }),
    whatsappAccessToken: (token) => ({ WHATSAPP_ACCESS_TOKEN: token ?? '' }),
    whatsappPhoneNumberId: (id) => ({ WHATSAPP_PHONE_NUMBER_ID: id ?? '' }),
    simulator: (on) => ({ SIMULATOR: on ? 'on' : 'off' }),
    // Follows from the simulator.
    sendsToSimulator: () => ({}),
    graphBaseUrl: (url) => ({ GRAPH_BASE_URL: url }),
    appSecrets: ([current, previous]) => ({
      WHATSAPP_APP_SECRET: current ?? '',
      WHATSAPP_APP_SECRET_PREVIOUS: previous ?? '',
    }),
    dataDir: (directory) => ({ DATA_DIR: directory }),
    rateLimits: (limits) =>
      limits
        ? { RATE_LIMITS: 'on', RATE_LIMIT_EVENTS: String(limits.events) }
        : { RATE_LIMITS: 'off' },
  }
  const settings: Record<string, string> = {}
  for (const [name, value] of Object.entries(config)) {
    const spell = spelled[name as keyof Config] as ((value: unknown) => object) | undefined
    if (!spell) throw new Error(`the pair can not be started with another ${name}`)
    Object.assign(settings, spell(value))
  }
  return settings
}
