/** An object of JSON whose fields nobody has checked. */
export type Json = Readonly<Record<string, unknown>>

/** Loose readers of such JSON: what is not there, or of another kind, is empty. */
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
