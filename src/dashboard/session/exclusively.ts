const LOCK = 'ruang.session'

let last: Promise<unknown> = Promise.resolve()

/**
 * One work at a time, whichever tab it is in. Browsers have no locks on plain http from another machine: there it is
 * one in each tab, and the server's time for tabs that race has to do.
 */
export function exclusively<T>(work: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request(LOCK, work)
  const turn = last.then(work)
  last = turn.catch(() => {})
  return turn
}
