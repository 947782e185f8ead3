import type { Client } from './io.ts'

/**
 * Counts the connections of each user to this process, so that one who opens ever more of them does not live at the
 * expense of everybody else.
 * @param most of one user
 */
export function createSocketCount(most: number) {
  const open = new Map<string, number>()
  return {
    /** Counts a connection until it closes. @returns false, and does not count it, if it is one too many */
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
