import { createGroupQueue } from '../groupQueue.ts'
import { type AccessAsked, readAccesses, type SessionAccess } from '../store/access.ts'
import type { Sql } from '../store/database.ts'
import type { Turns } from '../turns.ts'

/** Two, so that one which takes long does not stop all. */
const STATEMENTS = 2
const MOST = 64
/** How long the handshakes of a crowd wait for each other: turns let in one in a millisecond or two. */
const GATHER_MS = 15

type Reading = { asked: AccessAsked; known: SessionAccess | null }
type Gathering = { readings: Reading[]; read: Promise<void> }

/**
 * Reads the rights of handshakes: those that come while others are being read go together, in one statement. Of a crowd
 * they come one by one, as it is their turn; then those of a few milliseconds go together.
 */
export function createAccessReader(sql: Sql, turns: Pick<Turns, 'isCrowded'>) {
  const queue = createGroupQueue<readonly Reading[]>({
    flights: STATEMENTS,
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

  return async (asked: AccessAsked): Promise<SessionAccess | null> => {
    const reading: Reading = { asked, known: null }
    gathering ??= gather()
    const { readings, read } = gathering
    readings.push(reading)
    if (readings.length === MOST) gathering = null
    await read
    return reading.known
  }
}
