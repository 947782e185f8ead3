type Timer = ReturnType<typeof setTimeout>

/** The server pings every 15 s. A connection that was silent for longer is in doubt, as soon as there is a reason to ask. */
const QUIET_MS = 17_000
/** How long the answer may take, counted from the last packet. */
const ANSWER_MS = 3_000
/** How often a timer looks at the clock, and how late it is once this machine has slept. */
const LOOK_MS = 5_000
const LATE_MS = 5_000

/** A question that any server answers at once, from memory: nobody types in a room that does not exist. */
export const QUESTION = { room_id: '00000000-0000-0000-0000-000000000000', is_typing: false }

/**
 * Finds out whether a connection that looks live still is. It asks only when there is a reason to, and the connection was
 * silent: nothing is sent while pings come as they should, nor because a busy server is late with one.
 * @param ask sends a question; resolves with any answer
 * @param onDoubt called when a question is asked, and when it has been answered or the connection is gone
 * @param lost called when there was no answer
 */
export function createLiveness({
  ask,
  onDoubt,
  lost,
}: {
  ask: () => Promise<unknown>
  onDoubt: ((doubted: boolean) => void) | undefined
  lost: () => void
}) {
  let heardAt = 0
  let watching: Timer | undefined
  let deadline: Timer | undefined
  /** The question without an answer so far. */
  let asked: symbol | null = null

  const check = (quietMs = QUIET_MS) => {
    if (watching === undefined || asked || Date.now() - heardAt < quietMs) return
    const question = Symbol()
    asked = question
    heardAt = Date.now()
    onDoubt?.(true)
    const answered = () => {
      if (asked === question) settle()
    }
    // Without an answer, `judge` decides.
    ask().then(answered, () => {})
    if (asked) waitOn()
  }
  const waitOn = () => {
    const due = heardAt + ANSWER_MS
    deadline = setTimeout(() => judge(due), due - Date.now())
  }
  const judge = (due: number) => {
    const now = Date.now()
    // A late timer: this machine slept again, or was busy, and the answer may be waiting to be read.
    if (now - due > ANSWER_MS) heardAt = now
    // Packets come, so the answer may still be behind them.
    if (heardAt + ANSWER_MS > now) return waitOn()
    lost()
  }
  const settle = () => {
    clearTimeout(deadline)
    if (!asked) return
    asked = null
    onDoubt?.(false)
  }
  const look = () => {
    const due = Date.now() + LOOK_MS
    watching = setTimeout(() => {
      if (Date.now() - due > LATE_MS) check()
      look()
    }, LOOK_MS)
  }
  const stop = () => {
    clearTimeout(watching)
    watching = undefined
    settle()
  }

  return {
    /** Whether the connection has been asked, and has not answered yet. */
    get doubted() {
      return asked !== null
    },
    /** Call when the connection is live. */
    start(): void {
      stop()
      heardAt = Date.now()
      look()
    },
    /** Call for each packet that comes. */
    heard(): void {
      heardAt = Date.now()
    },
    /** Asks for a sign of life, unless there was one within `quietMs`. */
    check,
    /** Call when the connection is lost or closed. */
    stop,
  }
}
