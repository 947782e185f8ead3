import type { Connection } from '../../client/connect.ts'

/**
 * Has a connection checked when the browser gives a reason to doubt it. A page that is shown again asks only if pings are
 * overdue, since whole offices look at their pages at the same hour. After a change of network, pings prove nothing.
 * @returns a function that stops it
 */
export function watchForDoubt(connection: Connection): () => void {
  const over = new AbortController()
  const { signal } = over
  const networkChanged = () => {
    if (connection.state === 'live') connection.makeSure(0)
    else connection.tryNow()
  }
  window.addEventListener('online', networkChanged, { signal })
  window.addEventListener('offline', () => connection.makeSure(0), { signal })
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible') connection.makeSure()
    },
    { signal },
  )
  window.addEventListener(
    'pageshow',
    ({ persisted }) => {
      if (persisted) connection.makeSure(0)
    },
    { signal },
  )
  return () => over.abort()
}
