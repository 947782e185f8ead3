import { timestamp } from 'drizzle-orm/pg-core'

/** Times are kept to the millisecond, so that what SQL sorts by is what clients see. */
export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
