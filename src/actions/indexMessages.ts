import type { Sql } from '../store/database.ts'
import { followForSearch } from '../store/searchIndex.ts'

const EVERY_MS = 500
/** Places of the log in that time from which on storing goes first, and for how many rounds. */
const CROWD = 500
const PATIENCE = 10

/**
 * Keeps search a moment behind the event log. Asks nothing of the database while nothing happens here; of several
 * processes one works at a time.
 * @param position the last place of the log that this process knows of
 */
export function startIndexing(deps: {
  sql: Sql
  position: () => number
  log: { warn: (fields: object, text: string) => void }
}) {
  let indexed = -1
  let seen = 0
  let waited = 0
  let busy: Promise<void> | undefined

  /** While much is being stored, what can be found comes later: one stretch now and then. */
  const crowded = () => {
    const news = deps.position() - seen
    seen = deps.position()
    waited = news > CROWD && waited < PATIENCE ? waited + 1 : 0
    return waited > 0
  }
  const run = async () => {
    // The log of a database that was restored, or has failed over, may be shorter.
    if (deps.position() < seen) indexed = -1
    if (deps.position() <= indexed || crowded()) return
    try {
      const followed = await followForSearch(deps.sql)
      if (followed?.done) indexed = Math.max(indexed, followed.position)
    } catch (error) {
      const { code } = error as { code?: unknown }
      deps.log.warn({ code }, 'messages could not be indexed, and will be later')
    }
  }
  const look = () => {
    busy ??= run().finally(() => {
      busy = undefined
    })
  }
  const timer = setInterval(look, EVERY_MS)
  return {
    /** Resolves when nothing is under way any more. */
    async stop() {
      clearInterval(timer)
      await busy
    },
  }
}

/** Follows the log to its end. @returns the place that was reached; -1 if another process follows it */
export async function indexMessages(sql: Sql): Promise<number> {
  for (;;) {
    const followed = await followForSearch(sql)
    if (!followed) return -1
    if (followed.done) return followed.position
  }
}
