import { type Delivery, deliveriesOf, reaches, type Viewer } from '../domain/audience.ts'
import { type EventRow, lastId } from '../domain/event.ts'
import type { Sql } from '../store/database.ts'
import { oldestCursor, readEvents, readEventsOfUser } from '../store/events.ts'
import type { Feed } from './feed.ts'

const PAGE = 500
/** Rows that may be sent in one go when going live; more are sent page by page, waiting for the client. */
const LAST_STRETCH = 100

export type CatchUp = {
  viewer: Viewer
  cursor: number
  send: (delivery: Delivery) => void
  /** Whether the client takes in what is sent: no row is sent ahead of one that does not. */
  keepsUp: () => boolean
  /** Resolves when it does again; false if it is gone. */
  drained: () => Promise<boolean>
  /** Whether what the viewer may see has changed so that a replay can't be right. */
  interrupted: () => boolean
  /** Runs in the tick in which the last missed event was sent: subscribe here, and no event falls between. */
  goLive: (position: number, replayed: number) => void
}

/** `too_old`: rows that were still to be sent have been pruned. */
type CaughtUp = 'live' | 'left' | 'interrupted' | 'too_old'

/**
 * Sends what a socket missed since `cursor`, oldest first, then hands it over to live delivery without a gap.
 * Every row goes by the audience that it kept; nothing looks at today's participants.
 */
export async function catchUp(
  { sql, feed }: { sql: Sql; feed: Feed },
  missing: CatchUp,
): Promise<CaughtUp> {
  const { viewer, send } = missing
  let { cursor } = missing
  let replayed = 0

  /** Rows that were read and not sent yet: the client did not keep up. */
  let page: { rows: readonly EventRow[]; upTo: number; full: boolean } | null = null

  /** @returns those that are left if the client does not keep up */
  const sendRows = (rows: readonly EventRow[]): readonly EventRow[] => {
    for (const [n, row] of rows.entries()) {
      if (!missing.keepsUp()) return rows.slice(n)
      for (const delivery of deliveriesOf(row, cursor, (to) => reaches(row, to, viewer))) {
        send(delivery)
        replayed++
      }
      cursor = Math.max(cursor, lastId(row))
    }
    return []
  }

  const readPage = async () => {
    // The feed has passed `upTo`, so every change of access up to there is known to `interrupted`.
    const upTo = feed.position
    const rows = viewer.staff
      ? await readEvents(sql, { cursor, upTo, limit: PAGE })
      : await readEventsOfUser(sql, { userId: viewer.userId, cursor, upTo, limit: PAGE })
    return { rows, upTo, full: rows.length === PAGE }
  }

  for (;;) {
    if (missing.interrupted()) return 'interrupted'
    const recent = feed.recent(cursor)
    if (recent && recent.length <= LAST_STRETCH) {
      page = null
      if (sendRows(recent).length === 0) {
        missing.goLive(feed.position, replayed)
        return 'live'
      }
    } else if (recent) {
      page = null
      sendRows(recent.slice(0, PAGE))
    } else {
      if (page === null) {
        page = await readPage()
        // Asked afterwards: nothing was missing when the rows were read.
        if (cursor < (await oldestCursor(sql))) return 'too_old'
      }
      const left = sendRows(page.rows)
      if (left.length > 0) page = { ...page, rows: left }
      else {
        if (!page.full) cursor = Math.max(cursor, page.upTo)
        page = null
      }
    }
    if (!(await missing.drained())) return 'left'
  }
}
