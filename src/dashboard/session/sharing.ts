import { claimsOf } from '../../client/claims.ts'
import { isSameSignIn, type Kept } from './storage.ts'

/** `asks`: who knows newer tokens of this sign-in? `has`: these are the newest that a tab knows. */
type Said = { asks: Kept } | { has: Kept }

/** A tab that is there has answered by then; one that is not costs a renewal no more than this. */
const ANSWER_MS = 1000

/**
 * Passes renewed tokens on to other tabs of the same sign-in. One that is not kept is copied when its tab is duplicated,
 * and never shared by the browser afterwards: a tab that shows a refresh token which another has used long since ends
 * the sign-in for both.
 */
export function shareTokens({
  mine,
  take,
}: {
  mine: () => Kept | null
  take: (newer: Kept) => void
}) {
  const channel = open()
  const say = (said: Said) => channel?.postMessage(said)
  let heard = () => {}
  const hear = ({ data }: MessageEvent<Said>) => {
    const here = mine()
    if (!here) return
    if ('asks' in data) {
      if (isNewer(here, data.asks)) say({ has: here })
    } else if (isNewer(data.has, here)) {
      take(data.has)
      heard()
    }
  }
  channel?.addEventListener('message', hear)
  return {
    tell: (kept: Kept) => say({ has: kept }),
    /** Resolves when a newer one has been taken, or there is none to be had. */
    ask(kept: Kept): Promise<void> {
      return new Promise((resolve) => {
        heard = resolve
        setTimeout(resolve, ANSWER_MS)
        say({ asks: kept })
      })
    },
  }
}

/** Null in browsers that have none, or none for pages that may keep nothing. */
function open(): BroadcastChannel | null {
  try {
    return new BroadcastChannel('ruang.session')
  } catch {
    return null
  }
}

/** By the server's clock, which tells seconds; within one by this machine's. */
function isNewer(one: Kept, other: Kept): boolean {
  if (one.token === other.token || !isSameSignIn(one.token, other.token)) return false
  const [a, b] = [claimsOf(one.token)!.issuedAt, claimsOf(other.token)!.issuedAt]
  return a === b ? one.renewAt > other.renewAt : a > b
}
