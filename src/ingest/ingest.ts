import { createHash } from 'node:crypto'
import type { ActionContext } from '../actions/context.ts'
import { type EventRow, lastId } from '../domain/event.ts'
import { createGroupQueue } from '../groupQueue.ts'
import type { Landed } from '../ops/landings.ts'
import { registerChannels } from '../store/channels.ts'
import type { Sql } from '../store/database.ts'
import { findStored, ingestGroup, isStoredAlready } from '../store/ingestGroup.ts'
import { putInQuarantine } from '../store/quarantine.ts'
import { isRace } from '../store/races.ts'
import { isCancelled, isDatabaseUnavailable, isOfAnotherVersion } from '../store/unavailable.ts'
import { readDueUpdates, readUpdatesOf } from '../store/waiting.ts'
import type { Inbound, InboundChannel } from '../whatsapp/inbound.ts'
import { customersOf } from './customersOf.ts'
import { decideGroup } from './decideGroup.ts'
import { createDirectory } from './directory.ts'
import { learn } from './learn.ts'
import { resolveSenders, sendersOf, settleChanges } from './resolveSenders.ts'

/** One signed webhook: what it says, and the raw body in case a part of it can't be stored. */
export type WebhookDelivery = {
  items: Inbound[]
  /** Null for updates that waited in the database: they wait on if they can't be applied. */
  body: Uint8Array | null
  /** When it came, by `performance.now()`. */
  receivedAt?: number
  /** What it is traced under, as W3C spells it. */
  traceparent?: string
}

/** Who looks on. Called once a group, never once a message. */
export type IngestWatch = {
  /** One call has stored so many updates in so many milliseconds. */
  committed?: (updates: number, ms: number) => void
  /** All of these is committed, and its events are handed over in a moment. */
  landed?: (landed: Landed) => void
  quarantined?: () => void
}

type Flight = Pick<Landed, 'last' | 'committedAt'>
type Work = { item: Inbound; delivery: WebhookDelivery }

/** Updates in one transaction at most: what Meta puts into one webhook (facts sheet, section 1). */
const GROUP_SIZE = 1000
/** Groups beside each other: while PostgreSQL writes one, the server reads and decides the next. */
export const FLIGHTS = 2
/** Updates that must wait before a group departs beside another: each call costs as much as several messages. */
const WORTH_A_FLIGHT = 16
/** Between two calls, while messages come faster than calls return, and fewer than that wait. */
const LONGEST_REST_MS = 10
const TRIES = 6
/** Who misses its message, misses it by moments: two processes stored the two at once. */
const LATELY_MS = 3_600_000

/**
 * Takes webhooks in, group by group: resolve senders → decide → one call that stores and numbers → the feed.
 * A delivery is settled when all of it is committed or in quarantine.
 */
export function createIngest(
  ctx: ActionContext,
  log: { error: (fields: object, text: string) => void },
  /** Hears of each group's rows once they are committed and handed over. */
  stored: (rows: readonly EventRow[]) => void = () => {},
  watch: IngestWatch = {},
) {
  const directory = createDirectory()
  /** Ids of our numbers. Never changed in place: whoever has begun with one goes on with it. */
  let channels: ReadonlyMap<string, string> = new Map()
  const settled = new WeakSet<Inbound>()

  const knowChannels = async (items: readonly Inbound[]) => {
    const before = channels
    const seen = new Map<string, InboundChannel>()
    for (const item of items) {
      const channel = item.kind === 'message' || item.kind === 'status' ? item.channel : null
      if (channel && !before.has(channel.phoneNumberId)) seen.set(channel.phoneNumberId, channel)
    }
    if (seen.size === 0) return before
    const rows = [...seen.values()].map((channel) => ({ ...channel, id: ctx.newId() }))
    const registered = await registerChannels(ctx.sql, rows)
    channels = new Map([...channels, ...registered])
    return new Map([...before, ...registered])
  }

  /** What no second try mends: a database that was restored may know a number by another id, or not at all. */
  const forgetChannels = (items: readonly Inbound[]) => {
    const numbers = new Set(
      items.map((item) => ('channel' in item ? item.channel?.phoneNumberId : undefined)),
    )
    channels = new Map([...channels].filter(([number]) => !numbers.has(number)))
  }

  /** Stores what can be stored in one transaction; answers what has to wait for it. */
  const storeOnce = async (
    items: readonly Inbound[],
    flight: Flight,
    lookUp: boolean,
  ): Promise<Inbound[]> => {
    const known = await knowChannels(items)
    const channelIdOf = (phoneNumberId: string) => known.get(phoneNumberId)!
    const asked = sendersOf(items, channelIdOf)
    try {
      await settleChanges(ctx, items, settled)
      const lookedUp = await resolveSenders(ctx, directory, asked, lookUp)
      const decided = decideGroup(ctx, directory, channelIdOf, items, { asked, lookedUp })
      const { input, deferred } = decided
      const calledAt = performance.now()
      const { rows, met, waiting } = await ingestGroup(ctx.sql, input)
      flight.committedAt = performance.now()
      watch.committed?.(items.length - deferred.length, flight.committedAt - calledAt)
      const last = rows.at(-1)
      if (last) flight.last = lastId(last)
      learn(directory, decided, met)
      // Meta is answered first: what is told to dashboards costs the sender nothing.
      setImmediate(ctx.handOver, rows)
      stored(rows)
      return [...deferred, ...(waiting as Inbound[])]
    } catch (error) {
      for (const key of asked.keys()) directory.forget(key)
      throw error
    }
  }

  const store = async (items: readonly Inbound[], flight: Flight) => {
    let left: readonly Inbound[] = items
    let isAgain = false
    for (let tries = 1; left.length > 0; tries++) {
      // Decided again, or after others of its group, it stands on what has been looked up.
      const lookUp = isAgain
      isAgain = true
      try {
        left = await storeOnce(left, flight, lookUp)
        tries = 0
      } catch (error) {
        if (tries >= TRIES || !isRace(error)) throw error
        if (tries > 1) forgetChannels(left)
        if (isStoredAlready(error)) left = await withoutStored(ctx.sql, left)
      }
    }
  }

  const quarantine = async ({ delivery, item }: Work, cause: unknown) => {
    const { body } = delivery
    const { code } = cause as { code?: unknown }
    log.error({ kind: item.kind, code }, 'an update could not be stored')
    watch.quarantined?.()
    if (body === null) return
    const bodyHash = createHash('sha256').update(body).digest('hex')
    const error = `${item.kind}: ${cause instanceof Error ? cause.message : String(cause)}`
    await putInQuarantine(ctx.sql, { id: ctx.newId(), body, bodyHash, error })
  }

  /** A group that fails is halved until the one update that fails for a reason of its own stands alone. */
  const settle = async (work: readonly Work[], flight: Flight): Promise<void> => {
    try {
      await store(
        work.map(({ item }) => item),
        flight,
      )
    } catch (error) {
      // What is not the payload's fault is Meta's to deliver again.
      const isOurs = isDatabaseUnavailable(error) || isOfAnotherVersion(error)
      // Cut off for taking too long: a smaller group may pass.
      if (isOurs && (work.length === 1 || !isCancelled(error))) throw error
      if (work.length === 1) return quarantine(work[0]!, error)
      await settleInParts(work, Math.ceil(work.length / 2), flight)
    }
  }

  /** Where one is cut off, the others are stored all the same. */
  async function settleInParts(work: readonly Work[], size: number, flight: Flight): Promise<void> {
    let cutOff: Error | null = null
    for (let done = 0; done < work.length; done += size) {
      const part = work.slice(done, done + size)
      cutOff = (await settle(part, flight).then(() => null, orCancelled)) ?? cutOff
    }
    if (cutOff) throw cutOff
  }

  const queue = createGroupQueue<WebhookDelivery>({
    maxSize: GROUP_SIZE,
    flights: FLIGHTS,
    worthAFlight: WORTH_A_FLIGHT,
    longestRestMs: LONGEST_REST_MS,
    keysOf: ({ items }) => customersOf(items),
    run: async (group) => {
      const departedAt = performance.now()
      const flight: Flight = { last: 0, committedAt: departedAt }
      const work = group.flatMap((delivery) => delivery.items.map((item) => ({ item, delivery })))
      // A body of many more than Meta promises, in one transaction, would run out of time or of locks however often it came.
      await settleInParts(work, GROUP_SIZE, flight)
      watch.landed?.({ deliveries: group, departedAt, ...flight })
      return []
    },
  })

  return {
    /** Resolves when all of the delivery is committed; rejects when the database can't be reached. */
    submit: (delivery: WebhookDelivery) =>
      delivery.items.length > 0 ? queue.submit(delivery, delivery.items.length) : Promise.resolve(),
    /** Applies updates that waited for a message which another process stored. */
    async applyWaiting(): Promise<void> {
      const since = new Date(ctx.now() - LATELY_MS)
      const due = (await readDueUpdates(ctx.sql, { since, limit: GROUP_SIZE })) as Inbound[]
      if (due.length > 0) await queue.submit({ items: due, body: null }, due.length)
    },
    idle: queue.idle,
    isBusy: queue.isBusy,
  }
}

function orCancelled(error: unknown): Error {
  if (isCancelled(error)) return error as Error
  throw error
}

/**
 * Meta delivers again what it is not sure of: what is stored already is done. Whoever stored it may have been lost
 * before it applied what waited for it.
 */
async function withoutStored(sql: Sql, items: readonly Inbound[]): Promise<Inbound[]> {
  const wamids = items.flatMap((item) => (item.kind === 'message' ? [item.wamid] : []))
  const stored = await findStored(sql, wamids)
  const left = items.filter((item) => item.kind !== 'message' || !stored.has(item.wamid))
  return [...left, ...((await readUpdatesOf(sql, [...stored])) as Inbound[])]
}
