import type { EventRow } from '../domain/event.ts'
import { isWindowOpen, windowExpiresAt } from '../domain/window.ts'
import { evictOldest } from '../limits/evictOldest.ts'
import type { Sql } from '../store/database.ts'
import { type LastIncoming, readLastIncoming } from '../store/receipts.ts'
import type { Graph } from '../whatsapp/graph.ts'

/** Facts sheet, section 6: marking read works best within 30 days; typing shows for 25 s, or until the answer. */
const READABLE_MS = 30 * 24 * 3_600_000
const TYPING_EVERY_MS = 20_000
const MAX_ROOMS = 10_000
/** Parallel calls; kept low, since sends and files need Bun's request slots more. */
const AT_ONCE = 32
/** More waiting calls pile up only while Meta hangs, and would come too late anyway. */
const MAX_QUEUED = 1_000

type Receipts = {
  /** Call when a room was marked as read. */
  read: (roomId: string) => void
  /** Call when somebody types in a room. */
  typing: (roomId: string) => void
  /** Call with every row that the feed passes: an answer ends the typing indicator. */
  note: (row: EventRow) => void
}

/**
 * Sends read receipts and typing indicators to customers, by each channel's settings. Best effort: failures are not
 * retried, and what waits too long is dropped. At Meta, typing also marks as read, so a channel without read receipts shows
 * no typing either.
 */
export function createReceipts(deps: {
  sql: Sql
  graph: Pick<Graph, 'markRead'>
  now: () => number
  log: { warn: (fields: object, text: string) => void }
}): Receipts & { idle: () => Promise<unknown> } {
  const { sql, graph, now } = deps
  const inFlight = new Set<Promise<void>>()
  /** When typing was last shown to a room's customer. */
  const shown = new Map<string, number>()
  /** Waiting calls by room and kind. The room is read when the call's turn comes, so that it is up to date. */
  const waiting = new Map<string, () => Promise<void>>()

  const tell = (roomId: string, typing: boolean, wants: (heard: LastIncoming) => boolean) => {
    const key = `${typing ? 'typing' : 'read'} ${roomId}`
    waiting.set(key, async () => {
      const heard = await readLastIncoming(sql, roomId)
      if (heard && wants(heard)) await graph.markRead(heard.phoneNumberId, heard.wamid, typing)
    })
    evictOldest(waiting, MAX_QUEUED)
    next()
  }

  const next = () => {
    const [first] = waiting
    if (!first || inFlight.size >= AT_ONCE) return
    const [key, work] = first
    waiting.delete(key)
    const telling = work()
      .catch((error) => {
        const { code } = error as { code?: unknown }
        deps.log.warn({ code }, 'a customer was not shown that we read or type')
      })
      .finally(() => {
        inFlight.delete(telling)
        next()
      })
    inFlight.add(telling)
  }

  return {
    read(roomId) {
      tell(
        roomId,
        false,
        ({ sendReadReceipts, at }) => sendReadReceipts && now() - Date.parse(at) < READABLE_MS,
      )
    },
    typing(roomId) {
      if (now() - (shown.get(roomId) ?? Number.NEGATIVE_INFINITY) < TYPING_EVERY_MS) return
      if (shown.size >= MAX_ROOMS) shown.clear()
      const since = now()
      shown.set(roomId, since)
      // Only if an answer is possible and has not been sent meanwhile.
      tell(
        roomId,
        true,
        ({ sendTyping, sendReadReceipts, at }) =>
          sendTyping &&
          sendReadReceipts &&
          shown.get(roomId) === since &&
          now() - since < TYPING_EVERY_MS &&
          isWindowOpen(windowExpiresAt(at), now()),
      )
    },
    note(row) {
      const answered = row.kind === 'message' && row.data.direction === 'outgoing'
      if (answered && row.roomId !== null) shown.delete(row.roomId)
    },
    /** For shutdown: drops what waits, and resolves once running calls are done. */
    idle: () => {
      waiting.clear()
      return Promise.all(inFlight)
    },
  }
}
