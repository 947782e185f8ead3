import { claimsOf } from './claims.ts'

/** A token is renewed this long before it expires, or at half its remaining lifetime if that is later. */
const AHEAD_MS = 60_000
const AGAIN_MS = 5_000
/** The longest that a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1

/** Renews an access token before it expires and passes the new one to the open socket. */
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

  /** Gets a new token. @returns whether there is one. @throws what `onToken` throws */
  const refresh = (): Promise<boolean> => {
    asking ??= (async () => {
      try {
        const next = await onToken?.()
        if (!next) return false
        token = next
        plan(true)
        return true
      } finally {
        asking = undefined
      }
    })()
    return asking
  }

  const renew = async () => {
    try {
      if ((await refresh()) && !stopped) await options.renew(token)
    } catch {
      again()
    }
  }
  /** The new token may have planned its own renewal already: there is one timer, so that `stop` ends all. */
  const again = () => {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(renew, AGAIN_MS)
  }

  const plan = (justGiven: boolean) => {
    clearTimeout(timer)
    const left = remainingMs(token, justGiven)
    if (stopped || !onToken || left === null) return
    timer = setTimeout(renew, Math.min(LONGEST_MS, Math.max(left / 2, left - AHEAD_MS, 0)))
  }
  plan(false)

  return {
    get token() {
      return token
    },
    fresh: refresh,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/**
 * The remaining lifetime of a token (ms); null if it is no token of ours. A token that was just issued has most of its
 * lifetime left. If this machine's clock says otherwise, the clock is wrong, and would cause endless renewals.
 */
function remainingMs(token: string, justGiven: boolean): number | null {
  const claims = claimsOf(token)
  if (!claims) return null
  const life = claims.endsAt - claims.issuedAt
  const left = Math.min(life, claims.endsAt - Date.now())
  return justGiven && left < life / 2 ? life : left
}
