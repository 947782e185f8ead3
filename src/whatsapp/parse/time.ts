/** WhatsApp did not exist before. */
const EARLIEST = Date.UTC(2009, 0, 1)

/**
 * Meta's unix seconds, as string or number, in ms (facts sheet, section 1). What is missing, not a
 * time, in the future or older than WhatsApp itself becomes `now`, cut to its second.
 */
export function readTime(value: unknown, now: number): number {
  const latest = Math.floor(now / 1000) * 1000
  if (typeof value !== 'string' && typeof value !== 'number') return latest
  const time = Math.floor(Number(value)) * 1000
  return time >= EARLIEST && time <= latest ? time : latest
}
