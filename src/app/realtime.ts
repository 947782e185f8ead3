import type { EventRow } from '../domain/event.ts'
import { emitRow } from '../feed/emit.ts'
import { createFeed } from '../feed/feed.ts'
import { createBuckets } from '../limits/buckets.ts'
import { createClientAddress } from '../limits/clientAddress.ts'
import { createTurns, type Turns } from '../limits/turns.ts'
import type { Log } from '../ops/log.ts'
import { applyAccess } from '../sockets/applyAccess.ts'
import { createIo } from '../sockets/createIo.ts'
import { cutOffAll } from '../sockets/cutOff.ts'
import { createDashboardStats } from '../sockets/dashboardStats.ts'
import { createEngine } from '../sockets/engine.ts'
import type { Io } from '../sockets/io.ts'
import { createOtherProcesses } from '../sockets/otherProcesses.ts'
import { createOutlet } from '../sockets/outlet.ts'
import { createRoomUpdates } from '../sockets/roomUpdates.ts'
import { createSlowClients } from '../sockets/slowClients.ts'
import { readSnapshot } from '../store/dashboardRooms.ts'
import { readStats } from '../store/stats.ts'
import type { Infra } from './infra.ts'
import type { Observability } from './observability.ts'

/** How long after the last row the feed polls for rows of other processes. */
const POLL_MS = 250

/** `publish` returns the number of bytes sent: 0 if a subscriber did not get the frame, or if there is none. */
type Publisher = { publish: (topic: string, frame: string) => number }

export type Realtime = ReturnType<typeof createRealtime>

/**
 * Brings the event log to the sockets of this process: feed, Socket.IO, and what listens to the feed.
 * @param urgent whether there is work that goes before handshakes and replays
 */
export function createRealtime(
  infra: Infra,
  { metrics, emitTracker }: Observability,
  urgent: () => boolean,
) {
  const { log, now, sql, redis } = infra
  const turns = createTurns(urgent)
  const engine = engineOf(infra, turns)
  const slow = () => void metrics.totals.slow++
  const slowClients = createSlowClients(() => io, slow)
  let server: Publisher | undefined
  const io = createIo(
    engine,
    (topic, frame) => {
      // Nobody subscribed, or a slow client did not get it.
      if (server?.publish(topic, frame) === 0) slowClients.look()
    },
    // Named by the database: processes that share it belong together, while others may use the same Redis.
    redis && { redis: redis.client, name: `ruang:${infra.epoch().split('.')[0]}` },
  )
  const otherProcesses = createOtherProcesses(redis && io)

  const rowListeners: ((row: EventRow) => void)[] = []
  const emitToSockets = createSocketEmitter(io, log)
  const feed = createFeed({
    sql,
    pollMs: POLL_MS,
    log,
    emit: (row) => {
      emitToSockets(row)
      metrics.totals.events++
      emitTracker.emitted(row)
      for (const listener of rowListeners) listener(row)
    },
  })
  const roomUpdates = createRoomUpdates({
    io,
    log,
    read: (roomIds) => readSnapshot(sql, roomIds),
    passed: feed.passed,
  })
  const stats = createDashboardStats({ io, log, read: () => readStats(sql, now()) })
  rowListeners.push(roomUpdates.note, stats.changed)

  return {
    engine,
    turns,
    io,
    feed,
    otherProcesses,
    stats,
    slow,
    state: () => ({
      sockets: io.of('/').sockets.size,
      feedPosition: feed.position,
      redis: infra.redisState(),
      redisRefusal: infra.redisRefusal(),
    }),
    /** Takes the log rows of a committed transaction of this process. */
    handOver(rows: readonly EventRow[]): void {
      feed.handOver(rows)
      otherProcesses.news()
    },
    /** Adds a listener for every row that the feed passes, called after the sockets. */
    onRow: (listener: (row: EventRow) => void) => void rowListeners.push(listener),
    async start(): Promise<void> {
      await feed.start()
      io.on('news', feed.poke)
    },
    /** Sets the Bun server whose topics are published to. Until it listens, there are no sockets. */
    setPublisher(listening: Publisher): void {
      server = listening
    },
    /** After a restore or a failover: follows the new log from its end, and makes all clients reload. */
    async followNewLog(): Promise<void> {
      await feed.restart()
      cutOffAll(io)
    },
    stopUpdates(): void {
      roomUpdates.stop()
      stats.stop()
    },
    /** Call when all sockets are closed: leaves the cluster and stops following the log. */
    stop(): void {
      io.of('/').adapter.close()
      redis?.stop()
      feed.stop()
    },
  }
}

function engineOf({ config, now }: Infra, turns: Turns) {
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

/** If a row could not be emitted, cuts off all sockets: they catch up by their cursors, so there is no silent gap. */
function createSocketEmitter(io: Io, log: Log) {
  const outlet = createOutlet(io)
  const steps = [(row: EventRow) => emitRow(outlet, row), (row: EventRow) => applyAccess(io, row)]
  return (row: EventRow): void => {
    for (const step of steps) {
      try {
        step(row)
      } catch (error) {
        log.error(
          { id: row.id, kind: row.kind, error: String(error) },
          'an event was not passed on',
        )
        cutOffAll(io)
      }
    }
  }
}
