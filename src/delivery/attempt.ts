import { hasFile } from '../domain/outgoing.ts'
import type { OutcomeInput, SendJob } from '../store/outbox.ts'
import { writeCallback } from '../whatsapp/callback.ts'
import { composeBody } from '../whatsapp/compose.ts'
import type { Graph, SendOutcome } from '../whatsapp/graph.ts'
import type { OutboundContent } from '../whatsapp/outbound.ts'
import { type AttemptResult, planOutcome } from './planOutcome.ts'

const MOST_REMEMBERED = 10_000
/** Once a claim is this old, its room is about to go on without it (OutboxTimes.heldMs), and later it shows as `unknown`. */
const LATE_MS = 9_000

/** Uploads a job's file to Meta and marks the job as in flight. Null: another process has taken over the job. */
export type Upload = (
  job: SendJob,
) => Promise<
  | { kind: 'uploaded'; id: string; claimedAt: number }
  | Exclude<AttemptResult, { kind: 'accepted' | 'unknown' }>
  | null
>

/**
 * Carries out one attempt, from claim to outcome: uploads its file, makes the one Graph call, and settles the outcome.
 * @param settle retries until the outcome is committed, or the process ends
 */
export function createAttempt(deps: {
  graph: Pick<Graph, 'send'>
  upload: Upload
  settle: (outcome: OutcomeInput) => Promise<void>
  /** Stores what the answer reveals about the recipient. */
  learn: (job: SendJob, accepted: SendOutcome & { kind: 'accepted' }) => Promise<void>
  now: () => number
  random: () => number
  log: { error: (fields: object, text: string) => void }
}) {
  const callGraph = async (job: SendJob): Promise<AttemptResult | null> => {
    if (job.waId === null && job.bsuid === null) return NOBODY
    let { mediaId, claimedAt } = job
    if (job.state === 'uploading') {
      const uploaded = await deps.upload(job)
      if (uploaded?.kind !== 'uploaded') return uploaded
      mediaId = uploaded.id
      claimedAt = uploaded.claimedAt
    }
    if (mediaId === null && hasFile(job.content.type)) return NO_FILE
    // The machine slept, or the database answered late.
    if (deps.now() - claimedAt > LATE_MS) return { kind: 'given_back' }
    return deps.graph.send(job.phoneNumberId, bodyOf(job, mediaId))
  }

  /** Attempts for which this process has stopped their number. */
  const stoppedFor = new Set<string>()

  return async (job: SendJob): Promise<void> => {
    try {
      const outcome = await callGraph(job)
      if (outcome === null) return
      const which = writeCallback(job)
      const planned = planOutcome(job, outcome, {
        now: deps.now(),
        random: deps.random,
        stoppedBefore: stoppedFor.delete(which),
      })
      if (planned.kind === 'hold') {
        if (stoppedFor.size >= MOST_REMEMBERED) stoppedFor.clear()
        stoppedFor.add(which)
        const { channelId, phoneNumberId } = job
        deps.log.error({ channelId, phoneNumberId, reason: planned.reason }, 'a number is refused')
      }
      await deps.settle(planned)
      if (outcome.kind === 'accepted') await deps.learn(job, outcome)
    } catch (error) {
      // The attempt stays claimed, i.e. uncertain; the outbox's sweep takes care of it.
      const { messageId, attempt } = job
      deps.log.error({ messageId, attempt, error: String(error) }, 'a send went wrong')
    }
  }
}

/** For sends that can't even be attempted: refused by us, with Meta's own error code for it. */
const refusal = (code: number, details: string) => ({
  kind: 'refused' as const,
  error: { code, title: null, details, httpStatus: 400 },
})
const NOBODY = refusal(131026, 'The customer no longer has a number.')
export const NO_FILE = refusal(131053, 'The file is no longer here.')

const bodyOf = (job: SendJob, mediaId: string | null) =>
  composeBody(job.content as OutboundContent, {
    recipient: { waId: job.waId, bsuid: job.bsuid },
    replyTo: job.replyTo,
    callback: writeCallback(job),
    ...(mediaId !== null && { mediaId }),
  })
