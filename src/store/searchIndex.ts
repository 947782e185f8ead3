import type { Sql } from './database.ts'

const EVENTS_AT_ONCE = 400
const MESSAGES_AT_ONCE = 2000
/** Only this many characters of a message can be found. */
const SEARCHED = 20_000

export type Followed = { done: boolean; position: number }

/**
 * Fills `message_search` by one step (`follow_for_search`): from a number of events, or of messages if the log no longer
 * reaches back far enough. One process at a time; null if another one is at it.
 */
export async function followForSearch(sql: Sql): Promise<Followed | null> {
  const [row] = await sql<{ reached: string | null; done: boolean }[]>`
    select reached, done from follow_for_search(${EVENTS_AT_ONCE}, ${MESSAGES_AT_ONCE}, ${SEARCHED})`
  const { reached, done } = row!
  return reached === null ? null : { done, position: Number(reached) }
}
