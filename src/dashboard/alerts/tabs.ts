/** Several tabs of one browser are one pair of eyes and ears. Locks, since a tab that dies lets go of them. */
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
  const held = navigator.locks.request(
    `${SCREEN}${roomId}`,
    { mode: 'shared', signal: over.signal },
    () => gone,
  )
  held.catch(() => {})
  return () => over.abort()
}

/** Whether some tab shows this room to somebody. */
export async function isOnScreen(roomId: string): Promise<boolean> {
  const { held = [] } = await navigator.locks.query()
  return held.some(({ name }) => name === `${SCREEN}${roomId}`)
}

/** True in one tab only. */
export function claim(what: string): Promise<boolean> {
  return new Promise((answer) => {
    void navigator.locks.request(`${TOLD}${what}`, { ifAvailable: true }, (lock) => {
      answer(lock !== null)
      return lock && new Promise((resolve) => setTimeout(resolve, KEPT_MS))
    })
  })
}
