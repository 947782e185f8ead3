import { z } from 'zod'

/** `limit` of every list: 1 to 100. */
export const pageLimit = z.coerce.number().int().min(1).max(100).default(50)
