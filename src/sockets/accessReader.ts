import type { Turns } from '../limits/turns.ts'
import { type AccessQuery, readAccesses, type SessionAccess } from '../store/access.ts'
import type { Sql } from '../store/database.ts'
import { createGroupQueue } from '../store/groupQueue.ts'

/** Statements in parallel: two, so that a slow one does not block all handshakes. */
const STATEMENTS = 2
const MOST = 64
/** How long a handshake waits for others while many wait: turns admit one only every millisecond or two. */
const GATHER_MS = 15

type Reading = { asked: AccessQuery; known: SessionAccess | null }
type Gathering = { readings: Reading[]; read: Promise<void> }

/**
 * Reads the access of users during handshakes, in batches: requests that arrive during a read share the next statement.
 * While many wait, turns admit them one by one, so requests of a few milliseconds are gathered first.
 */
export function createAccessReader(sql: Sql, turns: Pick<Turns, 'isCrowded'>) {
  const queue = createGroupQueue<readonly Reading[]>({
    concurrency: STATEMENTS,
    maxSize: MOST,
    run: async (groups) => {
      const group = groups.flat()
      const all = await readAccesses(
        sql,
        group.map(({ asked }) => asked),
      )
      for (const [n, reading] of group.entries()) reading.known = all[n]!
      return []
    },
  })
  let gathering: Gathering | null = null

  const gather = (): Gathering => {
    const readings: Reading[] = []
    const gathered = turns.isCrowded() ? Bun.sleep(GATHER_MS) : Promise.resolve()
    const read = gathered.then(() => {
      if (gathering?.readings === readings) gathering = null
      return queue.submit(readings, readings.length)
    })
    return { readings, read }
  }

  return async (asked: AccessQuery): Promise<SessionAccess | null> => {
    const reading: Reading = { asked, known: null }
    gathering ??= gather()
    const { readings, read } = gathering
    readings.push(reading)
    if (readings.length === MOST) gathering = null
    await read
    return reading.known
  }
}
