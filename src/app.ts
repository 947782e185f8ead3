import type { Server as BunServer } from 'bun'
import { createTokens } from './actions/accessToken.ts'
import { createAutoAssign } from './actions/autoAssign.ts'
import type { ActionContext } from './actions/context.ts'
import { ensureAdmin } from './actions/ensureAdmin.ts'
import { expireMedia } from './actions/expireMedia.ts'
import { startIndexing } from './actions/indexMessages.ts'
import { createTemplateRefresh } from './actions/refreshTemplates.ts'
import { createSending } from './actions/send.ts'
import { createBuckets } from './buckets.ts'
import { openRedis } from './cluster/redis.ts'
import type { Config } from './config.ts'
import type { FetchTimes } from './delivery/fetchMedia.ts'
import { openMedia } from './delivery/openMedia.ts'
import { type Delivery, type DeliveryTimes, startDelivery } from './delivery/startDelivery.ts'
import { roomsOpened } from './domain/autoAssign.ts'
import { emitRow } from './feed/emit.ts'
import { createFeed } from './feed/feed.ts'
import { createRoomUpdates } from './feed/roomUpdates.ts'
import { createDoor, createHttp } from './http/app.ts'
import { createClientAddress } from './http/clientAddress.ts'
import { createDashboard } from './http/dashboard/dashboard.ts'
import { dashboardRoutes } from './http/dashboard/routes.ts'
import type { HttpDeps } from './http/deps.ts'
import { healthRoutes } from './http/health.ts'
import { createRequestLimits } from './http/limits.ts'
import { metricsRoutes } from './http/metrics.ts'
import { createIngest, FLIGHTS } from './ingest/ingest.ts'
import type { Log } from './log.ts'
import { openMeta } from './meta.ts'
import { createHealth } from './ops/health.ts'
import { createLandings } from './ops/landings.ts'
import { createMetrics } from './ops/metrics.ts'
import { createWebhookWatch } from './ops/webhookWatch.ts'
import { AppError } from './protocol/errors.ts'
import { applyAccess } from './sockets/applyAccess.ts'
import { createIo, startSockets } from './sockets/createSockets.ts'
import { cutOffAll, sendAway } from './sockets/cutOff.ts'
import { createDashboardStats } from './sockets/dashboardStats.ts'
import { createEngine, SOCKET_PATH } from './sockets/engine.ts'
import { createOthers } from './sockets/others.ts'
import { createPresence, type PresenceTimes } from './sockets/presence.ts'
import { createSlowClients } from './sockets/slowClients.ts'
import { readSnapshot } from './store/dashboardRooms.ts'
import { openDatabase } from './store/database.ts'
import { readEpoch } from './store/epoch.ts'
import { readStats } from './store/stats.ts'
import { anyUser } from './store/users.ts'
import { startUpkeep } from './upkeep.ts'
import type { Inbound } from './whatsapp/inbound.ts'
import { WEBHOOK_PATH, webhookRoute } from './whatsapp/route.ts'

export type App = {
  url: string
  stop: () => Promise<void>
  /** Makes the dashboard ready before anybody asks for it. */
  warm: () => Promise<void>
}

/** How often the feed looks for rows that nobody handed over. */
const POLL_MS = 250
/** How long requests that were sent before we began to leave may take to be read. */
const ON_THE_WAY_MS = 50
/** How long the last answers may take to reach who asked. */
const LAST_ANSWERS_MS = 2000
/**
 * Each route sets its own, far lower limit, and says why it refuses. Bun's refusal has no body; what is not read is not
 * taken into memory.
 */
const MAX_BODY_BYTES = 1024 * 1024 * 1024

/** Builds the server from its parts and starts it: database, feed, sockets, http. */
export async function createApp(
  config: Config,
  {
    databaseUrl,
    log,
    now = Date.now,
    presenceTimes,
    deliveryTimes,
    mediaTimes,
    metricsOfAll = (own) => own,
  }: {
    databaseUrl: string
    log: Log
    now?: () => number
    presenceTimes?: PresenceTimes
    deliveryTimes?: DeliveryTimes
    mediaTimes?: FetchTimes | undefined
    /** Makes of this process's metrics those of all that listen on its port. */
    metricsOfAll?: (own: () => Promise<string>) => () => Promise<string>
  },
): Promise<App> {
  const { sql, close } = openDatabase(databaseUrl)
  let epoch = await readEpoch(sql)
  const engine = createEngine({
    origins: config.corsOrigins,
    transports: config.socketTransports,
    addressOf: createClientAddress(config.trustedProxies),
    handshakes: createBuckets({
      perMinute: config.rateLimits?.handshakes ?? Number.POSITIVE_INFINITY,
      now,
    }),
  })
  const redis = config.redisUrl ? openRedis(config.redisUrl, log) : null
  const io = createIo(
    engine,
    (topic, frame) => {
      // Nobody, or not everybody.
      if (server.publish(topic, frame) === 0) slowClients.look()
    },
    // Those who share a database are one; others may share the Redis.
    redis && { redis: redis.client, name: `ruang:${epoch.split('.')[0]}` },
  )
  const others = createOthers(redis && io)
  const redisNow = (): 'ok' | 'down' | 'unused' =>
    redis ? (redis.answers() ? 'ok' : 'down') : 'unused'
  const own = () => ({
    sockets: io.of('/').sockets.size,
    feedPosition: feed.position,
    redis: redisNow(),
  })
  const metrics = createMetrics({ sql, now: own })
  const slow = () => void metrics.totals.slow++
  const slowClients = createSlowClients(() => io, slow)
  const traces = config.tracing && (await import('./ops/traces.ts')).openTraces(config.tracing)
  const landings = createLandings((landed, at) => {
    metrics.emitted(landed, at)
    traces?.landed(landed, at)
  })
  const feed = createFeed({
    sql,
    pollMs: POLL_MS,
    log,
    emit: (row) => {
      for (const take of [emitRow, applyAccess]) {
        try {
          take(io, row)
        } catch (error) {
          log.error(
            { id: row.id, kind: row.kind, error: String(error) },
            'an event was not passed on',
          )
          // No silent gap: whoever is cut off catches up by its cursor.
          cutOffAll(io)
        }
      }
      metrics.totals.events++
      landings.passed(row)
      roomUpdates.note(row)
      stats.changed()
      delivery?.note(row)
    },
  })
  let delivery: Delivery | undefined
  const roomUpdates = createRoomUpdates({
    io,
    log,
    read: (roomIds) => readSnapshot(sql, roomIds),
    passed: feed.passed,
  })
  const stats = createDashboardStats({ io, log, read: () => readStats(sql, now()) })
  const ctx: ActionContext = {
    sql,
    now,
    newId: () => Bun.randomUUIDv7(),
    handOver: (rows) => {
      feed.handOver(rows)
      others.news()
    },
    roomRead: (roomId) => delivery?.read(roomId),
  }
  if (config.adminEmail && config.adminPassword) {
    await ensureAdmin(ctx, { email: config.adminEmail, password: config.adminPassword })
  } else if (!(await anyUser(sql))) {
    throw new Error('ADMIN_EMAIL and ADMIN_PASSWORD: are needed as long as there are no users')
  }
  await feed.start()
  io.on('news', feed.poke)

  const tokens = createTokens({
    secret: config.jwtSecret,
    previousSecret: config.jwtSecretPrevious,
    lifetimeMs: config.accessTokenMs,
    now,
  })
  const autoAssign = createAutoAssign(ctx, log)
  const url = () => `http://${reachable(config.host)}:${server.port}`
  const { graph, graphUrl, token, simulator, number, businessAccountId } = openMeta(config, {
    url,
    log,
    now,
  })
  const sending = createSending(ctx, {
    number,
    stored: (rows) => {
      autoAssign.offer(roomsOpened(rows))
      delivery?.wake()
    },
  })
  const { send } = sending
  const presence = createPresence({
    io,
    sql,
    newId: ctx.newId,
    log,
    times: presenceTimes,
    tellOthers: others.presence,
    changed: (status) => {
      stats.changed()
      if (status === 'online') void autoAssign.sweep()
    },
  })
  const sockets = startSockets(io, {
    ctx,
    sql,
    feed,
    tokens,
    epoch: () => epoch,
    now,
    log,
    eventsPerMinute: config.rateLimits?.events ?? null,
    presence,
    others,
    send,
    typed: (roomId) => delivery?.typing(roomId),
    slow,
  })
  const media = openMedia({ ctx, config, graph, graphUrl, token, log, times: mediaTimes })
  // Connections of its own: a backend that has just done the same does it in little more than half the time.
  const ingestDatabase = openDatabase(databaseUrl, { max: FLIGHTS })
  const ingest = createIngest(
    { ...ctx, sql: ingestDatabase.sql },
    log,
    (rows) => {
      autoAssign.offer(roomsOpened(rows))
      media.noteStored(rows)
    },
    {
      committed: metrics.committed,
      landed: landings.landed,
      quarantined: () => void metrics.totals.quarantined++,
    },
  )
  let draining = false

  const templates = createTemplateRefresh({ sql, graph, configured: businessAccountId, log })
  const { endSessions } = sockets
  const { submit } = ingest
  const webhooks = createWebhookWatch({ sql, now })
  const health = createHealth({
    sql,
    now,
    webhooks,
    webhookSilenceMs: config.webhookSilenceMs,
    own: () => ({ ...own(), draining, sends: graph ? 'on' : 'off' }),
  })
  const limits = createRequestLimits(config.rateLimits, now)
  const deps: HttpDeps = {
    health,
    limits,
    ctx,
    tokens,
    config,
    log,
    endSessions,
    templates,
    submit,
    media,
    send,
    number,
    probeChannels: async () => delivery?.probe(),
    simulator,
  }
  const { appSecrets, verifyToken } = config
  const dashboard = createDashboard({ log, watch: !config.production })
  const { production, metricsToken } = config
  const operator = { production, metricsToken, limits }
  const { contentType } = metrics
  const text = metricsOfAll(() => metrics.text(config.worker))
  const webhook = createDoor(
    log,
    WEBHOOK_PATH,
    webhookRoute({
      appSecrets,
      verifyToken,
      traced: traces !== null,
      now,
      // Under load the queue never empties by itself: Meta delivers again, to the next server.
      submit: async (delivery) => {
        if (draining) throw new AppError('unavailable', 'This server is leaving.')
        await ingest.submit(delivery)
      },
      answered: (outcome) => {
        metrics.webhooks[outcome]++
        webhooks.answered(outcome)
      },
    }),
  )
  const http = createHttp(deps, [
    { path: '/', app: healthRoutes(operator, health) },
    { path: '/', app: metricsRoutes(operator, { text, contentType }) },
    { path: '/', app: dashboardRoutes(dashboard, { simulator: simulator !== null }) },
    ...(simulator ? [{ path: '/simulator', app: simulator.app, bodies: 'own' as const }] : []),
  ])

  const server: BunServer<unknown> = Bun.serve({
    port: config.port,
    hostname: config.host,
    // Workers listen side by side.
    reusePort: config.worker !== undefined,
    idleTimeout: 60,
    maxRequestBodySize: MAX_BODY_BYTES,
    fetch: (request, bun) => {
      const path = pathOf(request.url)
      if (path === WEBHOOK_PATH) return webhook.fetch(request)
      return path === SOCKET_PATH ? engine.handle(request, bun) : http.fetch(request, bun)
    },
    websocket: engine.websocket as never,
  })

  if (graph) {
    delivery = startDelivery({
      ctx,
      graph,
      open: media.objects.local,
      applyWaiting: (waiting) => void ingest.submit({ items: waiting as Inbound[], body: null }),
      log,
      times: deliveryTimes,
      settled: (kind) => void metrics.sends[kind]++,
    })
  } else log.warn('there is no WHATSAPP_ACCESS_TOKEN: what is sent waits for one')

  media.start()
  const upkeep = startUpkeep({
    sql,
    now,
    log,
    keep: config,
    applyWaiting: ingest.applyWaiting,
    sweepRooms: autoAssign.sweep,
    refreshTemplates: templates.due,
    expireMedia: async () => {
      if (config.mediaRetentionMs !== null)
        await expireMedia(ctx, { before: now() - config.mediaRetentionMs })
    },
    clearMedia: media.clear,
    tellWebhooks: webhooks.tell,
    refreshEpoch: async () => {
      const before = epoch
      epoch = await readEpoch(sql)
      if (epoch === before) return
      // Another database than the one that was followed: everybody reloads, and the log is followed anew.
      log.warn('the database was restored or has failed over')
      await feed.restart()
      cutOffAll(io)
    },
  })

  const indexing = startIndexing({ sql, position: () => feed.position, log })

  return {
    warm: async () => void (await dashboard.current()),
    url: url(),
    /** Takes nothing new, finishes what was taken, lets clients reconnect elsewhere. */
    async stop() {
      draining = true
      upkeep.stop()
      simulator?.stop()
      await Bun.sleep(ON_THE_WAY_MS)
      // Nobody new; open connections go on.
      const shut = server.stop()
      await ingest.idle()
      await sending.idle()
      await delivery?.stop()
      await autoAssign.idle()
      await media.stop()
      await sendAway(io)
      sockets.stop()
      roomUpdates.stop()
      stats.stop()
      // What was answered has yet to reach its sender.
      await Promise.race([shut, Bun.sleep(LAST_ANSWERS_MS)])
      await server.stop(true)
      await Promise.race([presence.stop(), Bun.sleep(LAST_ANSWERS_MS)])
      io.of('/').adapter.close()
      redis?.stop()
      feed.stop()
      await indexing.stop()
      await Promise.race([traces?.stop(), Bun.sleep(LAST_ANSWERS_MS)])
      await Promise.all([close(), ingestDatabase.close()])
    },
  }
}

/** The host under which this machine reaches what listens there. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  const end = url.indexOf('?', start)
  return url.slice(start, end === -1 ? undefined : end)
}
