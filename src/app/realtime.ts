import { createBuckets } from '../buckets.ts'
import type { EventRow } from '../domain/event.ts'
import { emitRow } from '../feed/emit.ts'
import { createFeed } from '../feed/feed.ts'
import { createRoomUpdates } from '../feed/roomUpdates.ts'
import { createClientAddress } from '../http/clientAddress.ts'
import type { Log } from '../log.ts'
import { applyAccess } from '../sockets/applyAccess.ts'
import { createIo } from '../sockets/createSockets.ts'
import { cutOffAll } from '../sockets/cutOff.ts'
import { createDashboardStats } from '../sockets/dashboardStats.ts'
import { createEngine } from '../sockets/engine.ts'
import type { Io } from '../sockets/io.ts'
import { createOthers } from '../sockets/others.ts'
import { createSlowClients } from '../sockets/slowClients.ts'
import { readSnapshot } from '../store/dashboardRooms.ts'
import { readStats } from '../store/stats.ts'
import { createTurns, type Turns } from '../turns.ts'
import type { Ground } from './ground.ts'
import type { Watch } from './watch.ts'

/** How long after the last row the feed looks for rows that nobody handed over. */
const POLL_MS = 250

/** Answers how many bytes have gone out: 0 if somebody did not get it. */
type Publisher = { publish: (topic: string, frame: string) => number }

export type Realtime = ReturnType<typeof createRealtime>

/**
 * The event log on its way to the sockets of this process.
 * @param urgent whether there is what handshakes and catching up should wait for
 */
export function createRealtime(
  ground: Ground,
  { metrics, landings }: Watch,
  urgent: () => boolean,
) {
  const { log, now, sql, redis } = ground
  const turns = createTurns(urgent)
  const engine = engineOf(ground, turns)
  const slow = () => void metrics.totals.slow++
  const slowClients = createSlowClients(() => io, slow)
  let server: Publisher | undefined
  const io = createIo(
    engine,
    (topic, frame) => {
      // Nobody, or not everybody.
      if (server?.publish(topic, frame) === 0) slowClients.look()
    },
    // Those who share a database are one; others may share the Redis.
    redis && { redis: redis.client, name: `ruang:${ground.epoch().split('.')[0]}` },
  )
  const others = createOthers(redis && io)

  const hearers: ((row: EventRow) => void)[] = []
  const feed = createFeed({
    sql,
    pollMs: POLL_MS,
    log,
    emit: (row) => {
      emitOrCutOff(io, row, log)
      metrics.totals.events++
      landings.passed(row)
      for (const hear of hearers) hear(row)
    },
  })
  const roomUpdates = createRoomUpdates({
    io,
    log,
    read: (roomIds) => readSnapshot(sql, roomIds),
    passed: feed.passed,
  })
  const stats = createDashboardStats({ io, log, read: () => readStats(sql, now()) })
  hearers.push(roomUpdates.note, stats.changed)

  return {
    engine,
    turns,
    io,
    feed,
    others,
    stats,
    slow,
    state: () => ({
      sockets: io.of('/').sockets.size,
      feedPosition: feed.position,
      redis: ground.redisState(),
    }),
    /** Takes the rows of a committed transaction. */
    handOver(rows: readonly EventRow[]): void {
      feed.handOver(rows)
      others.news()
    },
    /** Hears of every row that the feed passes, after the sockets. */
    hear: (hearer: (row: EventRow) => void) => void hearers.push(hearer),
    async start(): Promise<void> {
      await feed.start()
      io.on('news', feed.poke)
    },
    /** What listens, and holds the connections. Before it does, nobody is there to be told. */
    publishThrough(listening: Publisher): void {
      server = listening
    },
    /** Another database than the one that was followed: everybody reloads, and the log is followed anew. */
    async followAnew(): Promise<void> {
      await feed.restart()
      cutOffAll(io)
    },
    stopTelling(): void {
      roomUpdates.stop()
      stats.stop()
    },
    /** With the sockets gone: other processes are left, and the log is not followed any more. */
    stop(): void {
      io.of('/').adapter.close()
      redis?.stop()
      feed.stop()
    },
  }
}

function engineOf({ config, now }: Ground, turns: Turns) {
  return createEngine({
    turns,
    origins: config.corsOrigins,
    transports: config.socketTransports,
    addressOf: createClientAddress(config.trustedProxies),
    handshakes: createBuckets({
      perMinute: config.rateLimits?.handshakes ?? Number.POSITIVE_INFINITY,
      now,
    }),
  })
}

/** No silent gap: when a row could not be passed on, whoever is cut off catches up by its cursor. */
function emitOrCutOff(io: Io, row: EventRow, log: Log): void {
  for (const take of [emitRow, applyAccess]) {
    try {
      take(io, row)
    } catch (error) {
      log.error({ id: row.id, kind: row.kind, error: String(error) }, 'an event was not passed on')
      cutOffAll(io)
    }
  }
}
