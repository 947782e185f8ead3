import type { Ids } from '../../domain/identity.ts'
import type { Inbound } from '../inbound.ts'
import { other } from './other.ts'
import { id, items, phone, record } from './read.ts'
import type { Scope } from './scope.ts'
import { identityChangeOf } from './system.ts'

const FIELD = 'user_id_update'

/**
 * Every `user_id_update` of a change (facts sheet, section 4); the value is the list itself or an object that has it.
 * The phone is read as the current one only: it may have changed together with the id.
 */
export function readIdentityUpdates(value: unknown, scope: Scope): Inbound[] {
  return items(record(value)?.[FIELD] ?? value).map((raw) => readUpdate(raw, scope))
}

function readUpdate(raw: unknown, scope: Scope): Inbound {
  const update = record(raw)
  const userId = record(update?.user_id)
  const parent = record(update?.parent_user_id)
  const previous: Ids = {
    waId: null,
    bsuid: id(userId?.previous),
    parentBsuid: id(parent?.previous),
  }
  const current: Ids = {
    waId: phone(update?.wa_id),
    bsuid: id(userId?.current),
    parentBsuid: id(parent?.current),
  }
  const change = identityChangeOf(previous, current)
  if (change === null) return other(`${FIELD}.unreadable`, raw, scope)
  const sender = { ...previous, profileName: null, username: null }
  return { kind: 'identity', channel: scope.channel, sender, change }
}
