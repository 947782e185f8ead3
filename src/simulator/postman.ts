import type { LogEntry } from '../protocol/simulator.ts'
import { createBatcher } from './batcher.ts'
import type { Misbehaviour } from './behaviour.ts'
import { envelope } from './envelope.ts'
import type { Journal } from './journal.ts'

/** One message or status to be delivered to our webhook. */
export type WebhookItem = {
  /** Items of one lane arrive in order, unless the simulator misbehaves. */
  lane: string
  field: string
  value: Record<string, unknown>
  /** For the traffic log. */
  about: Pick<LogEntry, 'event' | 'wamid' | 'customer_id' | 'code'>
  /** Called once, when our webhook has answered 200. */
  taken?: () => void
}

type Queued = WebhookItem & { since: number; due: number; marks: LogEntry['marks'] }

export type Postman = ReturnType<typeof createPostman>

/** Backoff. Meta retries for days; a few minutes are enough here. */
const RETRIES_MS = [200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000]
const TIMEOUT_MS = 20_000
/** Limit of undelivered items: further ones are dropped, as our webhook has been down for long. */
const MAX_UNDELIVERED = 200_000
const DUPLICATE_WITHIN_MS = 300

/** Delivers webhooks to our own server over HTTP; order, duplicates, batches and delays follow the configured behaviour. */
export function createPostman({
  appSecret,
  webhookUrl,
  now,
  misbehaviour,
  journal,
}: {
  appSecret: string
  webhookUrl: () => string
  now: () => number
  misbehaviour: Misbehaviour
  journal: Journal
}) {
  const lanes = new Map<string, Promise<void>>()
  const held: Queued[] = []
  const shuffling = createBatcher<Queued>((hand) => {
    const before = [...hand]
    for (let i = hand.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1))
      ;[hand[i], hand[j]] = [hand[j]!, hand[i]!]
    }
    hand.forEach((item, place) => {
      if (before[place] !== item) item.marks.push('reordered')
      bundle(item)
    })
  })
  const batching = createBatcher<Queued>((batch) => {
    if (batch.length > 1) for (const { marks } of batch) marks.push('batched')
    onLane('', batch)
  })
  const timers = new Set<Timer>()
  const waiting = new Set<() => void>()
  let undelivered = 0
  let generation = 0

  function enter(item: Queued): void {
    const { reorder_within } = misbehaviour.now
    if (reorder_within > 1) shuffling.add(item, reorder_within)
    else bundle(item)
  }

  function bundle(item: Queued): void {
    const { batch_size } = misbehaviour.now
    if (batch_size > 1) batching.add(item, batch_size)
    else onLane(item.lane, [item])
  }

  function onLane(lane: string, items: Queued[]): void {
    const before = lanes.get(lane) ?? Promise.resolve()
    const mine = before.then(() => deliver(items))
    lanes.set(lane, mine)
    void mine.then(() => {
      if (lanes.get(lane) === mine) lanes.delete(lane)
    })
  }

  /** As with Meta, only the first attempt blocks the lane; retries don't. */
  async function deliver(items: Queued[]): Promise<void> {
    const of = generation
    const wait = Math.max(...items.map(({ due }) => due)) - performance.now()
    if (wait > 0) await sleep(wait)
    if (of !== generation) return
    if (await post(items, false)) return done(items, of)
    void retry(items, of)
  }

  async function retry(items: Queued[], of: number): Promise<void> {
    for (const ms of RETRIES_MS) {
      await sleep(ms)
      if (of !== generation) return
      const last = ms === RETRIES_MS.at(-1)
      if (await post(items, last)) break
    }
    done(items, of)
  }

  function done(items: Queued[], of: number): void {
    if (of !== generation) return
    const { duplicates } = misbehaviour.now
    if (Math.random() < duplicates) {
      const again = items.map((item) => ({
        ...item,
        marks: [...item.marks, 'duplicate' as const],
      }))
      void sleep(Math.random() * DUPLICATE_WITHIN_MS)
        .then(() => (of === generation ? post(again, true) : false))
        .then(() => arrived(items.length, of))
    } else arrived(items.length, of)
  }

  function arrived(count: number, of: number): void {
    if (of !== generation) return
    undelivered -= count
    if (undelivered > 0) return
    for (const resolve of waiting) resolve()
    waiting.clear()
  }

  /** @returns whether our webhook answered 200 */
  async function post(items: Queued[], last: boolean): Promise<boolean> {
    const { body, headers } = envelope(items, { appSecret, now: now() })
    const answer = await fetch(webhookUrl(), {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => null)
    await answer?.arrayBuffer().catch(() => null)
    const ok = answer?.status === 200
    for (const { about, marks, since, taken } of items) {
      const delayed = Math.round(performance.now() - since)
      journal.log({
        at: new Date(now()).toISOString(),
        direction: 'from_meta',
        ...about,
        result: ok ? 'delivered' : last ? 'given_up' : 'retrying',
        http_status: answer?.status ?? null,
        marks,
        delayed_ms: marks.includes('delayed') ? delayed : 0,
      })
      if (ok && !marks.includes('duplicate')) taken?.()
    }
    return ok
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        resolve()
      }, ms)
      timers.add(timer)
    })
  }

  return {
    send(item: WebhookItem): void {
      if (undelivered >= MAX_UNDELIVERED) return
      const { delay_ms, paused } = misbehaviour.now
      const delay = delay_ms > 0 ? Math.random() * delay_ms : 0
      const since = performance.now()
      const queued: Queued = {
        ...item,
        since,
        due: since + delay,
        marks: delay > 0 ? ['delayed'] : [],
      }
      undelivered++
      if (paused) held.push(queued)
      else enter(queued)
    },

    /** Sends what was held back by `paused`. */
    resume(): void {
      for (const item of held.splice(0)) enter(item)
    },

    /** Resolves when everything has been delivered or given up. */
    idle: (): Promise<void> =>
      undelivered === 0 ? Promise.resolve() : new Promise((resolve) => waiting.add(resolve)),

    /** Discards everything that is not delivered yet. */
    drop(): void {
      generation++
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
      shuffling.drop()
      batching.drop()
      lanes.clear()
      held.length = 0
      undelivered = 0
      for (const resolve of waiting) resolve()
      waiting.clear()
    },
  }
}
