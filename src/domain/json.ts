/** A JSON object with unchecked fields. */
export type Json = Readonly<Record<string, unknown>>

/** Lenient readers of such JSON: a missing value, or one of another type, reads as empty. */
export const lower = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : '')
export const words = (value: unknown) => (typeof value === 'string' ? value : null)
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const records = (value: unknown): Json[] =>
  list(value).flatMap((one) => {
    const read = record(one)
    return read ? [read] : []
  })

export function record(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : null
}
