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
  /** An attempt waits for its token, and will connect by itself. */
  let preparing = false
  /** No attempt is made before this time. */
  let heldUntil = 0

  const attempt = async () => {
    stop()
    if (preparing) return
    preparing = true
    onWait?.(null)
    const token = await prepare()
    preparing = false
    if (token === 'ready') options.connect()
    else if (token === 'none') options.end()
    else options.failed()
  }
  const prepare = async (): Promise<'ready' | 'none' | 'unanswered'> => {
    try {
      return !needsToken || (await options.freshToken()) ? 'ready' : 'none'
    } catch {
      return 'unanswered'
    }
  }
  const stop = () => {
    clearTimeout(timer)
    timer = undefined
  }

  return {
    /** The next attempt has to get a new token first. */
    requireToken(): void {
      needsToken = true
    },
    /**
     * Plans the next attempt, later after each failure. One failure may be told more than once, as an error and as the end
     * of the connection: it counts once.
     */
    schedule(): void {
      if (timer !== undefined || preparing) return
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
      heldUntil = 0
      void attempt()
    },
    stop,
  }
}
