import type { Sql } from './database.ts'

/** Updates whose message has been stored meanwhile: to be applied like any other. */
export async function readDueUpdates(
  sql: Sql,
  { since, limit }: { since: Date; limit: number },
): Promise<unknown[]> {
  const rows = await sql<{ update: unknown }[]>`
    select w.update from waiting_updates w
     where w.received_at > ${since}
       and (exists (select 1 from message_attempts a where a.wa_message_id = w.wa_message_id)
            or (w.kind in ('edit', 'revoke') and exists (select 1 from messages m where m.wa_message_id = w.wa_message_id)))
     order by w.received_at limit ${limit}`
  return rows.map((row) => row.update)
}

/** What waits for these messages, in the order it came. */
export async function readUpdatesOf(sql: Sql, wamids: readonly string[]): Promise<unknown[]> {
  const rows = await sql<{ update: unknown }[]>`
    select update from waiting_updates where wa_message_id = any(${wamids as string[]}) order by received_at`
  return rows.map((row) => row.update)
}
