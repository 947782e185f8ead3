import type { EventRow } from '../domain/event.ts'
import { isWindowOpen, windowExpiresAt } from '../domain/window.ts'
import { forgetOldest } from '../forgetOldest.ts'
import type { Sql } from '../store/database.ts'
import { type LastHeard, readLastHeard } from '../store/receipts.ts'
import type { Graph } from '../whatsapp/graph.ts'

/** Facts sheet, section 6: marking read works best within 30 days; typing shows for 25 s, or until the answer. */
const READABLE_MS = 30 * 24 * 3_600_000
const TYPING_EVERY_MS = 20_000
const MOST_ROOMS = 10_000
/** Sends and files need Bun's requests more. */
const AT_ONCE = 32
/** More than that wait only while Meta hangs, and then nobody would be shown them in time. */
const MOST_WAITING = 1_000

type Receipts = {
  /** Somebody whose reading counts has read the room. */
  read: (roomId: string) => void
  /** Somebody writes an answer. */
  typing: (roomId: string) => void
  /** Hears of every row that the feed passes: an answer ends what is shown. */
  note: (row: EventRow) => void
}

/**
 * What customers see of our reading and typing, as each number's settings say. No promise: what Meta does not take is not told
 * again, and what waits too long for its turn is not told at all. Typing also marks as read, so a number that keeps its
 * reading to itself does not show its typing either.
 */
export function createReceipts(deps: {
  sql: Sql
  graph: Pick<Graph, 'markRead'>
  now: () => number
  log: { warn: (fields: object, text: string) => void }
}): Receipts & { idle: () => Promise<unknown> } {
  const { sql, graph, now } = deps
  const underWay = new Set<Promise<void>>()
  /** When a room's customer was last shown that somebody types. */
  const shown = new Map<string, number>()
  /** By room and kind: what a room's customer is told is read when it is its turn. */
  const waiting = new Map<string, () => Promise<void>>()

  const tell = (roomId: string, typing: boolean, wants: (heard: LastHeard) => boolean) => {
    const key = `${typing ? 'typing' : 'read'} ${roomId}`
    waiting.set(key, async () => {
      const heard = await readLastHeard(sql, roomId)
      if (heard && wants(heard)) await graph.markRead(heard.phoneNumberId, heard.wamid, typing)
    })
    forgetOldest(waiting, MOST_WAITING)
    next()
  }

  const next = () => {
    const [first] = waiting
    if (!first || underWay.size >= AT_ONCE) return
    const [key, work] = first
    waiting.delete(key)
    const telling = work()
      .catch((error) => {
        const { code } = error as { code?: unknown }
        deps.log.warn({ code }, 'a customer was not shown that we read or type')
      })
      .finally(() => {
        underWay.delete(telling)
        next()
      })
    underWay.add(telling)
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
      if (shown.size >= MOST_ROOMS) shown.clear()
      const since = now()
      shown.set(roomId, since)
      // Only where an answer may follow, and has not yet.
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
    /** What waits is not told any more: who leaves does not wait for it. */
    idle: () => {
      waiting.clear()
      return Promise.all(underWay)
    },
  }
}
