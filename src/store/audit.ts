import type { AuditAction, AuditEntry, AuditTarget } from '../protocol/audit.ts'
import type { Sql, Tx } from './database.ts'

/** The author of an action and their address; both null for the server itself. */
export type AuditActor = { id: string | null; address: string | null }

export const SERVER: AuditActor = { id: null, address: null }

export type AuditInput = {
  by: AuditActor
  action: AuditAction
  target?: { type: AuditTarget; id: string }
  data?: Record<string, unknown>
}

/** Adds an audit entry, in the transaction of the action itself. */
export async function addAudit(
  tx: Tx,
  { now, newId }: { now: () => number; newId: () => string },
  { by, action, target, data }: AuditInput,
): Promise<void> {
  await tx`
    insert into audit_log (id, at, actor_id, action, target_type, target_id, address, data)
    values (${newId()}, to_timestamp(${now()}::float8 / 1000), ${by.id}, ${action}, ${target?.type ?? null},
            ${target?.id ?? null}, ${by.address}, ${JSON.stringify(data ?? {})}::text::jsonb)`
}

/** For an action of many transactions, such as an import: replaces its entry by the current total. */
export async function upsertAudit(
  tx: Tx,
  now: () => number,
  { id, by, action, data }: Omit<AuditInput, 'target'> & { id: string },
): Promise<void> {
  await tx`
    insert into audit_log (id, at, actor_id, action, address, data)
    values (${id}, to_timestamp(${now()}::float8 / 1000), ${by.id}, ${action}, ${by.address}, ${JSON.stringify(data ?? {})}::text::jsonb)
    on conflict (id) do update set data = excluded.data`
}

/** Where a page ended. */
export type AuditCursor = { at: string; id: string }

export type AuditFilter = {
  actorId: string | undefined
  action: AuditAction | undefined
  targetId: string | undefined
  /** From this time on, and before that one; ISO 8601. */
  from: string | undefined
  to: string | undefined
}

/** Audit entries, newest first. Reads one more than `limit`. */
export function listAudit(
  tx: Tx,
  asked: AuditFilter & { after: AuditCursor | null; limit: number },
): Promise<AuditEntry[]> {
  const { actorId, action, targetId, from, to, after, limit } = asked
  // The names by subquery, for this page only: a join might read all users.
  return tx<AuditEntry[]>`
    select a.id, iso(a.at) as at, a.actor_id, (select name from users where id = a.actor_id) as actor_name, a.action,
           a.target_type, a.target_id, a.address, a.data
      from audit_log a
     where ${actorId === undefined ? tx`true` : tx`a.actor_id = ${actorId}`}
       and ${action === undefined ? tx`true` : tx`a.action = ${action}`}
       and ${targetId === undefined ? tx`true` : tx`a.target_id = ${targetId}`}
       and ${from === undefined ? tx`true` : tx`a.at >= ${from}::timestamptz`}
       and ${to === undefined ? tx`true` : tx`a.at < ${to}::timestamptz`}
       and ${after === null ? tx`true` : tx`(a.at, a.id) < (${after.at}::timestamptz, ${after.id}::uuid)`}
     order by a.at desc, a.id desc limit ${limit + 1}`
}

/** Removes entries before a time. */
export async function pruneAudit(sql: Sql, before: Date): Promise<void> {
  await sql`delete from audit_log where at < ${before}`
}

/** `{from, to}` of each of these fields that has changed. */
export function changesBetween(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): Record<string, { from: unknown; to: unknown }> {
  const changed = fields.filter((field) => before[field] !== after[field])
  return Object.fromEntries(
    changed.map((field) => [field, { from: before[field], to: after[field] }]),
  )
}
