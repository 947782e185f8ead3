import type { Sql } from './database.ts'

/** A zone that PostgreSQL does not know. */
const INVALID_PARAMETER = '22023'

/**
 * Days are counted by this zone from now on, by all processes of this database; those that are over stay as they were counted.
 * @returns whether it was another one before
 * @throws Error with a sentence for the operator, when PostgreSQL does not know the zone
 */
export async function setTimeZone(sql: Sql, zone: string): Promise<boolean> {
  try {
    const changed = await sql`
      update team set time_zone = ${zone} where time_zone <> ${zone} and now() at time zone ${zone}::text is not null`
    return changed.count > 0
  } catch (error) {
    if ((error as { code?: unknown }).code !== INVALID_PARAMETER) throw error
    throw new Error(`TIME_ZONE: this PostgreSQL knows no time zone ${zone}`)
  }
}

/** The zone by which days are counted. */
export async function readTimeZone(sql: Sql): Promise<string> {
  const [row] = await sql<{ time_zone: string }[]>`select time_zone from team`
  return row!.time_zone
}

/** The team's day (YYYY-MM-DD) that a moment (ms) is of. */
export async function readDay(sql: Sql, moment: number): Promise<string> {
  const [row] = await sql<{ day: string }[]>`
    select to_char(day_of(${new Date(moment).toISOString()}::timestamptz), 'YYYY-MM-DD') as day`
  return row!.day
}
