import type { OutcomeInput, SendJob } from '../store/outbox.ts'
import { explainError } from '../whatsapp/errorCodes.ts'
import type { SendOutcome } from '../whatsapp/graph.ts'
import type { GraphError } from '../whatsapp/graphError.ts'
import { sentError } from '../whatsapp/sentError.ts'

/** Meta's rule for a pair of number and customer was broken: wait 4^X s (facts sheet, section 7). */
const PAIR_RATE = 131056
const MAX_PAIR_WAIT_MS = 4 ** 6 * 1000
/** May be of one message alone, while others get through: its country, or what it costs. */
const OF_ONE_MESSAGE = [130497, 131042]
const FIRST_WAIT_MS = 1000
const MAX_WAIT_MS = 60_000
/** How often what passes by itself is tried again: about a quarter of an hour. */
const TRIES = { retry: 20, few_tries: 3 }
/** No connection was ever made, or a file not read: an outage of ours or theirs may last about an hour. */
const TRIES_UNREACHED = 65
const UNREACHED = {
  code: -1,
  title: 'WhatsApp could not be reached.',
  details: null,
  advice: 'Check the connection of this server to the Graph API, then send it again.',
}

/** Meta's own code for a file that can't be sent: whoever translates knows it. */
const UNREAD = {
  code: 131053,
  title: 'The file could not be read.',
  details: null,
  advice: 'Ask an administrator to look at the store of files, then send it again.',
}

/**
 * What became of handing a job to Meta. `unread`: it was not asked, the file is out of reach; `given_back`: nor here, for
 * this process leaves.
 */
export type HandOut = SendOutcome | { kind: 'unread' } | { kind: 'given_back' }

/**
 * [O3] [O4] What a Graph call's outcome means for its attempt.
 * @param random 0 to 1: waits are spread, so that what failed together does not come back together
 * @param stoppedBefore this attempt has stopped its number once, and Meta has called the number usable since
 */
export function planOutcome(
  job: SendJob,
  outcome: HandOut,
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
    // Meta tells whole seconds: its own `sent` then usually changes nothing.
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
    const reason = `${explained.title} (${error.code})`
    return { ...which, kind: 'hold', channel_id: job.channelId, reason }
  }
  const tries = explained.class in TRIES ? TRIES[explained.class as keyof typeof TRIES] : 0
  if (job.tries < tries) return later()
  return { ...which, kind: 'refused', at, error: sentError(error) }
}

function waitMs(error: GraphError | null, tries: number, random: number): number {
  if (error?.code === PAIR_RATE) return Math.min(MAX_PAIR_WAIT_MS, 4 ** (tries + 1) * 1000)
  const full = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** tries)
  return full / 2 + (full / 2) * random
}
