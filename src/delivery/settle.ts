import type { ActionContext } from '../actions/context.ts'
import { createCommitter } from '../store/committer.ts'
import { type OutcomeInput, sendOutcomes } from '../store/outbox.ts'
import { isDatabaseUnavailable } from '../store/unavailable.ts'

const GROUP_SIZE = 200
const AGAIN_MS = 500

/**
 * Writes the outcomes of sends, many in one commit. While the database is out of reach it keeps trying, so that Meta's
 * answers are not lost as long as this process lives.
 * @param applyWaiting takes webhook updates that arrived before their message's wamid was known
 */
export function createSettle(
  ctx: ActionContext,
  applyWaiting: (waiting: unknown[]) => void,
  log: { warn: (fields: object, text: string) => void },
  /** Called with each outcome after its commit. */
  settled: (kind: OutcomeInput['kind']) => void = () => {},
) {
  let stopped = false
  const committer = createCommitter<OutcomeInput, true>({
    maxSize: GROUP_SIZE,
    async run(outcomes) {
      const { rows, waiting } = await sendOutcomes(ctx.sql, outcomes, ctx.now())
      ctx.handOver(rows)
      if (waiting.length > 0) applyWaiting(waiting)
      for (const { kind } of outcomes) settled(kind)
      return outcomes.map(() => true as const)
    },
  })
  return {
    async settle(outcome: OutcomeInput): Promise<void> {
      for (;;) {
        try {
          await committer.submit(outcome)
          return
        } catch (error) {
          if (stopped || !isDatabaseUnavailable(error)) throw error
          log.warn({}, 'the outcome of a send could not be written, will retry')
          await Bun.sleep(AGAIN_MS)
        }
      }
    },
    idle: committer.idle,
    /** From now on nothing is retried. */
    stop() {
      stopped = true
    },
  }
}
