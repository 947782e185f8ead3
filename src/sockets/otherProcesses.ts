import type { Io } from './io.ts'

/** A typing indicator from another process. */
export type RemoteTyping = {
  /** The socket id: a user may have several tabs. */
  tab: string
  roomId: string
  userId: string
  name: string
  typing: boolean
}

/**
 * Messages between processes, besides the log. Any of them may get lost: the log and the presence leases are polled
 * anyway, and a typing indicator expires.
 */
export type BetweenProcesses = {
  /** The log has new rows. */
  news: () => void
  /** A user came online or went offline. */
  presence: () => void
  typing: (said: RemoteTyping) => void
}

/** Rows come by the hundred per second, and one message is enough to read them all. */
const GAP_MS = 5

/** @param io with the cluster adapter; null for a single process, which has nobody to tell */
export function createOtherProcesses(io: Io | null): BetweenProcesses {
  if (!io) return { news: () => {}, presence: () => {}, typing: () => {} }
  return {
    news: atMostEvery(GAP_MS, () => io.serverSideEmit('news')),
    presence: atMostEvery(GAP_MS, () => io.serverSideEmit('presence')),
    typing: (said) => void io.serverSideEmit('typing', said),
  }
}

/** Throttles: runs at once if the last run was more than `gapMs` ago, else once after the gap. */
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
