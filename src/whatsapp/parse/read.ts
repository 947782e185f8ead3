import { cleanText } from '../../domain/text.ts'

export type Json = Record<string, unknown>

const MAX_ID = 512

export function record(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : null
}

/** A list, or a single value as a list of one, so that a value of the wrong shape is not dropped. */
export function items(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return value === undefined || value === null ? [] : [value]
}

/** A cleaned string, possibly empty; null for anything else. */
export function text(value: unknown): string | null {
  return typeof value === 'string' ? cleanText(value) : null
}

/** A cleaned string that is not blank, else null. */
export function filled(value: unknown): string | null {
  const read = text(value)
  return read === null || read.trim() === '' ? null : read
}

/** An opaque id of at most 512 characters, else null. An integer is read as its digits. */
export function id(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null
  const read = filled(value)
  return read === null || read.length > MAX_ID ? null : read
}

export function overlong(value: unknown): boolean {
  return typeof value === 'string' && value.length > MAX_ID
}

/** A phone as Meta writes it: digits without `+` (facts sheet, section 8). */
export function phone(value: unknown): string | null {
  const read = id(value)
  return read?.startsWith('+') ? id(read.slice(1)) : read
}
