import journal from '../../drizzle/meta/_journal.json' with { type: 'json' }
import { type Backlog, readBacklog } from './backlog.ts'
import type { Sql } from './database.ts'

const ANSWER_MS = 1000
const NEWEST = Math.max(...journal.entries.map(({ when }) => when))
/** No such table or schema: the database is empty. */
const NOTHING_THERE = new Set(['42P01', '3F000'])

export type StoredHealth = {
  backlog: Backlog
  /** Milliseconds since the epoch. */
  lastWebhookAt: number | null
  refused: { number: string; reason: string | null }[]
}

/** The health as far as the database knows it, read within a second; `behind` if migrations are missing. */
export async function readHealth(
  sql: Sql,
  feedPosition: number,
): Promise<'down' | 'behind' | StoredHealth> {
  const read = () =>
    readNow(sql, feedPosition).catch((error) =>
      NOTHING_THERE.has((error as { code?: string }).code ?? '') ? 'behind' : 'down',
    )
  return inTime(sql, read, 'down')
}

/** The backlog alone, within a second; null if the database does not answer by then. */
export const readBacklogInTime = (sql: Sql, feedPosition: number): Promise<Backlog | null> =>
  inTime(sql, () => readBacklog(sql, feedPosition).catch(() => null), null)

/** When each database was asked, if it has not answered yet. */
const asked = new WeakMap<Sql, number>()

/** While an answer is overdue, asks nothing more: each further query would make a dead connection look alive. */
async function inTime<T, L>(sql: Sql, ask: () => Promise<T>, otherwise: L): Promise<T | L> {
  const owed = asked.get(sql)
  if (owed !== undefined && performance.now() - owed > ANSWER_MS) return otherwise
  const since = owed ?? performance.now()
  asked.set(sql, since)
  const read = ask().finally(() => {
    if (asked.get(sql) === since) asked.delete(sql)
  })
  const late = Promise.withResolvers<L>()
  const timer = setTimeout(late.resolve, ANSWER_MS, otherwise)
  const answer = await Promise.race([read, late.promise])
  clearTimeout(timer)
  return answer
}

async function readNow(sql: Sql, feedPosition: number): Promise<'behind' | StoredHealth> {
  const [applied] = await sql<{ newest: string | null }[]>`
    select max(created_at)::text as newest from drizzle.__drizzle_migrations`
  if (Number(applied!.newest ?? 0) < NEWEST) return 'behind'
  const [backlog, [state], refused] = await Promise.all([
    readBacklog(sql, feedPosition),
    sql<{ at: number | null }[]>`
      select (extract(epoch from webhook_at) * 1000)::float8 as at from server_state`,
    sql<{ number: string; reason: string | null }[]>`
      select coalesce(display_phone_number, phone_number_id) as number, state_reason as reason
        from channels where state = 'refused' order by 1 limit 20`,
  ])
  return { backlog, lastWebhookAt: state?.at ?? null, refused }
}

/** Records when a delivery was stored, if it is the newest. */
export async function storeLastWebhook(sql: Sql, at: number): Promise<void> {
  await sql`
    update server_state set webhook_at = to_timestamp(${at}::float8 / 1000)
     where webhook_at is null or webhook_at < to_timestamp(${at}::float8 / 1000)`
}
