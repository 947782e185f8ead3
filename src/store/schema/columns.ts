import { timestamp } from 'drizzle-orm/pg-core'

/** Times have milliseconds, so that SQL sorts by exactly what clients see. */
export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
