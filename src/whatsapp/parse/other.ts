import { createHash } from 'node:crypto'
import { cleanText, cutText } from '../../domain/text.ts'
import type { InboundOther } from '../inbound.ts'
import { clean } from './clean.ts'
import type { Scope } from './scope.ts'

const MAX_FIELD = 128

/** Keeps something that is not interpreted. The hash covers the cleaned value, which is the one that is stored. */
export function other(field: string, value: unknown, scope: Scope): InboundOther {
  const name = cutText(cleanText(field), MAX_FIELD)
  const kept = clean(value)
  return {
    kind: 'other',
    field: name,
    wabaId: scope.wabaId,
    phoneNumberId: scope.channel?.phoneNumberId ?? null,
    hash: createHash('sha256')
      .update(`${name}\0${stableJson(kept)}`)
      .digest('hex'),
    value: kept,
  }
}

/** JSON with sorted keys: a redelivery may list the same keys in another order. */
function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${pairs.map(([key, item]) => `${JSON.stringify(key)}:${stableJson(item)}`).join(',')}}`
}
