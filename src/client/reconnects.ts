/** Decides when a lost connection is tried again, and gets a new token first if the old one has expired. */
export function createReconnects(options: {
  /** The backoff: ms to wait after this many failures. */
  waitAfter: (failures: number) => number
  onWait: ((until: number | null) => void) | undefined
  /** Gets a new token. @returns whether there is one */
  freshToken: () => Promise<boolean>
  connect: () => void
  /** Called when there was no answer to the request for a token. */
  failed: () => void
  /** Called when there is no new token. */
  end: () => void
}) {
  const { waitAfter, onWait } = options
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let needsToken = false
  /** No attempt is made before this time. */
  let heldUntil = 0

  const attempt = async () => {
    onWait?.(null)
    try {
      if (needsToken && !(await options.freshToken())) return options.end()
    } catch {
      return options.failed()
    }
    options.connect()
  }

  return {
    /** The next attempt has to get a new token first. */
    requireToken(): void {
      needsToken = true
    },
    /** Plans the next attempt, later after each failure. */
    schedule(): void {
      clearTimeout(timer)
      const wait = Math.max(waitAfter(failures++), heldUntil - Date.now())
      onWait?.(Date.now() + wait)
      timer = setTimeout(attempt, wait)
    },
    /** Call when the connection is live: the backoff starts anew. */
    succeeded(): void {
      failures = 0
      needsToken = false
    },
    /** Makes no attempt for a while. */
    hold(ms: number): void {
      heldUntil = Date.now() + ms
    },
    /** Makes the next attempt at once. */
    now(): void {
      clearTimeout(timer)
      heldUntil = 0
      void attempt()
    },
    stop: () => clearTimeout(timer),
  }
}
