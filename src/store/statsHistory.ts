import type { RoomFacts } from '../domain/event.ts'
import type { DashboardHistory, StatsRange } from '../protocol/stats.ts'
import type { Sql } from './database.ts'

const QUARTER_MS = 15 * 60_000
/** How far each range looks back, and how far apart its points are. */
const RANGES = {
  today: { days: 1, roomsEvery: '15 minutes', answersEvery: 'hour', messageDays: 14 },
  '7d': { days: 7, roomsEvery: '1 hour', answersEvery: 'day', messageDays: 14 },
  '30d': { days: 30, roomsEvery: '6 hours', answersEvery: 'day', messageDays: 30 },
} as const
const ATTENTION = 5

type Rows<K extends keyof DashboardHistory> = DashboardHistory[K]
export type RoomInNeed = {
  facts: RoomFacts
  reason: 'unassigned' | 'window_closing'
  at: string
}

/** Keeps how many open rooms stand where, for the quarter of an hour that `now` (ms) is in. */
export async function sampleRooms(sql: Sql, now: number): Promise<void> {
  const at = new Date(Math.floor(now / QUARTER_MS) * QUARTER_MS).toISOString()
  // Unread rooms have an index of their own; all others are known from the sums.
  await sql`
    with open as (
      select coalesce(sum(n), 0) as all, coalesce(sum(n) filter (where name like '%|f'), 0) as unassigned
        from tallies where name like 'rooms|open|%'
    ), ours as (
      select count(*) as n from rooms
       where unread_count > 0 and status = 'open' and participant_ids <> '{}' and merged_into is null
    )
    insert into room_samples (at, unassigned, waiting_on_us, waiting_on_customer)
    select ${at}, o.unassigned, u.n, greatest(0, o.all - o.unassigned - u.n) from open o, ours u
    on conflict (at) do update set unassigned = excluded.unassigned, waiting_on_us = excluded.waiting_on_us,
      waiting_on_customer = excluded.waiting_on_customer`
}

/** Open rooms over time: the last look of each step. Steps are counted from where their day begins. */
export async function readRoomSamples(sql: Sql, range: StatsRange, now: number) {
  const { days, roomsEvery } = RANGES[range]
  return sql<Rows<'rooms'>>`
    select distinct on (step) iso(at) as at, unassigned, waiting_on_us, waiting_on_customer
      from (select s.*, date_bin(${roomsEvery}::interval, s.at, day_begins(day_of(s.at, time_zone), time_zone)) as step
              from room_samples s, team
             where s.at >= day_begins(day_of(${iso(now)}::timestamptz, time_zone) - ${days - 1}::int, time_zone)) s
     order by step, s.at desc`
}

export async function readFirstResponses(sql: Sql, range: StatsRange, now: number) {
  const { days, answersEvery } = RANGES[range]
  const step = {
    hour: sql`date_trunc('hour', answered_at, time_zone)`,
    day: sql`day_begins(day, time_zone)`,
  }[answersEvery]
  return sql<Rows<'first_responses'>>`
    select iso(step) as at, count(*)::int as answers,
           percentile_cont(0.5) within group (order by seconds) as median,
           percentile_cont(0.9) within group (order by seconds) as p90
      from (select seconds, ${step} as step from first_responses, team
             where day > day_of(${iso(now)}::timestamptz, time_zone) - ${days}::int) s
     group by step order by step`
}

export async function readMessagesByDay(sql: Sql, range: StatsRange, now: number) {
  const { messageDays } = RANGES[range]
  return sql<Rows<'messages'>>`
    select to_char(day, 'YYYY-MM-DD') as day, coalesce(sum(n) filter (where kind = 'incoming'), 0)::int as incoming,
           coalesce(sum(n) filter (where kind = 'outgoing'), 0)::int as outgoing,
           coalesce(sum(n) filter (where kind = 'failed'), 0)::int as failed
      from (select day_of(${iso(now)}::timestamptz, time_zone) as today from team) d,
           generate_series((today - ${messageDays - 1}::int)::timestamp, today::timestamp, '1 day') as day
      left join lateral (select n, split_part(name, '|', 3) as kind from tallies
                          where name = any (array['messages|' || to_char(day, 'YYYY-MM-DD') || '|incoming',
                            'messages|' || to_char(day, 'YYYY-MM-DD') || '|outgoing',
                            'messages|' || to_char(day, 'YYYY-MM-DD') || '|failed'])) t on true
     group by day order by day`
}

/** Everybody who may have rooms, with how many of them are open, and how many of those wait for an answer. */
export async function readAgentLoad(sql: Sql) {
  // From the open rooms to their people: with the years, most rooms that somebody has are closed.
  return sql<Rows<'agents'>>`
    with load as (
      select p.id, count(*) as open, count(*) filter (where r.unread_count > 0) as waiting
        from rooms r, unnest(r.participant_ids) as p(id)
       where r.status = 'open' and r.merged_into is null group by p.id
    )
    select u.id as user_id, u.name, coalesce(l.open, 0)::int as rooms_open, coalesce(l.waiting, 0)::int as rooms_waiting,
           case when exists (select 1 from presence_leases l where l.user_id = u.id and l.expires_at > clock_timestamp())
                then 'online' else 'offline' end as status
      from users u left join load l on l.id = u.id
     where not u.disabled and (u.role = 'agent' or l.open > 0)
     order by rooms_open desc, u.name, u.id`
}

/** Rooms that somebody should see to: windows that close within the hour first, then who waits longest for anybody. */
export async function readAttention(sql: Sql, now: number): Promise<RoomInNeed[]> {
  const at = new Date(now).toISOString()
  return sql<RoomInNeed[]>`
    with closing as (
      select id, customer_at from rooms
       where status = 'open' and merged_into is null and customer_at > ${at}::timestamptz - interval '24 hours'
         and customer_at <= ${at}::timestamptz - interval '23 hours'
       order by customer_at limit ${ATTENTION}
    ), unassigned as (
      select id, activity_at from rooms
       where status = 'open' and participant_ids = '{}' and merged_into is null and id not in (select id from closing)
       order by activity_at limit ${ATTENTION}
    ), both_kinds as (
      select id, 'window_closing' as reason, customer_at + interval '24 hours' as at, 0 as place from closing
      union all select id, 'unassigned', activity_at, 1 from unassigned
    )
    select f.facts, b.reason, iso(b.at) as at from both_kinds b join room_facts f on f.id = b.id
     order by b.place, b.at limit ${ATTENTION}`
}

/** Forgets the days before this one (YYYY-MM-DD). */
export async function pruneSamples(sql: Sql, day: string): Promise<void> {
  await sql`delete from room_samples using team where at < day_begins(${day}::date, time_zone)`
}

const iso = (at: number) => new Date(at).toISOString()
