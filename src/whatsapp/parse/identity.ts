import type { Ids } from '../../domain/identity.ts'
import type { Inbound } from '../inbound.ts'
import { other } from './other.ts'
import { id, items, phone, record } from './read.ts'
import type { Scope } from './scope.ts'
import { announce } from './system.ts'

const FIELD = 'user_id_update'

/**
 * Every `user_id_update` of a change (facts sheet, section 4), whether the value is the list or
 * holds it. The phone counts for the new id alone: it may have changed together with it.
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
  const change = announce(previous, current)
  if (change === null) return other(`${FIELD}.unreadable`, raw, scope)
  const sender = { ...previous, profileName: null, username: null }
  return { kind: 'identity', channel: scope.channel, sender, change }
}
