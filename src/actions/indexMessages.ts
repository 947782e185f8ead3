import type { Sql } from '../store/database.ts'
import { followForSearch } from '../store/searchIndex.ts'

const EVERY_MS = 500
/** If the log grew by more places than this between two rounds, indexing is skipped, for at most PATIENCE rounds in a row. */
const CROWD = 500
const PATIENCE = 10

/**
 * Indexes messages for search, a moment behind the event log. No query runs while the log does not grow. Of several
 * processes, one works at a time.
 * @param position the last place of the log that this process knows
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

  /** While much is being stored, storing goes first, and indexing falls behind. */
  const crowded = () => {
    const news = deps.position() - seen
    seen = deps.position()
    waited = news > CROWD && waited < PATIENCE ? waited + 1 : 0
    return waited > 0
  }
  const run = async () => {
    // After a restore or a failover the log may be shorter than before.
    if (deps.position() < seen) indexed = -1
    if (deps.position() <= indexed || crowded()) return
    try {
      const followed = await followForSearch(deps.sql)
      if (followed?.done) indexed = Math.max(indexed, followed.position)
    } catch (error) {
      const { code } = error as { code?: unknown }
      deps.log.warn({ code }, 'messages could not be indexed, will retry')
    }
  }
  const look = () => {
    busy ??= run().finally(() => {
      busy = undefined
    })
  }
  const timer = setInterval(look, EVERY_MS)
  return {
    /** Stops, and resolves once the current round is done. */
    async stop() {
      clearInterval(timer)
      await busy
    },
  }
}

/** Indexes up to the end of the log. @returns the place reached; -1 if another process is indexing */
export async function indexMessages(sql: Sql): Promise<number> {
  for (;;) {
    const followed = await followForSearch(sql)
    if (!followed) return -1
    if (followed.done) return followed.position
  }
}
