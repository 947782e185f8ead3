import type { Sql } from './database.ts'

const EVENTS_AT_ONCE = 400
const MESSAGES_AT_ONCE = 2000
/** Characters of a message that can be found. */
const SEARCHED = 20_000

export type Followed = { done: boolean; position: number }

/**
 * One step of `message_search` after the log (`follow_for_search`): at most so many events, or messages where the log no
 * longer reaches back far enough. One process at a time; null when it is another.
 */
export async function followForSearch(sql: Sql): Promise<Followed | null> {
  const [row] = await sql<{ reached: string | null; done: boolean }[]>`
    select reached, done from follow_for_search(${EVENTS_AT_ONCE}, ${MESSAGES_AT_ONCE}, ${SEARCHED})`
  const { reached, done } = row!
  return reached === null ? null : { done, position: Number(reached) }
}
