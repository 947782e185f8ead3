import type { ActionContext } from './context.ts'
import { settleChange, settleIdentity } from './settleIdentity.ts'

type Ids = { waId: string | null; bsuid: string | null }

/**
 * Stores what Meta's answer to a send reveals about the recipient (facts sheet, sections 5 and 8): the number in Meta's
 * spelling, which replaces what a person typed, and the BSUID that belongs to it.
 * @param sentTo the ids we addressed
 */
export async function learnRecipient(
  ctx: ActionContext,
  { sentTo, answered }: { sentTo: Ids; answered: Ids },
): Promise<void> {
  const bsuid = answered.bsuid ?? sentTo.bsuid
  if (sentTo.waId !== null && answered.waId !== null && answered.waId !== sentTo.waId) {
    await settleChange(ctx, {
      previous: { waId: sentTo.waId, bsuid: sentTo.bsuid, parentBsuid: null },
      current: { waId: answered.waId, bsuid, parentBsuid: null },
    })
  }
  const waId = answered.waId ?? sentTo.waId
  if (answered.bsuid === null || answered.bsuid === sentTo.bsuid || waId === null) return
  await settleIdentity(ctx, { waId, bsuid: answered.bsuid, parentBsuid: null })
}
