import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Sql } from '../store/database.ts'
import { readBacklogInTime } from '../store/health.ts'
import type { OutcomeInput } from '../store/outbox.ts'
import { WEBHOOK_OUTCOMES } from '../whatsapp/route.ts'
import type { SettledGroup } from './emitTracker.ts'

/** Outcomes of send attempts, as in the SQL function `send_outcomes`. */
const SEND_OUTCOMES = [
  'accepted',
  'refused',
  'retry',
  'hold',
  'uncertain',
  'overdue',
  'lost',
  'requeue',
] as const satisfies OutcomeInput['kind'][]

const SHORT_SECONDS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2, 5, 10,
]
const GROUP_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
/** Default metrics of prom-client that Bun can't provide; they are removed. */
const NOT_OF_BUN = /^(nodejs_(?!eventloop_lag)|process_(heap|virtual_memory)_bytes)/

/** How often the event loop's lag is sampled. The default of 10 ms wakes an idle process a hundred times a second. */
const LAG_EVERY_MS = 100

/**
 * This process's metrics for Prometheus. Frequent counts are plain numbers that become metrics when they are scraped;
 * figures from the database are read then too.
 * @param now the current state of this process
 */
export function createMetrics({
  sql,
  now,
}: {
  sql: Sql
  now: () => { sockets: number; feedPosition: number; redis: 'ok' | 'down' | 'unused' }
}) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_EVERY_MS })
  for (const { name } of registry.getMetricsAsArray()) {
    if (NOT_OF_BUN.test(name)) registry.removeSingleMetric(name)
  }
  const registers = [registry]

  const webhooks = counts(WEBHOOK_OUTCOMES)
  const sends = counts(SEND_OUTCOMES)
  const totals = { quarantined: 0, slow: 0, events: 0 }
  counterOf(registry, 'webhooks', 'Deliveries of Meta, by how they were answered', webhooks)
  counterOf(registry, 'sends', 'Attempts to send, by what became of them', sends)
  const total = (name: string, help: string, read: () => number) =>
    new Counter({
      name: `ruang_${name}_total`,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  total('quarantined_updates', 'Updates that could not be stored', () => totals.quarantined)
  total('slow_clients_cut', 'Sockets cut off because they did not read', () => totals.slow)
  total('events', 'Rows of the event log that the feed has passed', () => totals.events)

  const groupUpdates = new Histogram({
    name: 'ruang_ingest_group_updates',
    help: 'Updates that one commit stored',
    buckets: GROUP_SIZES,
    registers,
  })
  const commitSeconds = new Histogram({
    name: 'ruang_ingest_commit_seconds',
    help: 'The one call that stores a group, with its commit',
    buckets: SHORT_SECONDS,
    registers,
  })
  const emitSeconds = new Histogram({
    name: 'ruang_webhook_emit_seconds',
    help: 'From a delivery of Meta to the last of its events',
    buckets: SHORT_SECONDS,
    registers,
  })

  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `ruang_${name}`, help, labelNames, registers })
  const sockets = gauge('sockets', 'Open sockets of this process')
  const redisUp = gauge('redis_up', 'Whether Redis answers; absent without one')
  const databaseUp = gauge('database_up', 'Whether the database answered when these were read')
  const lagEvents = gauge('feed_lag_events', 'Places of the log that the feed has not passed yet')
  const lagSeconds = gauge('feed_lag_seconds', 'Age of the oldest row that the feed has not passed')
  const searchLag = gauge('search_lag_events', 'Places of the log that search has not passed yet')
  const queue = gauge('send_queue', 'Attempts to send that are not settled, by state', ['state'])
  const oldest = gauge('send_queue_oldest_seconds', 'How long the longest due attempt waits')
  const waiting = gauge('quarantine_waiting', 'Deliveries that wait in quarantine')
  const late = gauge('files_late', 'Files of customers that have not come within 15 minutes')
  const refused = gauge('channels_refused', 'Numbers that Meta does not let us send from')
  const perDatabase = [lagEvents, lagSeconds, searchLag, oldest, waiting, late, refused]

  const readNow = async () => {
    const { sockets: open, feedPosition, redis } = now()
    sockets.set(open)
    if (redis !== 'unused') redisUp.set(redis === 'ok' ? 1 : 0)
    else redisUp.remove()
    const backlog = await readBacklogInTime(sql, feedPosition)
    databaseUp.set(backlog ? 1 : 0)
    // Without an answer the figures are removed, since old ones would look current.
    queue.reset()
    if (!backlog) {
      for (const one of perDatabase) one.remove()
      return
    }
    lagEvents.set(backlog.feedEvents)
    lagSeconds.set(backlog.feedSeconds)
    searchLag.set(backlog.searchEvents)
    for (const state of ['queued', 'uploading', 'flying'] as const)
      queue.set({ state }, backlog.sends[state])
    oldest.set(backlog.oldestSendSeconds)
    waiting.set(backlog.quarantineWaiting)
    late.set(backlog.filesLate)
    refused.set(backlog.channelsRefused)
  }

  return {
    webhooks,
    sends,
    totals,
    /** Call when a group was stored, with the milliseconds it took. */
    committed(updates: number, ms: number): void {
      groupUpdates.observe(updates)
      commitSeconds.observe(ms / 1000)
    },
    /** Call when all events of these webhooks have been emitted. */
    emitted({ deliveries }: SettledGroup, at: number): void {
      for (const { receivedAt } of deliveries)
        if (receivedAt !== undefined) emitSeconds.observe((at - receivedAt) / 1000)
    },
    /** @param worker this process's number if several share a port */
    async text(worker?: number): Promise<string> {
      if (worker !== undefined) registry.setDefaultLabels({ worker: String(worker) })
      await readNow()
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}

const counts = <K extends string>(names: readonly K[]) =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>

function counterOf(registry: Registry, name: string, help: string, of: Record<string, number>) {
  return new Counter({
    name: `ruang_${name}_total`,
    help,
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [outcome, count] of Object.entries(of)) this.inc({ outcome }, count)
    },
  })
}
