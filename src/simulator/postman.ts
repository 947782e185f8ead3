import type { LogEntry } from '../protocol/simulator.ts'
import type { Misbehaviour } from './behaviour.ts'
import { envelope } from './envelope.ts'
import { createGather } from './gather.ts'
import type { Journal } from './journal.ts'

/** One message or status on its way to our webhook. */
export type Parcel = {
  /** Parcels of a lane arrive in order, unless the simulator misbehaves. */
  lane: string
  field: string
  value: Record<string, unknown>
  /** For the log. */
  about: Pick<LogEntry, 'event' | 'wamid' | 'customer_id' | 'code'>
  /** Called once, when our webhook has taken it. */
  taken?: () => void
}

type Queued = Parcel & { since: number; due: number; marks: LogEntry['marks'] }

export type Postman = ReturnType<typeof createPostman>

/** Meta tries for days; a simulator that was told to stop, or whose server is gone, for some minutes. */
const RETRIES_MS = [200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000]
const TIMEOUT_MS = 20_000
/** What comes while so much waits is lost: our webhook has been away for long. */
const MAX_ON_THE_WAY = 200_000
const DUPLICATE_WITHIN_MS = 300

/** Carries webhooks to our own server by real HTTP, in whatever order and number the simulator is told to. */
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
  const shuffling = createGather<Queued>((hand) => {
    const before = [...hand]
    for (let i = hand.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1))
      ;[hand[i], hand[j]] = [hand[j]!, hand[i]!]
    }
    hand.forEach((parcel, place) => {
      if (before[place] !== parcel) parcel.marks.push('reordered')
      bundle(parcel)
    })
  })
  const batching = createGather<Queued>((batch) => {
    if (batch.length > 1) for (const { marks } of batch) marks.push('batched')
    onLane('', batch)
  })
  const timers = new Set<Timer>()
  const waiting = new Set<() => void>()
  let onTheWay = 0
  let generation = 0

  function enter(parcel: Queued): void {
    const { reorder_within } = misbehaviour.now
    if (reorder_within > 1) shuffling.add(parcel, reorder_within)
    else bundle(parcel)
  }

  function bundle(parcel: Queued): void {
    const { batch_size } = misbehaviour.now
    if (batch_size > 1) batching.add(parcel, batch_size)
    else onLane(parcel.lane, [parcel])
  }

  function onLane(lane: string, parcels: Queued[]): void {
    const before = lanes.get(lane) ?? Promise.resolve()
    const mine = before.then(() => deliver(parcels))
    lanes.set(lane, mine)
    void mine.then(() => {
      if (lanes.get(lane) === mine) lanes.delete(lane)
    })
  }

  /** The first try holds the lane back; further ones do not, as with Meta. */
  async function deliver(parcels: Queued[]): Promise<void> {
    const of = generation
    const wait = Math.max(...parcels.map(({ due }) => due)) - performance.now()
    if (wait > 0) await sleep(wait)
    if (of !== generation) return
    if (await post(parcels, false)) return done(parcels, of)
    void retry(parcels, of)
  }

  async function retry(parcels: Queued[], of: number): Promise<void> {
    for (const ms of RETRIES_MS) {
      await sleep(ms)
      if (of !== generation) return
      const last = ms === RETRIES_MS.at(-1)
      if (await post(parcels, last)) break
    }
    done(parcels, of)
  }

  function done(parcels: Queued[], of: number): void {
    if (of !== generation) return
    const { duplicates } = misbehaviour.now
    if (Math.random() < duplicates) {
      const again = parcels.map((parcel) => ({
        ...parcel,
        marks: [...parcel.marks, 'duplicate' as const],
      }))
      void sleep(Math.random() * DUPLICATE_WITHIN_MS)
        .then(() => (of === generation ? post(again, true) : false))
        .then(() => arrived(parcels.length, of))
    } else arrived(parcels.length, of)
  }

  function arrived(count: number, of: number): void {
    if (of !== generation) return
    onTheWay -= count
    if (onTheWay > 0) return
    for (const resolve of waiting) resolve()
    waiting.clear()
  }

  /** Whether our webhook took it. */
  async function post(parcels: Queued[], last: boolean): Promise<boolean> {
    const { body, headers } = envelope(parcels, { appSecret, now: now() })
    const answer = await fetch(webhookUrl(), {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => null)
    await answer?.arrayBuffer().catch(() => null)
    const ok = answer?.status === 200
    for (const { about, marks, since, taken } of parcels) {
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
    send(parcel: Parcel): void {
      if (onTheWay >= MAX_ON_THE_WAY) return
      const { delay_ms, paused } = misbehaviour.now
      const delay = delay_ms > 0 ? Math.random() * delay_ms : 0
      const since = performance.now()
      const queued: Queued = {
        ...parcel,
        since,
        due: since + delay,
        marks: delay > 0 ? ['delayed'] : [],
      }
      onTheWay++
      if (paused) held.push(queued)
      else enter(queued)
    },

    /** After `paused` went: what piled up goes out. */
    resume(): void {
      for (const parcel of held.splice(0)) enter(parcel)
    },

    /** Resolves when nothing is on its way. */
    idle: (): Promise<void> =>
      onTheWay === 0 ? Promise.resolve() : new Promise((resolve) => waiting.add(resolve)),

    /** Whatever is on its way is lost. */
    drop(): void {
      generation++
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
      shuffling.drop()
      batching.drop()
      lanes.clear()
      held.length = 0
      onTheWay = 0
      for (const resolve of waiting) resolve()
      waiting.clear()
    },
  }
}
