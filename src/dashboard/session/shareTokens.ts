import { claimsOf } from '../../client/claims.ts'
import { isSameSignIn, type StoredSession } from './storage.ts'

/** `asks`: does a tab have newer tokens of this sign-in? `has`: the newest tokens a tab knows. */
type TabMessage = { asks: StoredSession } | { has: StoredSession }

/** An open tab answers well within this. With no other tab, a renewal waits no longer than this. */
const ANSWER_MS = 1000

/**
 * Passes renewed tokens on to other tabs of the same sign-in. A duplicated tab starts with a copy of the session
 * storage, but the two are not kept in step. If one then sends a refresh token that the other used long ago, both are
 * signed out.
 */
export function shareTokens({
  mine,
  take,
}: {
  mine: () => StoredSession | null
  take: (newer: StoredSession) => void
}) {
  const channel = open()
  const post = (said: TabMessage) => channel?.postMessage(said)
  let onAnswer = () => {}
  const onMessage = ({ data }: MessageEvent<TabMessage>) => {
    const here = mine()
    if (!here) return
    if ('asks' in data) {
      if (isNewer(here, data.asks)) post({ has: here })
    } else if (isNewer(data.has, here)) {
      take(data.has)
      onAnswer()
    }
  }
  channel?.addEventListener('message', onMessage)
  return {
    announce: (kept: StoredSession) => post({ has: kept }),
    /** Resolves when newer tokens were taken over, or when no tab has answered in time. */
    ask(kept: StoredSession): Promise<void> {
      return new Promise((resolve) => {
        onAnswer = resolve
        setTimeout(resolve, ANSWER_MS)
        post({ asks: kept })
      })
    },
  }
}

/** Null in browsers without BroadcastChannel, or where a page without storage may not open one. */
function open(): BroadcastChannel | null {
  try {
    return new BroadcastChannel('ruang.session')
  } catch {
    return null
  }
}

/** Compares by the server's clock, which counts whole seconds; within the same second by this machine's clock. */
function isNewer(one: StoredSession, other: StoredSession): boolean {
  if (one.token === other.token || !isSameSignIn(one.token, other.token)) return false
  const [a, b] = [claimsOf(one.token)!.issuedAt, claimsOf(other.token)!.issuedAt]
  return a === b ? one.renewAt > other.renewAt : a > b
}
