import type { Io } from './io.ts'

/** Who types where, as another process saw it. */
export type TypingElsewhere = {
  /** The socket that types: a user may have several. */
  tab: string
  roomId: string
  userId: string
  name: string
  typing: boolean
}

/**
 * What processes say to each other besides the log. All of it may get lost: the log and the leases are looked at now
 * and then anyway, and who types is forgotten after a while.
 */
export type BetweenProcesses = {
  /** There are new rows in the log. */
  news: () => void
  /** Somebody has come or gone. */
  presence: () => void
  typing: (said: TypingElsewhere) => void
}

/** Rows come by the hundred a second; who is told of one looks for all. */
const GAP_MS = 5

export type Others = BetweenProcesses

/** @param io with an adapter for several processes; null without any, and then nobody is told */
export function createOthers(io: Io | null): Others {
  if (!io) return { news: () => {}, presence: () => {}, typing: () => {} }
  return {
    news: atMostEvery(GAP_MS, () => io.serverSideEmit('news')),
    presence: atMostEvery(GAP_MS, () => io.serverSideEmit('presence')),
    typing: (said) => void io.serverSideEmit('typing', said),
  }
}

/** At once when there was none lately, else once for all when the gap is over. */
function atMostEvery(gapMs: number, work: () => void): () => void {
  let resting = false
  let again = false
  const run = () => {
    resting = true
    again = false
    work()
    setTimeout(() => {
      resting = false
      if (again) run()
    }, gapMs)
  }
  return () => {
    if (resting) again = true
    else run()
  }
}
