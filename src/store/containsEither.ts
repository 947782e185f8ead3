import type postgres from 'postgres'
import type { Tx } from './database.ts'

/** A part of a statement. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>

/**
 * Whether a text matches one of these patterns. Each is a condition of its own, since trigram indexes can't be used with a
 * list of patterns.
 * @param patterns of LIKE; see domain/searchText.ts
 */
export const containsEither = (tx: Tx, text: Fragment, patterns: readonly string[]): Fragment => {
  const likes = patterns.map((pattern) => tx`${text} ilike ${pattern}`)
  return tx`(${likes.reduce((all, one) => tx`${all} or ${one}`, tx`false`)})`
}
