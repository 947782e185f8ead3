import type { Sql } from './database.ts'
import { readDay } from './days.ts'
import { pruneStats } from './stats.ts'
import { pruneSamples } from './statsHistory.ts'

const BATCH = 1000
const STATS_DAYS = 40
/** Meta sends statuses of a message for at most 30 days (facts sheet, section 3). */
const WAITING_MS = 30 * 86_400_000

/** Removes events older than the retention period, in small steps that lock nothing for long. */
export async function pruneEvents(sql: Sql, before: Date): Promise<void> {
  // From the oldest up to the first that is young enough, so that what remains has no gap even if the clock was set back.
  // The newest row always stays, because the next ids continue from it.
  for (;;) {
    const gone = await sql`
      with oldest as materialized (select id, created_at from events order by id limit ${BATCH + 1})
      delete from events where id = any(array(
        select id from oldest
         where id < coalesce((select min(id) from oldest where created_at >= ${before}), (select max(id) from oldest))))`
    if (gone.count < BATCH) break
  }
}

/** Removes expired sign-ins, old statistics, and statuses and edits whose message never came. */
export async function pruneEnded(sql: Sql, now: Date): Promise<void> {
  await sql`delete from refresh_tokens where expires_at < ${now}`
  const firstDay = await readDay(sql, now.getTime() - STATS_DAYS * 86_400_000)
  await pruneStats(sql, firstDay)
  await pruneSamples(sql, firstDay)
  // Statuses of what other apps sent on our numbers: their messages will never come.
  const waitedEnough = new Date(now.getTime() - WAITING_MS)
  await sql`delete from waiting_updates where received_at < ${waitedEnough}`
}

/**
 * Removes raw webhooks: deliveries in quarantine, replayed or not, and fields that are not interpreted. Locked rows are left
 * for the next run.
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
