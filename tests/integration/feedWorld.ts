import type { Server as BunServer } from 'bun'
import { createAutoAssign } from '../../src/actions/autoAssign.ts'
import type { ActionContext } from '../../src/actions/context.ts'
import { createSending } from '../../src/actions/send.ts'
import { createTokens } from '../../src/auth/accessToken.ts'
import { openRedis } from '../../src/cluster/redis.ts'
import { roomsOpened } from '../../src/domain/autoAssign.ts'
import type { EventRow } from '../../src/domain/event.ts'
import { emitRow } from '../../src/feed/emit.ts'
import { createFeed } from '../../src/feed/feed.ts'
import { createIngest } from '../../src/ingest/ingest.ts'
import { createTurns } from '../../src/limits/turns.ts'
import type { Role } from '../../src/protocol/user.ts'
import { applyAccess } from '../../src/sockets/applyAccess.ts'
import { createIo } from '../../src/sockets/createIo.ts'
import { createDashboardStats } from '../../src/sockets/dashboardStats.ts'
import { createEngine, type EngineOptions } from '../../src/sockets/engine.ts'
import { createOtherProcesses } from '../../src/sockets/otherProcesses.ts'
import { createOutlet } from '../../src/sockets/outlet.ts'
import { createPresence, type PresenceTimes } from '../../src/sockets/presence.ts'
import { createRoomUpdates } from '../../src/sockets/roomUpdates.ts'
import { startSockets } from '../../src/sockets/startSockets.ts'
import type { TypingTimes } from '../../src/sockets/typing.ts'
import { readSnapshot } from '../../src/store/dashboardRooms.ts'
import { openDatabase } from '../../src/store/database.ts'
import { readEpoch } from '../../src/store/epoch.ts'
import { readStats } from '../../src/store/stats.ts'
import { parseWebhook } from '../../src/whatsapp/parse.ts'
import { type Client, connect } from '../helpers/client.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { counting, pausable } from './feedProbes.ts'

export type FeedWorld = Awaited<ReturnType<typeof openFeedWorld>>
export type Someone = { id: string; familyId: string; token: string; role: Role }

/**
 * The realtime half of the server, put together as src/app.ts does, with what a test holds on to: the clock, the feed's
 * wake-ups (`pollMs` long: it learns only what it is told), and a pause after a read that a socket caused.
 */
export async function openFeedWorld(
  options: {
    databaseUrl?: string
    pollMs?: number
    typingTimes?: TypingTimes
    /** Without them, nobody's presence is kept. */
    presenceTimes?: PresenceTimes
    /** With it, worlds on one database are several processes that hear of each other. */
    redis?: string
  } & Partial<EngineOptions> = {},
) {
  const database = options.databaseUrl
    ? { url: options.databaseUrl, drop: async () => {} }
    : await testDatabase()
  const { sql, close } = openDatabase(database.url)
  const clock = { ahead: 0 }
  const now = () => Date.now() + clock.ahead
  const epoch = { now: await readEpoch(sql) }
  const log = { warn: () => {}, error: () => {} }
  const turns = createTurns()
  const engine = createEngine({
    turns,
    origins: options.origins ?? [],
    transports: options.transports ?? ['polling', 'websocket'],
    addressOf: () => '127.0.0.1',
  })
  const redis = options.redis ? openRedis(options.redis, { info: () => {}, warn: () => {} }) : null
  const io = createIo(
    engine,
    (topic, frame) => server.publish(topic, frame),
    redis && { redis: redis.client, name: `test:${new URL(database.url).pathname}` },
  )
  const otherProcesses = createOtherProcesses(redis && io)
  const outlet = createOutlet(io)
  const feed = createFeed({
    sql,
    log,
    pollMs: options.pollMs ?? 250,
    // Rows of this process are out at once, however long the fan-out before them took.
    pace: { delayMs: () => 0, measure: () => {} },
    emit: (row) => {
      emitRow(outlet, row)
      applyAccess(io, row)
      roomUpdates.note(row)
      stats.changed()
    },
  })
  /** What the lists and the counters read, in order. */
  const reads = { rooms: [] as (readonly string[])[], stats: 0 }
  const roomUpdates = createRoomUpdates({
    io,
    log,
    read: async (roomIds) => {
      reads.rooms.push(roomIds)
      return await readSnapshot(pauses.sql, roomIds)
    },
    passed: feed.passed,
  })
  const stats = createDashboardStats({
    io,
    log,
    read: () => {
      reads.stats++
      return readStats(sql, now())
    },
  })
  await feed.start()
  io.on('news', feed.poke)
  const tokens = createTokens({ secret: 'k'.repeat(40), lifetimeMs: 900_000, now })
  const pauses = pausable(sql)
  const watches = { open: 0 }
  const handOver = { on: true }
  const ctx: ActionContext = {
    sql,
    now,
    newId: () => Bun.randomUUIDv7(),
    handOver: (rows: readonly EventRow[]) => {
      if (handOver.on) feed.handOver(rows)
      otherProcesses.news()
    },
  }
  const deps = {
    ctx,
    sql: pauses.sql,
    feed: counting(feed, watches),
    tokens,
    turns,
    epoch: () => epoch.now,
    now,
    log,
    otherProcesses,
    send: createSending(ctx, { number: null, stored: () => {} }).send,
    ...(options.typingTimes && { typingTimes: options.typingTimes }),
  }
  const presence =
    options.presenceTimes &&
    createPresence({
      io,
      sql,
      newId: () => Bun.randomUUIDv7(),
      log,
      times: options.presenceTimes,
      tellOthers: otherProcesses.presence,
      changed: (status) => {
        stats.changed()
        if (status === 'online') void autoAssign.sweep()
      },
    })
  const sockets = startSockets(io, { ...deps, ...(presence && { presence }) })
  const autoAssign = createAutoAssign(ctx, log)
  const ingest = createIngest(ctx, log, {
    stored: (rows) => autoAssign.offer(roomsOpened(rows)),
  })
  const server: BunServer<unknown> = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 60,
    fetch: (request, bun) => engine.handle(request, bun),
    websocket: engine.websocket as never,
  })
  const url = `http://127.0.0.1:${server.port}`
  const clients: Client[] = []

  const world = {
    url,
    databaseUrl: database.url,
    sql,
    ctx,
    clock,
    epoch,
    feed,
    io,
    redis,
    engine,
    tokens,
    handOver,
    reads,
    autoAssign,
    /** How many reads of a permission the feed still watches over. */
    watches,
    endSessions: sockets.endSessions,
    /** Pauses the next read that a socket causes, after the database has answered. */
    pauseNextRead: pauses.next,
    deliver: (...values: Parameters<typeof webhook>) =>
      ingest.submit({ items: parseWebhook(webhook(...values), now()), body: Buffer.from('{}') }),
    /** Applies updates that waited for their message. */
    applyWaiting: ingest.applyWaiting,
    /** A new customer's first message. */
    async newRoom(text = 'Halo', phone = newPhone()) {
      await world.deliver(textMessage(phone, text))
      const [room] = await sql<{ id: string }[]>`
        select r.id from rooms r join contacts c on c.id = r.contact_id where c.wa_id = ${phone}`
      return { id: room!.id, phone }
    },
    say: (room: { phone: string }, text: string) => world.deliver(textMessage(room.phone, text)),
    /** A colleague with one sign-in. */
    async person(role: Role): Promise<Someone> {
      const id = Bun.randomUUIDv7()
      await sql`insert into users (id, email, name, role, password_hash)
        values (${id}, ${`${id}@example.com`}, ${`Test ${role}`}, ${role}, 'none')`
      return { id, role, ...(await world.signIn(id)) }
    },
    async signIn(userId: string) {
      const familyId = Bun.randomUUIDv7()
      await sql`insert into refresh_tokens (id, user_id, family_id, token_hash, expires_at)
        values (${Bun.randomUUIDv7()}, ${userId}, ${familyId}, ${familyId}, now() + interval '1 day')`
      return { familyId, token: (await tokens.issue(userId, familyId)).token }
    },
    async connect(who: { token: string }, auth: object = {}, options = {}) {
      const client = await connect(url, { token: who.token, ...auth }, options)
      clients.push(client)
      return client
    },
    async stop() {
      for (const client of clients) client.close()
      sockets.stop()
      roomUpdates.stop()
      stats.stop()
      await presence?.stop()
      io.local.disconnectSockets(true)
      await server.stop(true)
      io.of('/').adapter.close()
      redis?.stop()
      feed.stop()
      await ingest.idle()
      await autoAssign.idle()
      await close()
      await database.drop()
    },
  }
  return world
}

/** The durable events that a client saw, as `name id`. */
export const seenBy = (client: Client) =>
  client.durable().map(({ event, payload }) => `${event} ${payload.event_id}`)
