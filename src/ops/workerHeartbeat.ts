/** How often a worker sends a heartbeat, and how often the leader checks for it. */
const BEAT_MS = 1000
/** Extra checks granted to a worker that has not sent a heartbeat yet: it is starting. */
const START_GRACE = 30
/** While one worker is being replaced, no other is given up; after this many checks that no longer holds. */
const MAX_REPLACING = 120

const ALIVE = 'alive'

/** Call in a worker as early as possible. A blocked event loop sends no heartbeat. */
export function sendHeartbeats(tellLeader: (message: typeof ALIVE) => void): void {
  setInterval(() => tellLeader(ALIVE), BEAT_MS)
}

/**
 * Gives up workers that have sent no heartbeat for long: they are in an endless loop, or stopped from outside. It counts
 * missed checks, not time, so that a leader which itself did not run for a while blames no worker. It gives up one worker
 * at a time, so that a slow machine keeps the workers it has.
 */
export function watchWorkers<W>({
  maxMissed,
  alive,
  isReplaced,
  giveUp,
}: {
  /** A worker is given up after this many checks without a heartbeat. */
  maxMissed: number
  alive: () => Iterable<W>
  /** Whether another worker serves in its place. */
  isReplaced: (worker: W) => boolean
  giveUp: (worker: W, missed: number) => void
}) {
  const silent = new Map<W, number>()
  let given: { up: W; checks: number } | null = null

  const check = () => {
    const living = new Set(alive())
    for (const worker of silent.keys()) if (!living.has(worker)) silent.delete(worker)
    for (const worker of living) silent.set(worker, (silent.get(worker) ?? -START_GRACE) + 1)
    if (given && (isReplaced(given.up) || ++given.checks > MAX_REPLACING)) given = null
    if (given) return
    const [longest] = [...silent].toSorted(([, a], [, b]) => b - a)
    if (!longest || longest[1] < maxMissed) return
    given = { up: longest[0], checks: 0 }
    giveUp(...longest)
  }
  // Not an interval: a process that was suspended must not make up for missed checks.
  const next = () => {
    check()
    timer = setTimeout(next, BEAT_MS)
  }
  let timer = setTimeout(next, BEAT_MS)
  return {
    beat: (worker: W) => void silent.set(worker, 0),
    stop: () => clearTimeout(timer),
  }
}
