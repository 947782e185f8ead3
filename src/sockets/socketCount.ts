import type { Client } from './io.ts'

/**
 * Counts the connections of each user to this process, so that one user can't use up the server by opening ever more.
 * @param most connections of one user
 */
export function createSocketCount(most: number) {
  const open = new Map<string, number>()
  return {
    /** Counts a connection until it closes. @returns false if it exceeds the limit; then it is not counted */
    admit(conn: Client['conn'], userId: string): boolean {
      const before = open.get(userId) ?? 0
      if (before >= most) return false
      open.set(userId, before + 1)
      conn.once('close', () => {
        const left = open.get(userId)! - 1
        if (left === 0) open.delete(userId)
        else open.set(userId, left)
      })
      return true
    },
  }
}
