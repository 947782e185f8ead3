import type { DashboardStats } from '../protocol/stats.ts'
import type { Sql } from './database.ts'

/** First responses that the median is made of, at most: the latest. */
const RESPONSES = 500
/** What is counted of a day's messages. */
const MESSAGES = ['incoming', 'outgoing', 'failed'] as const

/**
 * What a supervisor's dashboard counts: sums of tallies, and what an index answers. No table is scanned.
 * @param now ms
 */
export async function readStats(sql: Sql, now: number): Promise<DashboardStats> {
  const at = new Date(now).toISOString()
  const [row] = await sql<
    { counts: Record<string, number>; agents: number; closing: number; median: number | null }[]
  >`
    with team_day as materialized (
      select day, 'messages|' || to_char(day, 'YYYY-MM-DD') || '|' as prefix from day_of(${at}::timestamptz) as day
    )
    select
      (select coalesce(json_object_agg(name, n), '{}') from (
         select name, sum(n) as n from tallies
          where name like 'rooms|%' or name = 'unread'
             or name = any(array(select prefix || kind from team_day, unnest(${MESSAGES}::text[]) as kind)) group by name) t) as counts,
      (select count(*)::int from (select distinct user_id from presence_leases where expires_at > clock_timestamp()) l,
         lateral (select 1 from users where id = l.user_id and role = 'agent' and not disabled offset 0) u) as agents,
      (select count(*)::int from rooms where status = 'open' and merged_into is null
          and customer_at > ${at}::timestamptz - interval '24 hours' and customer_at <= ${at}::timestamptz - interval '23 hours') as closing,
      (select percentile_cont(0.5) within group (order by seconds) from (
         select seconds from first_responses where day = (select day from team_day) order by answered_at desc limit ${RESPONSES}) r) as median`
  const { counts, agents, closing, median } = row!
  const rooms = Object.entries(counts).flatMap(([name, n]) => {
    const [kind, status, type, assigned] = name.split('|')
    return kind === 'rooms' ? [{ status, type, assigned: assigned === 't', n }] : []
  })
  const count = (holds: (room: (typeof rooms)[number]) => boolean) =>
    rooms.reduce((sum, room) => (holds(room) ? sum + room.n : sum), 0)
  const ofType = (type: string) => count((room) => room.type === type)
  const today = Object.entries(counts).flatMap(([name, n]) =>
    name.startsWith('messages|') ? [{ kind: name.split('|')[2], n }] : [],
  )
  const messages = (kind: (typeof MESSAGES)[number]) =>
    today.find((one) => one.kind === kind)?.n ?? 0
  return {
    rooms_open: count((room) => room.status === 'open'),
    rooms_unassigned: count((room) => room.status === 'open' && !room.assigned),
    rooms_closed: count((room) => room.status === 'closed'),
    by_customer_type: {
      partner: ofType('partner'),
      customer: ofType('customer'),
      vendor: ofType('vendor'),
      srdp: ofType('srdp'),
    },
    unread: counts.unread ?? 0,
    messages_today: {
      incoming: messages('incoming'),
      outgoing: messages('outgoing'),
      failed: messages('failed'),
    },
    agents_online: agents,
    median_first_response_seconds: median,
    windows_closing_1h: closing,
    generated_at: at,
  }
}

/** Adds up what writers have added since; any process may, at any time. */
export async function compactTallies(sql: Sql): Promise<void> {
  await sql`select compact_tallies()`
}

/** Forgets the days before this one (YYYY-MM-DD). */
export async function pruneStats(sql: Sql, day: string): Promise<void> {
  await sql`delete from tallies where name like 'messages|%' and split_part(name, '|', 2) < ${day}`
  await sql`delete from first_responses where day < ${day}::date`
}
