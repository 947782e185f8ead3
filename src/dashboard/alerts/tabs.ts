/**
 * Several tabs of one browser are one pair of eyes and ears. Locks, since a tab that dies lets go of them; on plain http
 * from another machine browsers have none, and each tab tells by itself.
 */
const locks: LockManager | undefined = navigator.locks
const SCREEN = 'ruang.on-screen.'
const TOLD = 'ruang.told.'
/** As long as other tabs may be behind. */
const KEPT_MS = 10_000

/** Tells the other tabs that a room is in sight here. @returns what takes it back */
export function showRoom(roomId: string): () => void {
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

/** Whether some tab shows this room to somebody. */
export async function isOnScreen(roomId: string): Promise<boolean> {
  const { held = [] } = (await locks?.query()) ?? {}
  return held.some(({ name }) => name === `${SCREEN}${roomId}`)
}

/** True in one tab only. */
export function claim(what: string): Promise<boolean> {
  if (!locks) return Promise.resolve(true)
  return new Promise((answer) => {
    void locks.request(`${TOLD}${what}`, { ifAvailable: true }, (lock) => {
      answer(lock !== null)
      return lock && new Promise((resolve) => setTimeout(resolve, KEPT_MS))
    })
  })
}
