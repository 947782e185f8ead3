import type { Sql } from '../store/database.ts'
import { claimSends, findClaimed, type OutcomeInput } from '../store/outbox.ts'

/**
 * Claims sends, and remembers the claims whose answer was lost. Such a claim may have been committed: its attempts would wait
 * for an outcome, although nobody sends them.
 * @param forMs how long a claim is remembered. Its commit may come after the connection was lost
 */
export function createClaims({ sql, forMs }: { sql: Sql; forMs: number }) {
  const lost = new Map<string, number>()
  return {
    async take(now: number, most: number): ReturnType<typeof claimSends> {
      const claimer = Bun.randomUUIDv7()
      try {
        return await claimSends(sql, { now, most, claimer })
      } catch (error) {
        lost.set(claimer, performance.now())
        throw error
      }
    },
    /** @returns outcomes that put back what claims got whose answer was lost */
    async unanswered(): Promise<OutcomeInput[]> {
      for (const [claimer, at] of lost) if (performance.now() - at > forMs) lost.delete(claimer)
      if (lost.size === 0) return []
      const claimed = await findClaimed(sql, [...lost.keys()])
      return claimed.map((which) => ({ ...which, kind: 'requeue' }))
    },
  }
}
