/**
 * Several tabs of one browser alert the user only once. Coordinated by Web Locks, because a tab that dies releases
 * them. Plain http from another machine has no locks: there each tab alerts by itself.
 */
const locks: LockManager | undefined = navigator.locks
const SCREEN = 'ruang.on-screen.'
const ALERT_LOCK = 'ruang.told.'
/** How long a claim is held. Other tabs may get the same event this much later. */
const KEPT_MS = 10_000

/** Tells other tabs that this one shows a room. @returns a function that takes it back */
export function markOnScreen(roomId: string): () => void {
  const over = new AbortController()
  const gone = new Promise<void>((resolve) =>
    over.signal.addEventListener('abort', () => resolve()),
  )
  const held = locks?.request(
    `${SCREEN}${roomId}`,
    { mode: 'shared', signal: over.signal },
    () => gone,
  )
  held?.catch(() => {})
  return () => over.abort()
}

/** Whether any tab shows this room. */
export async function isOnScreen(roomId: string): Promise<boolean> {
  const { held = [] } = (await locks?.query()) ?? {}
  return held.some(({ name }) => name === `${SCREEN}${roomId}`)
}

/** Resolves to true in only one tab. */
export function claim(what: string): Promise<boolean> {
  if (!locks) return Promise.resolve(true)
  return new Promise((answer) => {
    void locks.request(`${ALERT_LOCK}${what}`, { ifAvailable: true }, (lock) => {
      answer(lock !== null)
      return lock && new Promise((resolve) => setTimeout(resolve, KEPT_MS))
    })
  })
}
