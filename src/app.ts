import { createAutoAssign } from './actions/autoAssign.ts'
import type { ActionContext } from './actions/context.ts'
import { ensureAdmin } from './actions/ensureAdmin.ts'
import { letAgentsIn } from './app/agents.ts'
import { startBackground } from './app/background.ts'
import { close } from './app/close.ts'
import { openGround } from './app/ground.ts'
import { createIntake } from './app/intake.ts'
import { listen, urlOf } from './app/listen.ts'
import { createOutward } from './app/outward.ts'
import { createRealtime } from './app/realtime.ts'
import { createRoutes } from './app/routes.ts'
import { createWatch } from './app/watch.ts'
import type { Config } from './config.ts'
import type { FetchTimes } from './delivery/fetchMedia.ts'
import type { DeliveryTimes } from './delivery/startDelivery.ts'
import type { Log } from './log.ts'
import type { PresenceTimes } from './sockets/presence.ts'
import { anyUser } from './store/users.ts'

export type App = {
  url: string
  stop: () => Promise<void>
  /** Makes the dashboard ready before anybody asks for it. */
  warm: () => Promise<void>
}

type AppOptions = {
  databaseUrl: string
  log: Log
  now?: () => number
  presenceTimes?: PresenceTimes
  deliveryTimes?: DeliveryTimes
  mediaTimes?: FetchTimes | undefined
  /** Makes of this process's metrics those of all that listen on its port. */
  metricsOfAll?: (own: () => Promise<string>) => () => Promise<string>
}

/** Builds the server from its parts and starts it. Each part stands on those above it. */
export async function createApp(config: Config, options: AppOptions): Promise<App> {
  const { now = Date.now, metricsOfAll = (own) => own } = options
  const ground = await openGround(config, { ...options, now })
  const { sql, log } = ground
  let leaving = false
  const draining = () => leaving
  const watch = createWatch(ground, () => ({
    ...realtime.state(),
    draining: draining(),
    sends: outward.sends,
  }))
  const realtime = createRealtime(ground, watch, () => intake.isBusy())
  const ctx: ActionContext = {
    sql,
    now,
    newId: () => Bun.randomUUIDv7(),
    handOver: realtime.handOver,
    roomRead: (roomId) => outward.read(roomId),
  }
  await ensureSomebody(ctx, config)
  await realtime.start()

  const autoAssign = createAutoAssign(ctx, log)
  const url = () => urlOf(config, server)
  const outward = createOutward(ground, { ctx, autoAssign, url, ...options })
  const agents = letAgentsIn(ground, realtime, { ctx, autoAssign, outward, ...options })
  const intake = createIntake(ground, { ctx, autoAssign, outward, watch, draining })
  const routes = createRoutes(ground, { ctx, agents, outward, intake, watch, metricsOfAll })
  const server = listen(config, {
    webhooks: intake.door,
    sockets: realtime.engine,
    others: routes.http,
  })

  realtime.publishThrough(server)
  realtime.hear(outward.note)
  outward.start({
    applyWaiting: intake.applyNow,
    settled: (kind) => void watch.metrics.sends[kind]++,
  })
  const background = startBackground(ground, { ctx, autoAssign, realtime, outward, intake, watch })

  return {
    warm: async () => void (await routes.dashboard.current()),
    url: url(),
    async stop() {
      leaving = true
      await close({ ground, realtime, autoAssign, outward, agents, intake, server, background })
    },
  }
}

/** Somebody must be able to sign in. */
async function ensureSomebody(ctx: ActionContext, { adminEmail, adminPassword }: Config) {
  if (adminEmail && adminPassword) {
    await ensureAdmin(ctx, { email: adminEmail, password: adminPassword })
  } else if (!(await anyUser(ctx.sql))) {
    throw new Error('ADMIN_EMAIL and ADMIN_PASSWORD: are needed as long as there are no users')
  }
}
