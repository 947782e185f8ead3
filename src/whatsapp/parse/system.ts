import type { Ids } from '../../domain/identity.ts'
import type { IdentityChange, Sender } from '../inbound.ts'
import { id, type Json, phone, record } from './read.ts'
import type { Scope } from './scope.ts'
import { findSender } from './sender.ts'

const ANNOUNCEMENTS = new Set<unknown>([
  'user_changed_number',
  'user_changed_user_id',
  'customer_changed_number',
  'customer_identity_changed',
])

/** The change of number or BSUID that a system message announces, in the current or the older format. */
export function readIdentityChange(message: Json): IdentityChange | null {
  const system = record(message.system)
  if (system === null || !ANNOUNCEMENTS.has(system.type)) return null
  return identityChangeOf(previousIds(message, system), currentIds(system))
}

/** A change, or null unless it names a previous id and at least one new one. */
export function identityChangeOf(previous: Ids, current: Ids): IdentityChange | null {
  const known = previous.waId ?? previous.bsuid ?? previous.parentBsuid
  const isNew = (['waId', 'bsuid', 'parentBsuid'] as const).some(
    (key) => current[key] !== null && current[key] !== previous[key],
  )
  return known !== null && isNew ? { previous, current } : null
}

/** The customer whom a system message is about, by the ids before the change. Such a message has no `contacts[]`. */
export function findSystemSender(
  message: Json,
  ids: Ids,
  change: IdentityChange | null,
  scope: Scope,
): Sender | null {
  if (change) return { ...change.previous, profileName: null, username: null }
  const system = record(message.system)
  return (
    findSender(ids, scope.contacts) ??
    findSender(previousIds({}, system), scope.contacts) ??
    findSender(currentIds(system), scope.contacts)
  )
}

function previousIds(message: Json, system: Json | null): Ids {
  const current = currentIds(system)
  return {
    waId: before(current.waId, phone(message.from), phone(system?.customer)),
    bsuid: before(current.bsuid, id(system?.previous_user_id), id(message.from_user_id)),
    parentBsuid: before(
      current.parentBsuid,
      id(system?.previous_parent_user_id),
      id(message.from_parent_user_id),
    ),
  }
}

function currentIds(system: Json | null): Ids {
  return {
    waId: phone(system?.wa_id) ?? phone(system?.new_wa_id),
    bsuid: id(system?.user_id),
    parentBsuid: id(system?.parent_user_id),
  }
}

/** The previous id may stand in two places: takes the first that differs from the current one. */
function before(current: string | null, first: string | null, second: string | null) {
  return [first, second].find((value) => value !== null && value !== current) ?? first
}
