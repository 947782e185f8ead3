import { z } from 'zod'

const time = z.iso.datetime({ precision: 3 })

export const auditAction = z.enum([
  'sign_in',
  'sign_in_failed',
  'account_locked',
  'sign_out',
  'refresh_token_reused',
  'password_changed',
  'password_change_failed',
  'user_created',
  'user_changed',
  'channel_changed',
  'leads_imported',
  'leads_exported',
  'quick_reply_created',
  'quick_reply_changed',
  'quick_reply_removed',
  'quarantine_replayed',
  'message_removed',
  'customer_exported',
  'customer_erased',
])

const auditTarget = z.enum(['user', 'channel', 'quick_reply', 'delivery', 'message', 'contact'])

/**
 * An entry of the audit log. `actor_id` is null for the server itself, and for callers who were not authenticated. `address`
 * is where the request came from. Changes have `from` and `to` of each field in `data`.
 */
export const auditEntry = z
  .strictObject({
    id: z.uuid(),
    at: time,
    actor_id: z.uuid().nullable(),
    actor_name: z.string().nullable(),
    action: auditAction,
    target_type: auditTarget.nullable(),
    target_id: z.string().nullable(),
    address: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' })

export type AuditAction = z.infer<typeof auditAction>
export type AuditTarget = z.infer<typeof auditTarget>
export type AuditEntry = z.infer<typeof auditEntry>
