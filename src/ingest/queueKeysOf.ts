import type { Ids } from '../domain/identity.ts'
import { phoneVariants } from '../domain/phone.ts'
import type { Inbound } from '../whatsapp/inbound.ts'

/**
 * The queue keys of a delivery: every id of its customers, and the wamids that statuses, edits and revocations refer to.
 * Deliveries that share a key are stored one after the other, in the order they came.
 */
export function queueKeysOf(items: readonly Inbound[]): readonly string[] {
  const keys: string[] = []
  const add = (ids: Ids | null) => {
    // All spellings of a number belong to one customer.
    if (ids?.waId) keys.push(ids.waId, ...phoneVariants(ids.waId))
    if (ids?.bsuid) keys.push(ids.bsuid)
    if (ids?.parentBsuid) keys.push(ids.parentBsuid)
  }
  for (const item of items) {
    if (item.kind === 'message') {
      add(item.sender)
      add(item.identityChange?.current ?? null)
    } else if (item.kind === 'status') {
      keys.push(item.wamid)
      add(item.recipient)
    } else if (item.kind === 'edit' || item.kind === 'revoke') {
      keys.push(item.originalWamid)
      add(item.sender)
    } else if (item.kind === 'identity') {
      add(item.change.previous)
      add(item.change.current)
    }
  }
  return keys
}
