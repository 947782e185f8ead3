import type { Inbound } from './inbound.ts'
import { readIdentityUpdates } from './parse/identity.ts'
import { other } from './parse/other.ts'
import { filled, id, items, type Json, record } from './parse/read.ts'
import { readScope, type Scope } from './parse/scope.ts'
import { readEchoesValue, readMessagesValue } from './parse/value.ts'

export const OBJECT = 'whatsapp_business_account'
/** Meta's developer dashboard sends sample webhooks with this account id, which belongs to no account. */
const NO_ACCOUNT = '0'

/**
 * Splits one webhook into its updates, in its own order (facts sheet, sections 1 to 5). Accepts any JSON value, never
 * throws and drops nothing: every entry, change, message, status and error becomes at least one `Inbound`. What this
 * parser does not understand becomes `other`.
 *
 * `now` (ms) is the upper bound for the items' own times.
 */
export function parseWebhook(body: unknown, now: number): Inbound[] {
  const root = record(body)
  if (root === null || !Array.isArray(root.entry)) return [unreadable(body, null, now)]
  return root.entry.flatMap((raw) => readEntry(raw, root.object === OBJECT, now))
}

function readEntry(raw: unknown, isWhatsApp: boolean, now: number): Inbound[] {
  const entry = record(raw)
  const entryId = id(entry?.id)
  const wabaId = entryId === NO_ACCOUNT ? null : entryId
  const changes = items(entry?.changes)
  if (changes.length === 0) return [unreadable(raw, wabaId, now)]
  return changes.flatMap((item) => {
    const change = record(item)
    if (change === null) return [unreadable(item, wabaId, now)]
    return readChange(change, wabaId, isWhatsApp, now)
  })
}

function readChange(
  change: Json,
  wabaId: string | null,
  isWhatsApp: boolean,
  now: number,
): Inbound[] {
  const value = record(change.value)
  const scope = readScope(value, wabaId, now)
  const field = fieldOf(change)
  if (field === null) return [other('unreadable', change, scope)]
  const read = isWhatsApp ? readField(field, change.value, value, scope) : []
  return read.length > 0 ? read : [other(field, 'value' in change ? change.value : change, scope)]
}

function readField(field: string, raw: unknown, value: Json | null, scope: Scope): Inbound[] {
  if (field === 'user_id_update') return readIdentityUpdates(raw, scope)
  if (value === null) return []
  if (field === 'messages') return readMessagesValue(value, scope)
  return field === 'smb_message_echoes' ? readEchoesValue(value, scope) : []
}

/** Null if a change names no field and has none that can be guessed: older sample webhooks have no `field`. */
export function fieldOf(change: Json): string | null {
  return filled(change.field) ?? guessField(record(change.value))
}

function guessField(value: Json | null): string | null {
  return value !== null && ('messages' in value || 'statuses' in value) ? 'messages' : null
}

function unreadable(raw: unknown, wabaId: string | null, now: number): Inbound {
  return other('unreadable', raw, readScope(null, wabaId, now))
}
