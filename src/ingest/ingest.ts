import { createHash } from 'node:crypto'
import type { ActionContext } from '../actions/context.ts'
import { type EventRow, lastId } from '../domain/event.ts'
import type { SettledGroup } from '../ops/emitTracker.ts'
import type { Sql } from '../store/database.ts'
import { createGroupQueue } from '../store/groupQueue.ts'
import { findStored, ingestGroup, isStoredAlready } from '../store/ingestGroup.ts'
import { putInQuarantine } from '../store/quarantine.ts'
import { isRace } from '../store/races.ts'
import { isCancelled, isDatabaseUnavailable, isOfAnotherVersion } from '../store/unavailable.ts'
import { readDueUpdates, readUpdatesOf } from '../store/waiting.ts'
import type { Inbound } from '../whatsapp/inbound.ts'
import { createChannelIds } from './channelIds.ts'
import { decideGroup } from './decideGroup.ts'
import { createDirectory } from './directory.ts'
import { learn } from './learn.ts'
import { queueKeysOf } from './queueKeysOf.ts'
import { resolveSenders, sendersOf, settleIdentityChanges } from './resolveSenders.ts'

/** One verified webhook: its updates, and the raw body for the quarantine in case a part can't be stored. */
export type WebhookDelivery = {
  items: Inbound[]
  /** Null for updates that waited in the database: if they can't be applied, they stay there. */
  body: Uint8Array | null
  /** When it was received, by `performance.now()`. */
  receivedAt?: number
  /** The W3C trace context it belongs to. */
  traceparent?: string
}

/** Callbacks for metrics and traces. Called once per group, never once per message. */
type IngestObserver = {
  /** One call has stored this many updates in this many milliseconds. */
  committed?: (updates: number, ms: number) => void
  /** A group of deliveries is settled; its events go to the feed in the next tick. */
  settled?: (group: SettledGroup) => void
  quarantined?: () => void
}

type IngestOptions = {
  /** Called with each group's rows after their commit. */
  stored?: (rows: readonly EventRow[]) => void
  observer?: IngestObserver
  /** Whether this server shuts down. */
  draining?: () => boolean
}

/** What `settled` reports of a group: filled in while the group is stored. */
type GroupRun = Pick<SettledGroup, 'last' | 'committedAt'>
type Work = { item: Inbound; delivery: WebhookDelivery }

/** Most updates in one transaction: as many as Meta puts into one webhook (facts sheet, section 1). */
const GROUP_SIZE = 1000
/** Groups in parallel: while PostgreSQL writes one, the server reads and decides the next. */
export const PARALLEL_GROUPS = 2
/** A second group starts only once this many updates wait: each call costs as much as several messages. */
const MIN_PER_GROUP = 16
/** Longest delay between two calls while messages come faster than calls return, but fewer than MIN_PER_GROUP wait. */
const MAX_DELAY_MS = 10
const TRIES = 6
/** How far back `applyWaiting` looks. An update misses its message only if two processes stored both at the same moment. */
const LATELY_MS = 3_600_000

/**
 * Stores webhooks in groups: resolve senders → decide → one call that writes and numbers the events → feed.
 * A delivery is settled once each of its updates is committed or in quarantine.
 */
export function createIngest(
  ctx: ActionContext,
  log: { error: (fields: object, text: string) => void },
  { stored = () => {}, observer = {}, draining = () => false }: IngestOptions = {},
) {
  const directory = createDirectory()
  const channels = createChannelIds(ctx)
  /** Identity changes that were written already, even if their group failed afterwards. */
  const settledChanges = new WeakSet<Inbound>()

  /**
   * Stores what can be stored in one transaction.
   * @param lookUpAll see `resolveSenders`
   * @returns updates that have to follow it: deferred messages, and updates that had waited for a message of this group
   */
  const storeOnce = async (
    items: readonly Inbound[],
    groupRun: GroupRun,
    lookUpAll: boolean,
  ): Promise<Inbound[]> => {
    const channelIds = await channels.idsFor(items)
    const channelIdOf = (phoneNumberId: string) => channelIds.get(phoneNumberId)!
    const asked = sendersOf(items, channelIdOf)
    try {
      await settleIdentityChanges(ctx, items, settledChanges)
      const lookedUp = await resolveSenders(ctx, directory, asked, lookUpAll)
      const decided = decideGroup(ctx, directory, channelIdOf, items, { asked, lookedUp })
      const { input, deferred } = decided
      const calledAt = performance.now()
      const { rows, met, waiting } = await ingestGroup(ctx.sql, input)
      groupRun.committedAt = performance.now()
      observer.committed?.(items.length - deferred.length, groupRun.committedAt - calledAt)
      const last = rows.at(-1)
      if (last) groupRun.last = lastId(last)
      learn(directory, decided, met)
      // Deferred, so that Meta is answered before the dashboards get their events.
      setImmediate(ctx.handOver, rows)
      stored(rows)
      return [...deferred, ...(waiting as Inbound[])]
    } catch (error) {
      for (const key of asked.keys()) directory.forget(key)
      throw error
    }
  }

  const store = async (items: readonly Inbound[], groupRun: GroupRun) => {
    let left: readonly Inbound[] = items
    let isFirstRound = true
    for (let tries = 1; left.length > 0; tries++) {
      // From the second round on, all senders are looked up: either a race was lost or the rest follows its own group.
      const lookUpAll = !isFirstRound
      isFirstRound = false
      try {
        left = await storeOnce(left, groupRun, lookUpAll)
        tries = 0
      } catch (error) {
        if (tries >= TRIES || !isRace(error)) throw error
        if (tries > 1) channels.forget(left)
        if (isStoredAlready(error)) left = await withoutStored(ctx.sql, left)
      }
    }
  }

  const quarantine = async ({ delivery, item }: Work, cause: unknown) => {
    const { body } = delivery
    const { code } = cause as { code?: unknown }
    log.error({ kind: item.kind, code }, 'an update could not be stored')
    observer.quarantined?.()
    if (body === null) return
    const bodyHash = createHash('sha256').update(body).digest('hex')
    const error = `${item.kind}: ${cause instanceof Error ? cause.message : String(cause)}`
    await putInQuarantine(ctx.sql, { id: ctx.newId(), body, bodyHash, error })
  }

  /** A group that fails is halved until the update that causes the failure stands alone. */
  const settle = async (work: readonly Work[], groupRun: GroupRun): Promise<void> => {
    try {
      await store(
        work.map(({ item }) => item),
        groupRun,
      )
    } catch (error) {
      // Not the payload's fault: rejected, so that Meta delivers it again.
      const isOurs = isDatabaseUnavailable(error) || isOfAnotherVersion(error)
      // Cancelled by a time limit: a smaller group may pass.
      if (isOurs && (work.length === 1 || !isCancelled(error))) throw error
      if (work.length === 1) return quarantine(work[0]!, error)
      await settleInParts(work, Math.ceil(work.length / 2), groupRun)
    }
  }

  /** If one part is cancelled by a time limit, the others are still stored. */
  async function settleInParts(
    work: readonly Work[],
    size: number,
    groupRun: GroupRun,
  ): Promise<void> {
    let cutOff: Error | null = null
    for (let done = 0; done < work.length; done += size) {
      const part = work.slice(done, done + size)
      cutOff = (await settle(part, groupRun).then(() => null, orCancelled)) ?? cutOff
    }
    if (cutOff) throw cutOff
  }

  const queue = createGroupQueue<WebhookDelivery>({
    maxSize: GROUP_SIZE,
    concurrency: PARALLEL_GROUPS,
    minPerGroup: MIN_PER_GROUP,
    maxDelayMs: MAX_DELAY_MS,
    keysOf: ({ items }) => queueKeysOf(items),
    run: async (group) => {
      const startedAt = performance.now()
      const groupRun: GroupRun = { last: 0, committedAt: startedAt }
      const work = group.flatMap((delivery) => delivery.items.map((item) => ({ item, delivery })))
      // In parts: one body with far more updates than Meta promises would exceed the time or lock limits at every redelivery.
      try {
        await settleInParts(work, GROUP_SIZE, groupRun)
      } catch (error) {
        // Each further group would wait for as long, and a drain has no time for that: senders want an answer before its end.
        if (draining()) queue.refuseQueued(error)
        throw error
      }
      observer.settled?.({ deliveries: group, startedAt, ...groupRun })
      return []
    },
  })

  return {
    /** Resolves once the whole delivery is committed or in quarantine; rejects if the database can't take it now. */
    submit: (delivery: WebhookDelivery) =>
      delivery.items.length > 0 ? queue.submit(delivery, delivery.items.length) : Promise.resolve(),
    /** Applies updates that waited for a message which another process has stored meanwhile. */
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
 * Drops messages that are stored already: Meta redelivers whatever it is not sure of. Adds the updates that wait for
 * those messages, since the process that stored them may have died before it applied these.
 */
async function withoutStored(sql: Sql, items: readonly Inbound[]): Promise<Inbound[]> {
  const wamids = items.flatMap((item) => (item.kind === 'message' ? [item.wamid] : []))
  const stored = await findStored(sql, wamids)
  const left = items.filter((item) => item.kind !== 'message' || !stored.has(item.wamid))
  return [...left, ...((await readUpdatesOf(sql, [...stored])) as Inbound[])]
}
