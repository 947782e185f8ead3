import type { Sql } from '../store/database.ts'
import { storeLastWebhook } from '../store/health.ts'
import type { WebhookOutcome } from '../whatsapp/route.ts'

const MINUTE_MS = 60_000
const MINUTES = 10
/** At most this often, the last webhook is written for the other processes. */
const SHARE_MS = 30_000

/** Counts webhook outcomes of this process over the last 10 minutes, and shares the last success with all processes. */
export function createWebhookCounts({ sql, now }: { sql: Sql; now: () => number }) {
  const minutes = Array.from({ length: MINUTES }, () => ({ minute: -1, signed: 0, failed: 0 }))
  let lastAt: number | null = null
  /** Webhooks that could not be stored since the last one that was. */
  let missed = { count: 0, at: 0 }
  let sharedAt = 0

  return {
    answered(outcome: WebhookOutcome): void {
      // The signature was not checked.
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
    /** Writes the last webhook's time to the database, for other processes and after a restart. */
    async share(): Promise<void> {
      if (lastAt === null || lastAt - sharedAt < SHARE_MS) return
      sharedAt = lastAt
      await storeLastWebhook(sql, lastAt)
    },
  }
}
