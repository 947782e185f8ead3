import { createAutoAssign } from './actions/autoAssign.ts'
import type { ActionContext } from './actions/context.ts'
import { ensureAdmin } from './actions/ensureAdmin.ts'
import { createAgents } from './app/agents.ts'
import { startBackground } from './app/background.ts'
import { close } from './app/close.ts'
import { openInfra } from './app/infra.ts'
import { createIntake } from './app/intake.ts'
import { listen, urlOf } from './app/listen.ts'
import { createObservability } from './app/observability.ts'
import { createOutward } from './app/outward.ts'
import { createRealtime } from './app/realtime.ts'
import { createRoutes } from './app/routes.ts'
import type { Config } from './config.ts'
import type { FetchTimes } from './delivery/fetchMedia.ts'
import type { DeliveryTimes } from './delivery/startDelivery.ts'
import type { Log } from './ops/log.ts'
import type { PresenceTimes } from './sockets/presence.ts'
import { anyUser } from './store/users.ts'

/** Limit of a drain: if the database does not answer, every step waits for its timeout, and service managers kill earlier. */
const MAX_DRAIN_MS = 25_000

export type App = {
  url: string
  stop: () => Promise<void>
  /** Builds the dashboard before its first request. */
  warm: () => Promise<void>
}

type AppOptions = {
  databaseUrl: string
  log: Log
  now?: () => number
  presenceTimes?: PresenceTimes
  deliveryTimes?: DeliveryTimes
  mediaTimes?: FetchTimes | undefined
  /** Combines this process's metrics with those of the other workers on its port. */
  metricsOfAll?: (own: () => Promise<string>) => () => Promise<string>
}

/** Composition root: builds the server from its parts and starts it. Each part depends on those above it. */
export async function createApp(config: Config, options: AppOptions): Promise<App> {
  const { now = Date.now, metricsOfAll = (own) => own } = options
  const infra = await openInfra(config, { ...options, now })
  const { sql, log } = infra
  let leaving = false
  const draining = () => leaving
  const observability = createObservability(infra, () => ({
    ...realtime.state(),
    draining: draining(),
    sends: outward.sends,
  }))
  const realtime = createRealtime(infra, observability, () => intake.isBusy())
  const ctx: ActionContext = {
    sql,
    now,
    newId: () => Bun.randomUUIDv7(),
    handOver: realtime.handOver,
    roomRead: (roomId) => outward.read(roomId),
  }
  await ensureFirstAdmin(ctx, config)
  await realtime.start()

  const autoAssign = createAutoAssign(ctx, log)
  const url = () => urlOf(config, server)
  const outward = createOutward(infra, { ctx, autoAssign, url, ...options })
  const agents = createAgents(infra, realtime, { ctx, autoAssign, outward, ...options })
  const intake = createIntake(infra, { ctx, autoAssign, outward, observability, draining })
  const routes = createRoutes(infra, { ctx, agents, outward, intake, observability, metricsOfAll })
  const server = listen(config, {
    webhooks: intake.door,
    sockets: realtime.engine,
    others: routes.http,
  })

  realtime.setPublisher(server)
  realtime.onRow(outward.note)
  outward.start({
    applyWaiting: intake.applyNow,
    settled: (kind) => void observability.metrics.sends[kind]++,
  })
  const background = startBackground(infra, {
    ctx,
    autoAssign,
    realtime,
    outward,
    intake,
    observability,
  })

  return {
    warm: async () => void (await routes.dashboard.current()),
    url: url(),
    async stop() {
      leaving = true
      const parts = {
        infra,
        realtime,
        autoAssign,
        outward,
        agents,
        intake,
        server,
        background,
      }
      if (await isDone(close(parts))) return
      log.warn('the drain timed out; unfinished work is recovered as after a crash')
    },
  }
}

async function isDone(closed: Promise<void>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(late.resolve, MAX_DRAIN_MS, false)
  const done = await Promise.race([closed.then(() => true), late.promise])
  clearTimeout(timer)
  return done
}

/** Makes sure that somebody can sign in. */
async function ensureFirstAdmin(ctx: ActionContext, { adminEmail, adminPassword }: Config) {
  if (adminEmail && adminPassword) {
    await ensureAdmin(ctx, { email: adminEmail, password: adminPassword })
  } else if (!(await anyUser(ctx.sql))) {
    throw new Error('ADMIN_EMAIL and ADMIN_PASSWORD: are needed as long as there are no users')
  }
}
