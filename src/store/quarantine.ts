import type { QuarantineEntry } from '../protocol/quarantine.ts'
import type { Sql, Tx } from './database.ts'

/** Keeps the raw body of a delivery that could not be stored whole; the same body is kept once. */
export async function putInQuarantine(
  sql: Sql,
  entry: { id: string; body: Uint8Array; bodyHash: string; error: string },
): Promise<void> {
  await sql`
    insert into quarantine (id, body_hash, body, error)
    values (${entry.id}, ${entry.bodyHash}, ${entry.body}, ${entry.error})
    on conflict (body_hash) do update
       set attempts = quarantine.attempts + 1, error = excluded.error, replayed_at = null`
}

export type Quarantined = {
  body: Uint8Array
  /** How often a part of it could not be stored. */
  attempts: number
  /** Milliseconds since the epoch. */
  receivedAt: number
  replayed: boolean
}

export async function readQuarantined(sql: Sql, id: string): Promise<Quarantined | null> {
  const [row] = await sql<Quarantined[]>`
    select body, attempts, (extract(epoch from received_at) * 1000)::float8 as "receivedAt", replayed_at is not null as replayed
      from quarantine where id = ${id}`
  return row ?? null
}

/**
 * Whether it is replayed now: not if a part of it has come into quarantine again since it was read.
 * @param attempts as they were read
 */
export async function markReplayed(sql: Tx, id: string, attempts: number): Promise<boolean> {
  const rows = await sql`
    update quarantine set replayed_at = coalesce(replayed_at, now()) where id = ${id} and attempts = ${attempts} returning id`
  return rows.length === 1
}

/** Where a page ended. */
export type QuarantineCursor = { at: string; id: string }

const columns = (tx: Tx) => tx`
  id, error, attempts, length(body) as size, iso(received_at) as received_at, iso(replayed_at) as replayed_at`

/** What is kept, newest first, without the bodies. Reads one more than `limit`. */
export function listQuarantined(
  tx: Tx,
  asked: { replayed: boolean | undefined; after: QuarantineCursor | null; limit: number },
): Promise<QuarantineEntry[]> {
  const { replayed, after, limit } = asked
  return tx<QuarantineEntry[]>`
    select ${columns(tx)} from quarantine
     where ${replayed === undefined ? tx`true` : tx`(replayed_at is not null) = ${replayed}`}
       and ${after === null ? tx`true` : tx`(received_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`}
     order by received_at desc, id desc limit ${limit + 1}`
}

export async function readQuarantineEntry(tx: Tx, id: string): Promise<QuarantineEntry | null> {
  const [row] = await tx<QuarantineEntry[]>`select ${columns(tx)} from quarantine where id = ${id}`
  return row ?? null
}
