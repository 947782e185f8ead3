import { z } from 'zod'

const time = z.iso.datetime({ precision: 3 })

export const role = z.enum(['admin', 'supervisor', 'agent'])

/** A colleague. Only admins see `email`. */
export const user = z
  .strictObject({
    id: z.uuid(),
    email: z.string().optional(),
    name: z.string(),
    role,
    disabled: z.boolean(),
    status: z.enum(['online', 'offline']),
    last_seen_at: time.nullable(),
  })
  .meta({ id: 'User' })

export type Role = z.infer<typeof role>
export type User = z.infer<typeof user>
