import { z } from 'zod'

/**
 * An id that somebody gives us, as we write it: in small letters. SECURITY: who is in a room is compared as text, and the
 * database takes a UUID in capitals for the same one.
 */
export const uuid = z.uuid().toLowerCase()
