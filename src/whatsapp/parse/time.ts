/** WhatsApp was founded in 2009. */
const EARLIEST = Date.UTC(2009, 0, 1)

/**
 * Meta's unix seconds, as string or number, in ms (facts sheet, section 1). A time that is missing, invalid, in the
 * future or older than WhatsApp becomes `now`, cut to the second.
 */
export function readTime(value: unknown, now: number): number {
  const latest = Math.floor(now / 1000) * 1000
  if (typeof value !== 'string' && typeof value !== 'number') return latest
  const time = Math.floor(Number(value)) * 1000
  return time >= EARLIEST && time <= latest ? time : latest
}
