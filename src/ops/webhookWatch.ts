import type { Sql } from '../store/database.ts'
import { noteWebhook } from '../store/health.ts'
import type { WebhookOutcome } from '../whatsapp/route.ts'

const MINUTE_MS = 60_000
const MINUTES = 10
/** Other processes are told of it no more often. */
const TELL_MS = 30_000

/** Remembers how Meta's deliveries went lately: this process for the last 10 minutes, all of them the last good one. */
export function createWebhookWatch({ sql, now }: { sql: Sql; now: () => number }) {
  const minutes = Array.from({ length: MINUTES }, () => ({ minute: -1, signed: 0, failed: 0 }))
  let lastAt: number | null = null
  /** Those that could not be stored, since one was. */
  let missed = { count: 0, at: 0 }
  let toldAt = 0

  return {
    answered(outcome: WebhookOutcome): void {
      // Its signature was not looked at.
      if (outcome === 'too_large' || outcome === 'unread') return
      const at = now()
      const minute = Math.floor(at / MINUTE_MS)
      const slot = minutes[minute % MINUTES]!
      if (slot.minute !== minute) Object.assign(slot, { minute, signed: 0, failed: 0 })
      if (outcome === 'unsigned') slot.failed++
      else slot.signed++
      if (outcome === 'stored') {
        lastAt = at
        missed = { count: 0, at }
      } else if (outcome === 'unavailable' || outcome === 'failed') {
        missed = { count: missed.count + 1, at }
      }
    },
    recent() {
      const first = Math.floor(now() / MINUTE_MS) - MINUTES
      const lately = minutes.filter(({ minute }) => minute > first)
      const sum = (of: 'signed' | 'failed') => lately.reduce((all, slot) => all + slot[of], 0)
      const notStored = now() - missed.at < MINUTES * MINUTE_MS ? missed.count : 0
      return { signed: sum('signed'), failed: sum('failed'), notStored, lastAt }
    },
    /** Lets other processes know, and the next one after a restart. */
    async tell(): Promise<void> {
      if (lastAt === null || lastAt - toldAt < TELL_MS) return
      toldAt = lastAt
      await noteWebhook(sql, lastAt)
    },
  }
}
