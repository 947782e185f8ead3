import { z } from 'zod'

/**
 * An id from outside, in lower case. SECURITY: room membership is compared as text, while the database treats a UUID in
 * upper case as the same one.
 */
export const uuid = z.uuid().toLowerCase()
