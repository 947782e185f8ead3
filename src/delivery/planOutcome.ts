import { LONGEST_WAIT_MS, type OutcomeInput, type SendJob } from '../store/outbox.ts'
import { explainError } from '../whatsapp/errorCodes.ts'
import type { ErrorClass } from '../whatsapp/errorTable.ts'
import type { SendOutcome } from '../whatsapp/graph.ts'
import type { GraphError } from '../whatsapp/graphError.ts'
import { errorFromGraph } from '../whatsapp/sentError.ts'

/** Meta's rate limit for a pair of number and customer was exceeded: wait 4^X s (facts sheet, section 7). */
const PAIR_RATE = 131056
/** Codes of a refused number that may concern one message only: its country, or its cost. */
const OF_ONE_MESSAGE = [130497, 131042]
const FIRST_WAIT_MS = 1000
const MAX_WAIT_MS = 60_000
/** How often a temporary failure is retried; 20 tries take about a quarter of an hour. */
const TRIES = { retry: 20, few_tries: 3 }
/** Nine minutes of retries: the most that may be sent ahead of a pair's rate is over after five. Its room waits, while the window runs. */
const TRIES_PAIR = 10
/** Retries without a connection or a readable file: enough for an outage of about an hour. */
const TRIES_UNREACHED = 65
const UNREACHED = {
  code: -1,
  title: 'WhatsApp could not be reached.',
  details: null,
  advice: 'Check the connection of this server to the Graph API, then send it again.',
}

/** Uses Meta's own code for a file that can't be sent, so that clients translate it. */
const UNREAD = {
  code: 131053,
  title: 'The file could not be read.',
  details: null,
  advice: 'Ask an administrator to look at the store of files, then send it again.',
}

/**
 * The outcome of one attempt. `unread`: Meta was not called, since the file could not be read. `given_back`: not called,
 * since this process shuts down, could not record that it starts, or comes too late.
 */
export type AttemptResult = SendOutcome | { kind: 'unread' } | { kind: 'given_back' }

/**
 * [O3] [O4] Decides what an outcome means for its attempt.
 * @param random 0 to 1: the jitter of retries, so that sends that failed together don't all return at once
 * @param stoppedBefore this attempt has stopped its number once before, and Meta has called the number usable since
 */
export function planOutcome(
  job: SendJob,
  outcome: AttemptResult,
  {
    now,
    random,
    stoppedBefore = false,
  }: { now: number; random: () => number; stoppedBefore?: boolean },
): OutcomeInput {
  const which = { message_id: job.messageId, attempt: job.attempt, claim: job.claim }
  if (outcome.kind === 'unknown') return { ...which, kind: 'uncertain' }
  if (outcome.kind === 'given_back') return { ...which, kind: 'requeue' }
  if (outcome.kind === 'accepted') {
    // Cut to whole seconds, as Meta's times are: its own `sent` webhook then usually changes nothing.
    const at = new Date(Math.floor(now / 1000) * 1000).toISOString()
    return { ...which, kind: 'accepted', wamid: outcome.wamid, at }
  }
  const unread = outcome.kind === 'unread'
  const error = unread ? null : outcome.error
  const at = new Date(now).toISOString()
  const later = () => ({
    ...which,
    kind: 'retry' as const,
    due_at: new Date(now + waitMs(error, job.tries, random())).toISOString(),
  })
  if (error === null) {
    return job.tries < TRIES_UNREACHED
      ? later()
      : { ...which, kind: 'refused', at, error: unread ? UNREAD : UNREACHED }
  }
  const explained = explainError(error)
  const stopsAgain = stoppedBefore && OF_ONE_MESSAGE.includes(error.code)
  if (explained.class === 'channel_broken' && !stopsAgain) {
    const reason = explained.title + inBrackets(error.code)
    return { ...which, kind: 'hold', channel_id: job.channelId, reason }
  }
  if (job.tries < triesOf(error.code, explained.class)) return later()
  return { ...which, kind: 'refused', at, error: errorFromGraph(error) }
}

const inBrackets = (code: number) => ` (${code})`

/** Whether the reason of a stopped number, as stored, may concern one message only. */
export const mayBeOfOneMessage = (reason: string | null): boolean =>
  OF_ONE_MESSAGE.some((code) => reason?.endsWith(inBrackets(code)))

function triesOf(code: number, kind: ErrorClass): number {
  if (code === PAIR_RATE) return TRIES_PAIR
  return kind in TRIES ? TRIES[kind as keyof typeof TRIES] : 0
}

function waitMs(error: GraphError | null, tries: number, random: number): number {
  if (error?.code === PAIR_RATE) return Math.min(LONGEST_WAIT_MS, 4 ** (tries + 1) * 1000)
  const full = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** tries)
  return full / 2 + (full / 2) * random
}
