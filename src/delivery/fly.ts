import { hasFile } from '../domain/outgoing.ts'
import type { OutcomeInput, SendJob } from '../store/outbox.ts'
import { composeBody } from '../whatsapp/compose.ts'
import type { Graph, SendOutcome } from '../whatsapp/graph.ts'
import type { OutboundContent } from '../whatsapp/outbound.ts'
import { type HandOut, planOutcome } from './planOutcome.ts'

const MOST_REMEMBERED = 10_000

/** Brings a file to Meta and takes off: the id that it has there, or why there is none. Null: somebody else has the job. */
export type Upload = (
  job: SendJob,
) => Promise<
  { kind: 'uploaded'; id: string } | Exclude<HandOut, { kind: 'accepted' | 'unknown' }> | null
>

/**
 * One attempt, from the claim to its outcome: its file, the one Graph call, and what became of it.
 * @param settle keeps trying until the outcome is committed, or the process ends
 */
export function createFly(deps: {
  graph: Pick<Graph, 'send'>
  upload: Upload
  settle: (outcome: OutcomeInput) => Promise<void>
  /** What the answer says of the recipient. */
  learn: (job: SendJob, accepted: SendOutcome & { kind: 'accepted' }) => Promise<void>
  now: () => number
  random: () => number
  log: { error: (fields: object, text: string) => void }
}) {
  const handOut = async (job: SendJob): Promise<HandOut | null> => {
    if (job.waId === null && job.bsuid === null) return NOBODY
    let { mediaId } = job
    if (job.state === 'uploading') {
      const uploaded = await deps.upload(job)
      if (uploaded?.kind !== 'uploaded') return uploaded
      mediaId = uploaded.id
    }
    if (mediaId === null && hasFile(job.content.type)) return NO_FILE
    return deps.graph.send(job.phoneNumberId, bodyOf(job, mediaId))
  }

  /** Attempts for which this process has stopped their number. */
  const stoppedFor = new Set<string>()

  return async (job: SendJob): Promise<void> => {
    try {
      const outcome = await handOut(job)
      if (outcome === null) return
      const which = `${job.messageId}.${job.attempt}`
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
      // The attempt stays as it was claimed: uncertain, and looked after as such.
      const { messageId, attempt } = job
      deps.log.error({ messageId, attempt, error: String(error) }, 'a send went wrong')
    }
  }
}

/** What can't be said to Meta at all is refused by us, in Meta's words for it. */
const refusal = (code: number, details: string) => ({
  kind: 'refused' as const,
  error: { code, title: null, details, httpStatus: 400 },
})
const NOBODY = refusal(131026, 'The customer has no number any more.')
export const NO_FILE = refusal(131053, 'The file is no longer here.')

const bodyOf = (job: SendJob, mediaId: string | null) =>
  composeBody(job.content as OutboundContent, {
    recipient: { waId: job.waId, bsuid: job.bsuid },
    replyTo: job.replyTo,
    callback: `${job.messageId}.${job.attempt}`,
    ...(mediaId !== null && { mediaId }),
  })
