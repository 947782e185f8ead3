import { z } from 'zod'

const count = z.number().int()

/** What a supervisor's dashboard counts, as of `generated_at`. Today is the server's day, in UTC. */
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

/** Over what the charts look back: `today` by the hour, the others by the day (UTC). */
export const statsRange = z.enum(['today', '7d', '30d'])

/** How a supervisor's dashboard came to where it is, and who waits now. */
export const dashboardHistory = z
  .strictObject({
    range: statsRange,
    /** Open rooms as they were looked at: one point for each quarter of an hour of today, or hour of a longer range. */
    rooms: z.array(
      z.strictObject({
        at: z.iso.datetime({ precision: 3 }),
        unassigned: count,
        /** Somebody has it, and there is something unread. */
        waiting_on_us: count,
        waiting_on_customer: count,
      }),
    ),
    /** First answers of a day, in seconds: the median, and what nine of ten stayed below. */
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
    /** Open rooms that somebody should see to: nobody has them, or their window closes within an hour. Most urgent first. */
    attention: z.array(
      z.strictObject({
        room_id: z.uuid(),
        room_title: z.string(),
        reason: z.enum(['unassigned', 'window_closing']),
        /** Since when it waits, or when its window closes. */
        at: z.iso.datetime({ precision: 3 }),
        agents: z.array(z.string()),
      }),
    ),
    generated_at: z.iso.datetime({ precision: 3 }),
  })
  .meta({ id: 'DashboardHistory' })

export type StatsRange = z.infer<typeof statsRange>
export type DashboardHistory = z.infer<typeof dashboardHistory>
