import { createGroupQueue } from '../groupQueue.ts'
import { type AccessAsked, readAccesses, type SessionAccess } from '../store/access.ts'
import type { Sql } from '../store/database.ts'

/** Two, so that one which takes long does not stop all. */
const STATEMENTS = 2
const MOST = 64

/** Reads the rights of handshakes: those that come while others are being read go together, in one statement. */
export function createAccessReader(sql: Sql) {
  type Reading = { asked: AccessAsked; known: SessionAccess | null }
  const queue = createGroupQueue<Reading>({
    flights: STATEMENTS,
    maxSize: MOST,
    run: async (group) => {
      const all = await readAccesses(
        sql,
        group.map(({ asked }) => asked),
      )
      for (const [n, reading] of group.entries()) reading.known = all[n]!
      return []
    },
  })
  return async (asked: AccessAsked): Promise<SessionAccess | null> => {
    const reading: Reading = { asked, known: null }
    await queue.submit(reading, 1)
    return reading.known
  }
}
