import type postgres from 'postgres'
import type { Tx } from './database.ts'

/** A part of a statement. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>

/**
 * Whether a text is like one of these patterns, each asked for by itself: trigram indexes do not serve a list of them.
 * @param patterns of LIKE; see domain/searchText.ts
 */
export const containsEither = (tx: Tx, text: Fragment, patterns: readonly string[]): Fragment => {
  const likes = patterns.map((pattern) => tx`${text} ilike ${pattern}`)
  return tx`(${likes.reduce((all, one) => tx`${all} or ${one}`, tx`false`)})`
}
