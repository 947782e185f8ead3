import type { TagTone } from '../ui/Tag.tsx'

const LATE_DAYS = 30

/** Only tags with a known meaning get a colour: paid is good, a dispute is bad, long overdue is a warning. */
export function tagTone(tag: string): TagTone {
  if (/^(lunas|paid|dibayar)\b/i.test(tag)) return 'ok'
  if (/\b(dispute|sengketa|keluhan|complaint|fraud|penipuan)\b/i.test(tag)) return 'bad'
  const overdue = /\bdpd\D*(\d+)/i.exec(tag)
  if (overdue && Number(overdue[1]) >= LATE_DAYS) return 'warn'
  return 'plain'
}
