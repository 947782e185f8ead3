import type { Viewer } from '../domain/audience.ts'
import { type EventRow, lastId } from '../domain/event.ts'
import type { Sql } from '../store/database.ts'
import { oldestCursor, readEvents, readEventsOfUser } from '../store/events.ts'
import type { Feed } from './feed.ts'
import { type FramesOf, framesOf, keptFramesOf } from './frames.ts'

/** Rows read at once; a page takes about a millisecond. */
const PAGE = 200
/** Limits of one turn: about a millisecond of work. */
const TURN = { rows: 1000, frames: 64 }
/** At most this many rows may be left for going live, since they are sent in one go, without another turn. */
const LAST_STRETCH = 64

export type CatchUp = {
  viewer: Viewer
  cursor: number
  send: (frame: string) => void
  /** Runs work that sends several frames, so that they share one write. */
  corked: (work: () => void) => void
  /** Whether the client reads what is sent. While it does not, nothing more is sent. */
  keepsUp: () => boolean
  /** Resolves once the client keeps up again; with false if it is gone or too slow. */
  drained: () => Promise<boolean>
  /** Resolves when this replay may run its next turn (see `turns.ts`). */
  turn: () => Promise<void>
  /** Whether the viewer's access has changed in a way that makes the replay wrong. */
  interrupted: () => boolean
  /** Called in the same tick as the last missed event is sent: subscribing here leaves no gap. */
  goLive: (position: number, replayed: number) => void
}

/** `left`: the client is gone or too slow. `too_old`: rows that it still needs have been pruned. */
type CaughtUp = 'live' | 'left' | 'interrupted' | 'too_old'
/** `end` is the cursor after this page. */
type Page = { rows: readonly EventRow[]; end: number; full: boolean }

/**
 * Replays what a socket missed since `cursor`, oldest first, then hands the socket over to live delivery without a gap.
 * The audience stored with each row decides who gets it, not today's participants.
 */
export async function catchUp(
  { sql, feed }: { sql: Sql; feed: Feed },
  missing: CatchUp,
): Promise<CaughtUp> {
  const { viewer } = missing
  let { cursor } = missing
  let replayed = 0

  /** Rows that were read but not sent yet. */
  let page: Page | null = null
  /** The next page: it is read while `page` is sent. */
  let nextPage: Promise<Page | 'too_old'> | null = null

  /** @returns the rows that are left when the turn is over or the client does not keep up */
  const sendRows = (rows: readonly EventRow[], frames: FramesOf): readonly EventRow[] => {
    const until = replayed + (rows.length > LAST_STRETCH ? TURN.frames : Number.POSITIVE_INFINITY)
    let sent = 0
    missing.corked(() => {
      while (sent < Math.min(rows.length, TURN.rows) && replayed < until && missing.keepsUp()) {
        const row = rows[sent++]!
        for (const frame of frames(row, cursor, viewer)) {
          missing.send(frame)
          replayed++
        }
        cursor = Math.max(cursor, lastId(row))
      }
    })
    return rows.slice(sent)
  }

  const readPage = async (after: number): Promise<Page | 'too_old'> => {
    // The feed has passed `upTo`, so every change of access up to there is known to `interrupted`.
    const upTo = feed.position
    const rows = viewer.staff
      ? await readEvents(sql, { cursor: after, upTo, limit: PAGE })
      : await readEventsOfUser(sql, { userId: viewer.userId, cursor: after, upTo, limit: PAGE })
    // Checked after the read: if nothing is pruned now, nothing was missing then.
    if (after < (await oldestCursor(sql))) return 'too_old'
    const full = rows.length === PAGE
    return { rows, end: full ? lastId(rows.at(-1)!) : Math.max(after, upTo), full }
  }

  const nextRows = async (): Promise<Page | 'too_old'> => {
    const read = await (nextPage ?? readPage(cursor))
    nextPage = null
    if (read !== 'too_old' && read.full) {
      nextPage = readPage(read.end)
      // Whoever awaits it gets the error. If nobody does, it must not count as unhandled.
      nextPage.catch(() => {})
    }
    return read
  }

  for (;;) {
    await missing.turn()
    if (missing.interrupted()) return 'interrupted'
    const recent = feed.recent(cursor, viewer)
    if (recent) {
      page = null
      nextPage = null
      const isLast = recent.length <= LAST_STRETCH
      if (sendRows(recent, keptFramesOf).length === 0) {
        // Later rows up to the feed's position don't concern this viewer.
        cursor = Math.max(cursor, feed.position)
        if (isLast) {
          missing.goLive(feed.position, replayed)
          return 'live'
        }
      }
    } else if (page === null) {
      const read = await nextRows()
      if (read === 'too_old') return read
      page = read
      continue
    } else {
      page.rows = sendRows(page.rows, framesOf)
      if (page.rows.length === 0) {
        cursor = Math.max(cursor, page.end)
        page = null
      }
    }
    if (!(await missing.drained())) return 'left'
  }
}
