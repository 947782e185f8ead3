import { cleanText } from '../../domain/text.ts'
import type { Json } from './read.ts'

const MAX_DEPTH = 32
const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype', 'toString', 'valueOf'])

/**
 * A copy of any JSON value that is safe to store: strings and keys are cleaned, keys that could reach a prototype or
 * shadow a method are dropped, and levels below 32 are replaced, so that no reader overflows its stack.
 */
export function clean(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'object' || value === null) return null
  if (depth === MAX_DEPTH) return '[too deep]'
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1))
  const copy: Json = {}
  for (const [key, item] of Object.entries(value)) {
    const name = cleanText(key)
    if (!UNSAFE_KEYS.has(name)) copy[name] = clean(item, depth + 1)
  }
  return copy
}
