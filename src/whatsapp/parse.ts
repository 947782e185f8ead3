import type { Inbound } from './inbound.ts'
import { readIdentityUpdates } from './parse/identity.ts'
import { other } from './parse/other.ts'
import { filled, id, items, type Json, record } from './parse/read.ts'
import { readScope, type Scope } from './parse/scope.ts'
import { readEchoesValue, readMessagesValue } from './parse/value.ts'

const OBJECT = 'whatsapp_business_account'

/**
 * All that one webhook tells, in its own order (facts sheet, sections 1 to 5). Never throws, for
 * any JSON value, and drops nothing: every entry, change, message, status and error of the batch is
 * at least one `Inbound`, as `other` where nobody here understands it.
 *
 * `now` (ms) is the latest time that an item may claim for itself.
 */
export function parseWebhook(body: unknown, now: number): Inbound[] {
  const root = record(body)
  if (root === null || !Array.isArray(root.entry)) return [unreadable(body, null, now)]
  return root.entry.flatMap((raw) => readEntry(raw, root.object === OBJECT, now))
}

function readEntry(raw: unknown, isWhatsApp: boolean, now: number): Inbound[] {
  const entry = record(raw)
  const wabaId = id(entry?.id)
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
  const field = filled(change.field) ?? guessField(value)
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

/** Older samples of a message leave the field out. */
function guessField(value: Json | null): string | null {
  return value !== null && ('messages' in value || 'statuses' in value) ? 'messages' : null
}

function unreadable(raw: unknown, wabaId: string | null, now: number): Inbound {
  return other('unreadable', raw, readScope(null, wabaId, now))
}
