import parseRange from 'range-parser'
import type { ByteRange } from '../media/objects.ts'

/** Whether the client's cached copy is current (RFC 9110, section 13.1.2). */
export function isFresh(headers: Headers, etag: string): boolean {
  const asked = headers.get('If-None-Match')
  if (asked === null) return false
  return (
    asked.trim() === '*' || asked.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
  )
}

/**
 * The requested range. Null for the whole file: no range, several ranges, or one of another version of the file (RFC 9110,
 * sections 13.1.5 and 14.2).
 */
export function chooseRange(
  headers: Headers,
  { size, etag }: { size: number; etag: string },
): ByteRange | 'unsatisfiable' | null {
  const asked = headers.get('Range')
  const condition = headers.get('If-Range')
  if (asked === null || (condition !== null && condition !== etag)) return null
  const ranges = parseRange(size, asked)
  if (ranges === -1) return 'unsatisfiable'
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return null
  const [range] = ranges
  return range ? { start: range.start, end: range.end } : null
}
