import { claimsOf } from './claims.ts'

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
      if (await fresh()) await options.renew(token)
    } catch {
      if (!stopped) timer = setTimeout(renew, AGAIN_MS)
    }
  }

  const plan = (justGiven: boolean) => {
    clearTimeout(timer)
    const left = leftOf(token, justGiven)
    if (stopped || !onToken || left === null) return
    timer = setTimeout(renew, Math.min(LONGEST_MS, Math.max(left / 2, left - AHEAD_MS, 0)))
  }
  plan(false)

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

/**
 * How long a token lives from now on (ms); null for what is none of ours. One that was just given has most of its life
 * before it: where this machine's clock says otherwise it is wrong, and would have a new one asked for without end.
 */
function leftOf(token: string, justGiven: boolean): number | null {
  const claims = claimsOf(token)
  if (!claims) return null
  const life = claims.endsAt - claims.issuedAt
  const left = Math.min(life, claims.endsAt - Date.now())
  return justGiven && left < life / 2 ? life : left
}
