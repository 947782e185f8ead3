/** How long work goes on while something urgent is under way. */
const STRETCH_MS = 1
/** How long it then rests while something urgent is under way: whatever the load, it keeps a quarter of the time. */
const REST_MS = 3
/** How long when many wait: what is urgent may come at any moment, and then finds the processors free. */
const CROWD_REST_MS = 1
/** From so many on, they are a crowd. */
const CROWD = 16
/** So many turns in a row are those of work that has begun. */
const BEGUN_FIRST = 8

export type Turns = ReturnType<typeof createTurns>

/**
 * One thread does everything. Work that comes by the thousand and can wait (handshakes, catching up) takes turns: one in
 * each round of the event loop, so that whatever else has come is seen to between any two, and few while `urgent` work
 * is under way, or many wait.
 */
export function createTurns(
  urgent: () => boolean = () => false,
  clock: () => number = () => performance.now(),
) {
  /** What has begun comes first: of those who come at once, many are through early, instead of all late. */
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
    /** Whether many wait. */
    isCrowded,

    /** Resolves when it is its turn. What takes longer than a millisecond asks for another one. */
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
