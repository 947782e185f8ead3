import type { ActionContext } from '../actions/context.ts'
import { giveUpMedia, keepMedia } from '../actions/settleMedia.ts'
import { fetchRetryMs, MAX_FETCH_AGE_MS, MAX_GONE_TRIES, noFile } from '../domain/mediaFetch.ts'
import { fitsKind, fullMime, hasTooManyPixels, INBOUND_MAX_BYTES } from '../domain/mediaRules.ts'
import { download } from '../media/download.ts'
import type { Inspector } from '../media/inspector.ts'
import { type ObjectStore, objectName } from '../media/objects.ts'
import { Unreadable } from '../media/unreadable.ts'
import type { WorkFile, Workshop } from '../media/workshop.ts'
import { findKnownObjects } from '../store/mediaObjects.ts'
import { claimRemoteMedia, postponeRemoteMedia, type RemoteMedia } from '../store/remoteMedia.ts'
import type { Graph } from '../whatsapp/graph.ts'

export type FetchTimes = {
  /** How long a claim holds without renewal, so that the files of a dead process are taken over. */
  leaseMs: number
  pollMs: number
  /** Delay before the second try; see fetchRetryMs. */
  firstRetryMs: number
}
const TIMES: FetchTimes = { leaseMs: 60_000, pollMs: 5_000, firstRetryMs: 2_000 }
const AT_ONCE = 4
const NOT_YET = 'a file could not be fetched, will retry'

export type FetchDeps = {
  ctx: ActionContext
  graph: Pick<Graph, 'mediaInfo'>
  objects: ObjectStore
  workshop: Workshop
  inspector: Inspector
  token: () => string
  /** GRAPH_BASE_URL. A function, since the simulator's address is known only once the server listens. */
  graphUrl: () => string
  log: Record<'warn' | 'error', (fields: object, text: string) => void>
  random?: () => number
  times?: FetchTimes | undefined
}

type Outcome =
  | { kind: 'kept' }
  | { kind: 'retry'; reason: string }
  | { kind: 'failed'; reason: Parameters<typeof noFile>[0] }

/**
 * Downloads customers' files soon after their messages arrived. Several processes share the work: each claims rows for
 * `leaseMs` and renews the claim while it works on them.
 */
export function createMediaFetcher(deps: FetchDeps) {
  const { ctx, log, random = Math.random } = deps
  const { leaseMs, pollMs, firstRetryMs } = deps.times ?? TIMES
  const leaving = new AbortController()
  const running = new Map<string, Promise<void>>()
  let looking: Promise<void> | undefined
  let lookAgain = false

  const run = async (media: RemoteMedia) => {
    const renewal = setInterval(() => {
      const dueAt = ctx.now() + leaseMs
      void postponeRemoteMedia(ctx.sql, media.messageId, { dueAt }).catch(() => {})
    }, leaseMs / 3)
    try {
      await settle(media, await fetchOne(deps, media, leaving.signal))
    } catch (error) {
      const { code } = error as { code?: unknown }
      log.warn({ message_id: media.messageId, code }, NOT_YET)
      await postpone(media, typeof code === 'string' ? code : 'failed').catch(() => {})
    } finally {
      clearInterval(renewal)
      running.delete(media.messageId)
    }
    wake()
  }

  const settle = async (media: RemoteMedia, outcome: Outcome) => {
    if (outcome.kind === 'kept') return
    if (outcome.kind === 'retry' && ctx.now() - media.since < MAX_FETCH_AGE_MS) {
      const { messageId: message_id, tries } = media
      if (!leaving.signal.aborted) log.warn({ message_id, tries, reason: outcome.reason }, NOT_YET)
      return postpone(media, outcome.reason)
    }
    const reason = outcome.kind === 'retry' ? 'never_came' : outcome.reason
    log.error({ message_id: media.messageId, reason }, 'a file of a customer will not come')
    await giveUpMedia(ctx, media.messageId, noFile(reason))
  }

  const postpone = (media: RemoteMedia, error: string) => {
    // At shutdown another process may take the file at once.
    const wait = leaving.signal.aborted ? 0 : fetchRetryMs(media.tries, firstRetryMs, random())
    if (wait > 0 && wait < pollMs) setTimeout(wake, wait)
    return postponeRemoteMedia(ctx.sql, media.messageId, { dueAt: ctx.now() + wait, error })
  }

  const look = async () => {
    do {
      lookAgain = false
      const limit = AT_ONCE - running.size
      if (limit === 0) return
      const claim = { now: ctx.now(), leaseMs, limit }
      for (const media of await claimRemoteMedia(ctx.sql, claim))
        running.set(media.messageId, run(media))
    } while (lookAgain && !leaving.signal.aborted)
  }

  function wake() {
    if (leaving.signal.aborted) return
    lookAgain = true
    looking ??= look()
      .catch((error: { code?: unknown }) =>
        log.warn({ code: error.code }, 'files to fetch could not be looked for, will retry'),
      )
      .finally(() => {
        looking = undefined
        // A wake-up that came while this look was ending.
        if (lookAgain && running.size < AT_ONCE) setTimeout(wake, 0)
      })
  }

  let poll: Timer | undefined
  return {
    start(): void {
      poll = setInterval(wake, pollMs)
      wake()
    },
    /** Call when a message with a file has been stored. */
    wake,
    /** Aborts downloads, and resolves once nothing is under way any more. */
    async stop() {
      leaving.abort()
      clearInterval(poll)
      await looking
      await Promise.all(running.values())
    },
  }
}

async function fetchOne(
  deps: FetchDeps,
  media: RemoteMedia,
  signal: AbortSignal,
): Promise<Outcome> {
  const { graph, workshop, token } = deps
  const graphOrigin = new URL(deps.graphUrl()).origin
  let url = media.url
  if (media.mediaId !== null) {
    const info = await graph.mediaInfo(media.mediaId, media.phoneNumberId)
    if (info.kind === 'gone' && media.tries >= MAX_GONE_TRIES)
      return { kind: 'failed', reason: 'gone' }
    if (info.kind === 'gone') return { kind: 'retry', reason: info.kind }
    if (info.kind === 'retry') return info
    url = info.url
  }
  if (url === null) return { kind: 'failed', reason: 'gone' }
  const maxBytes = INBOUND_MAX_BYTES[media.kind]
  const got = await download(url, { workshop, token, graphOrigin, maxBytes, signal })
  if (got.kind === 'refused') return { kind: 'failed', reason: got.reason }
  // Without a media id there is no way to get a new URL after the five minutes that one is valid.
  if (got.kind === 'expired' && media.mediaId === null) return { kind: 'failed', reason: 'gone' }
  if (got.kind !== 'fetched')
    return { kind: 'retry', reason: got.kind === 'retry' ? got.reason : got.kind }
  try {
    return await keep(deps, media, got.file)
  } finally {
    await workshop.discard(got.file)
  }
}

async function keep(deps: FetchDeps, media: RemoteMedia, file: WorkFile): Promise<Outcome> {
  const { ctx, objects, workshop, inspector } = deps
  const found = await inspector.inspect(file.path).catch(asUnreadable)
  // A failure of ours, not of the file, and Meta keeps the file for days: retry.
  if (found instanceof Unreadable) return { kind: 'retry', reason: found.code }
  if (!fitsKind(media.kind, found.mime)) return { kind: 'failed', reason: 'type_mismatch' }
  // Documents are only downloaded, never shown.
  if (media.kind !== 'document' && hasTooManyPixels(found))
    return { kind: 'failed', reason: 'too_large' }
  const object = objectName(media.messageId, media.since, found.extension)
  const named = await workshop.nameAfter(file, object)
  const mime = fullMime(found) ?? 'application/octet-stream'
  const claims = media.mime !== null && base(media.mime) !== base(mime)
  try {
    await objects.put(object, named.path, mime)
    const stored = { object, size: file.size, mime, sha256: file.sha256 }
    const more = claims ? { claimed_mime_type: media.mime } : {}
    // False if the message was revoked meanwhile, or another process was faster.
    if (!(await keepMedia(ctx, media.messageId, stored, more))) await dropUnknown(deps, object)
    return { kind: 'kept' }
  } catch (error) {
    await dropUnknown(deps, object).catch(() => {})
    throw error
  } finally {
    await workshop.discard(named)
  }
}

function asUnreadable(error: unknown): Unreadable {
  if (error instanceof Unreadable) return error
  throw error
}

async function dropUnknown({ ctx, objects }: FetchDeps, object: string): Promise<void> {
  const known = await findKnownObjects(ctx.sql, [object])
  if (!known.has(object)) await objects.remove(object)
}

const base = (mime: string) => mime.split(';')[0]!.trim().toLowerCase()
