const LOCK = 'ruang.session'

let last: Promise<unknown> = Promise.resolve()

/**
 * Runs one task at a time across all tabs. Plain http from another machine has no Web Locks: there it is one task per
 * tab, and the server's grace period for refresh tokens has to cover tabs that race.
 */
export function withSessionLock<T>(work: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request(LOCK, work)
  const turn = last.then(work)
  last = turn.catch(() => {})
  return turn
}
