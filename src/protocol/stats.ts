import { z } from 'zod'

const count = z.number().int()

/** The counters of a supervisor's dashboard, as of `generated_at`. "Today" is the team's day (`TIME_ZONE`). */
export const dashboardStats = z
  .strictObject({
    rooms_open: count,
    rooms_unassigned: count,
    rooms_closed: count,
    by_customer_type: z.strictObject({
      partner: count,
      customer: count,
      vendor: count,
      srdp: count,
    }),
    unread: count,
    messages_today: z.strictObject({ incoming: count, outgoing: count, failed: count }),
    agents_online: count,
    median_first_response_seconds: z.number().nullable(),
    windows_closing_1h: count,
    generated_at: z.iso.datetime({ precision: 3 }),
  })
  .meta({ id: 'DashboardStats' })

export type DashboardStats = z.infer<typeof dashboardStats>

/** The period of the charts: `today` by the hour, the others by the team's day. */
export const statsRange = z.enum(['today', '7d', '30d'])

/** The history behind a supervisor's dashboard, and the rooms that wait now. */
export const dashboardHistory = z
  .strictObject({
    range: statsRange,
    /** The team's time zone, in which days begin: an IANA name. */
    time_zone: z.string(),
    /** Samples of the open rooms: one per quarter of an hour for `today`, one per hour for longer ranges. */
    rooms: z.array(
      z.strictObject({
        at: z.iso.datetime({ precision: 3 }),
        unassigned: count,
        /** Assigned rooms with unread messages. */
        waiting_on_us: count,
        waiting_on_customer: count,
      }),
    ),
    /** First response times, in seconds: the median and the 90th percentile. */
    first_responses: z.array(
      z.strictObject({
        at: z.iso.datetime({ precision: 3 }),
        median: z.number(),
        p90: z.number(),
        answers: count,
      }),
    ),
    /** The last 14 days, or 30 for `30d`, oldest first; days without messages too. */
    messages: z.array(
      z.strictObject({ day: z.iso.date(), incoming: count, outgoing: count, failed: count }),
    ),
    agents: z.array(
      z.strictObject({
        user_id: z.uuid(),
        name: z.string(),
        status: z.enum(['online', 'offline']),
        rooms_open: count,
        rooms_waiting: count,
      }),
    ),
    /** Open rooms that need attention: unassigned, or their window closes within an hour. Most urgent first. */
    attention: z.array(
      z.strictObject({
        room_id: z.uuid(),
        room_title: z.string(),
        reason: z.enum(['unassigned', 'window_closing']),
        /** The time since which it waits, or at which its window closes. */
        at: z.iso.datetime({ precision: 3 }),
        agents: z.array(z.string()),
      }),
    ),
    generated_at: z.iso.datetime({ precision: 3 }),
  })
  .meta({ id: 'DashboardHistory' })

export type StatsRange = z.infer<typeof statsRange>
export type DashboardHistory = z.infer<typeof dashboardHistory>
