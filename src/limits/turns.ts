/** How long turns run between two rests while urgent work is under way. */
const STRETCH_MS = 1
/** The rest after that while urgent work is under way: turns still get a quarter of the time, whatever the load. */
const REST_MS = 3
/** The rest while many wait and nothing is urgent: urgent work that arrives then finds the thread free. */
const CROWD_REST_MS = 1
/** This many waiting turns are a crowd. */
const CROWD = 16
/** After this many turns in a row for begun work, new work gets one. */
const BEGUN_FIRST = 8

export type Turns = ReturnType<typeof createTurns>

/**
 * Throttles work that comes by the thousand and can wait (handshakes, replays), since one thread does everything. Each
 * round of the event loop grants one turn, so other work gets in between any two. Turns are fewer while `urgent()` holds
 * or many wait.
 */
export function createTurns(
  urgent: () => boolean = () => false,
  clock: () => number = () => performance.now(),
) {
  /** Begun work goes first: of many who arrive together, some then finish early instead of all late. */
  const lines: Record<'begun' | 'new', (() => void)[]> = { begun: [], new: [] }
  let inARow = 0
  let going = false
  let stretchEnds = 0

  const isCrowded = () => lines.begun.length + lines.new.length >= CROWD

  const restNow = () => {
    if (urgent()) return REST_MS
    return isCrowded() ? CROWD_REST_MS : 0
  }

  const isToRest = () => {
    const now = clock()
    const rest = restNow()
    if (rest === 0) stretchEnds = now
    if (now <= stretchEnds) return false
    if (now < stretchEnds + rest) return true
    stretchEnds = now + STRETCH_MS
    return false
  }

  const next = () => {
    if (isToRest()) return void setTimeout(next, 1)
    const isNewsTurn = lines.begun.length === 0 || inARow >= BEGUN_FIRST
    const line = isNewsTurn && lines.new.length > 0 ? lines.new : lines.begun
    inARow = line === lines.new ? 0 : inARow + 1
    const resolve = line.shift()
    going = resolve !== undefined
    if (!resolve) return
    resolve()
    setImmediate(next)
  }

  return {
    /** Whether many turns wait. */
    isCrowded,

    /** Resolves when the caller's turn has come. Work of more than a millisecond should take another turn in between. */
    take(line: 'begun' | 'new'): Promise<void> {
      const turn = new Promise<void>((resolve) => lines[line].push(resolve))
      if (!going) {
        going = true
        next()
      }
      return turn
    },
  }
}
