/** A token is renewed this long before it ends, or at half its life if that is shorter. */
const AHEAD_MS = 60_000
const AGAIN_MS = 5_000
/** The longest that a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1

/** Keeps an access token fresh: asks for a new one ahead of time and hands it to the open socket. */
export function createRenewal(options: {
  token: string
  onToken?: (() => Promise<string | null>) | undefined
  renew: (token: string) => Promise<unknown>
}) {
  const { onToken } = options
  let token = options.token
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: Promise<boolean> | undefined
  let stopped = false

  /** True if there is a new token now. @throws what `onToken` throws */
  const fresh = (): Promise<boolean> => {
    asking ??= (async () => {
      try {
        const next = await onToken?.()
        if (!next) return false
        token = next
        plan()
        return true
      } finally {
        asking = undefined
      }
    })()
    return asking
  }

  const renew = async () => {
    try {
      if (await fresh()) await options.renew(token)
    } catch {
      if (!stopped) timer = setTimeout(renew, AGAIN_MS)
    }
  }

  const plan = () => {
    clearTimeout(timer)
    const left = endOf(token) - Date.now()
    if (stopped || !onToken || Number.isNaN(left)) return
    timer = setTimeout(renew, Math.min(LONGEST_MS, Math.max(left / 2, left - AHEAD_MS, 0)))
  }
  plan()

  return {
    get token() {
      return token
    },
    fresh,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/** When a JWT ends (ms), as it says itself; NaN for what is none. */
function endOf(token: string): number {
  try {
    const claims = token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/')
    return Number(JSON.parse(atob(claims)).exp) * 1000
  } catch {
    return Number.NaN
  }
}
