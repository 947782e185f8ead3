import type { Sql } from './database.ts'
import { pruneStats } from './stats.ts'
import { pruneSamples } from './statsHistory.ts'

const BATCH = 1000
const STATS_DAYS = 40
/** Meta tells of a message for 30 days at most (facts sheet, section 3). */
const WAITING_MS = 30 * 86_400_000

/** Forgets events that are older than they need to be, in small steps that lock nothing for long. */
export async function pruneEvents(sql: Sql, before: Date): Promise<void> {
  // From the oldest on and no further than the first that is young enough: what is left has no gap, whatever the clock
  // did. The newest row always stays: the next ids continue from it.
  for (;;) {
    const gone = await sql`
      with oldest as materialized (select id, created_at from events order by id limit ${BATCH + 1})
      delete from events where id = any(array(
        select id from oldest
         where id < coalesce((select min(id) from oldest where created_at >= ${before}), (select max(id) from oldest))))`
    if (gone.count < BATCH) break
  }
}

/** Forgets sign-ins that have ended, old statistics, and statuses and changes whose message never came. */
export async function pruneEnded(sql: Sql, now: Date): Promise<void> {
  await sql`delete from refresh_tokens where expires_at < ${now}`
  const firstDay = new Date(now.getTime() - STATS_DAYS * 86_400_000)
  await pruneStats(sql, firstDay.toISOString().slice(0, 10))
  await pruneSamples(sql, firstDay)
  // Statuses of what other apps sent on our numbers: their messages will never come.
  const waitedEnough = new Date(now.getTime() - WAITING_MS)
  await sql`delete from waiting_updates where received_at < ${waitedEnough}`
}

/**
 * Forgets raw webhooks: deliveries in quarantine, replayed or not, and fields that nothing is done with. Rows that somebody
 * is at are left for the next turn.
 */
export async function pruneWebhooks(
  sql: Sql,
  before: { quarantined: Date; others: Date },
): Promise<void> {
  const steps = [
    () => sql`
      delete from quarantine where id = any(array(
        select id from quarantine where received_at < ${before.quarantined}
         order by received_at limit ${BATCH} for update skip locked))`,
    () => sql`
      delete from webhook_events where hash = any(array(
        select hash from webhook_events where received_at < ${before.others}
         order by received_at limit ${BATCH} for update skip locked))`,
  ]
  for (const step of steps) while ((await step()).count === BATCH);
}
