import type { TagTone } from '../ui/Tag.tsx'

const LATE_DAYS = 30

/** Colour only where it means something: paid is good, a dispute is bad, long overdue is near. */
export function tagTone(tag: string): TagTone {
  if (/^(lunas|paid|dibayar)\b/i.test(tag)) return 'ok'
  if (/\b(dispute|sengketa|keluhan|complaint|fraud|penipuan)\b/i.test(tag)) return 'bad'
  const overdue = /\bdpd\D*(\d+)/i.exec(tag)
  if (overdue && Number(overdue[1]) >= LATE_DAYS) return 'warn'
  return 'plain'
}
