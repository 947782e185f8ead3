import type { Viewer } from '../domain/audience.ts'
import { type EventRow, lastId } from '../domain/event.ts'
import type { Sql } from '../store/database.ts'
import { oldestCursor, readEvents, readEventsOfUser } from '../store/events.ts'
import type { Feed } from './feed.ts'
import { type FramesOf, framesOf, keptFramesOf } from './frames.ts'

/** Reading one takes about a millisecond too. */
const PAGE = 200
/** What one turn may do: about a millisecond's work. */
const TURN = { rows: 1000, frames: 64 }
/** Rows that may be sent in one go when going live; before more, others have their turn. */
const LAST_STRETCH = 64

export type CatchUp = {
  viewer: Viewer
  cursor: number
  send: (frame: string) => void
  /** Runs work that sends several frames. */
  inOneWrite: (work: () => void) => void
  /** Whether the client takes in what is sent: no row is sent ahead of one that does not. */
  keepsUp: () => boolean
  /** Resolves when it does again; false if it is gone. */
  drained: () => Promise<boolean>
  /** Resolves when others have had their turn. */
  turn: () => Promise<void>
  /** Whether what the viewer may see has changed so that a replay can't be right. */
  interrupted: () => boolean
  /** Runs in the tick in which the last missed event was sent: subscribe here, and no event falls between. */
  goLive: (position: number, replayed: number) => void
}

/** `too_old`: rows that were still to be sent have been pruned. */
type CaughtUp = 'live' | 'left' | 'interrupted' | 'too_old'
/** `end` is where the cursor stands after it. */
type Page = { rows: readonly EventRow[]; end: number; full: boolean }

/**
 * Sends what a socket missed since `cursor`, oldest first, then hands it over to live delivery without a gap.
 * Every row goes by the audience that it kept; nothing looks at today's participants.
 */
export async function catchUp(
  { sql, feed }: { sql: Sql; feed: Feed },
  missing: CatchUp,
): Promise<CaughtUp> {
  const { viewer } = missing
  let { cursor } = missing
  let replayed = 0

  /** Rows that were read and are still to be sent. */
  let page: Page | null = null
  /** The page after it, which is read while it is sent. */
  let nextPage: Promise<Page | 'too_old'> | null = null

  /** @returns those that are left when the turn is over, or the client does not keep up */
  const sendRows = (rows: readonly EventRow[], frames: FramesOf): readonly EventRow[] => {
    const until = replayed + (rows.length > LAST_STRETCH ? TURN.frames : Number.POSITIVE_INFINITY)
    let sent = 0
    missing.inOneWrite(() => {
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
    // Asked afterwards: nothing was missing when the rows were read.
    if (after < (await oldestCursor(sql))) return 'too_old'
    const full = rows.length === PAGE
    return { rows, end: full ? lastId(rows.at(-1)!) : Math.max(after, upTo), full }
  }

  const turnPage = async (): Promise<Page | 'too_old'> => {
    const read = await (nextPage ?? readPage(cursor))
    nextPage = null
    if (read !== 'too_old' && read.full) {
      nextPage = readPage(read.end)
      // Who waits for it hears of it; it may be that nobody does.
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
        // What follows in the log, up to here, is not the viewer's.
        cursor = Math.max(cursor, feed.position)
        if (isLast) {
          missing.goLive(feed.position, replayed)
          return 'live'
        }
      }
    } else if (page === null) {
      const read = await turnPage()
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
