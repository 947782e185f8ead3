import type { Sql, Tx } from './database.ts'

/** See objectName. */
const MESSAGE_OF_OBJECT = '/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[.][^/]*$'

/**
 * Of these objects, those that some message has, or is about to get again: a file that is still awaited is put under the
 * name of its message.
 */
export async function findKnownObjects(tx: Tx, objects: readonly string[]): Promise<Set<string>> {
  const rows = await tx<{ object: string }[]>`
    select o.object from unnest(${objects as string[]}::text[]) as o(object)
     where exists (select 1 from media f where f.object = o.object)
        or exists (select 1 from media f
                    where f.message_id = substring(o.object from ${MESSAGE_OF_OBJECT})::uuid and f.state = 'remote')`
  return new Set(rows.map(({ object }) => object))
}

/**
 * Objects of which messages let go before `before`, and that no other message has: the oldest first.
 * They count as let go `now`: one that could not be removed, or whose process died, is claimed again later, and after all
 * others. Not what was let go since: a message that is just being sent on may be about to have it.
 */
export async function claimUnwantedObjects(
  sql: Sql,
  { now, before, limit }: { now: number; before: number; limit: number },
): Promise<string[]> {
  const rows = await sql<{ object: string }[]>`
    with due as (
      select object from unwanted_objects where at < ${new Date(before).toISOString()}::text::timestamptz
       order by at limit ${limit} for update skip locked
    ), wanted as (
      delete from unwanted_objects u using due d
       where u.object = d.object and exists (select 1 from media f where f.object = u.object)
    )
    update unwanted_objects u set at = ${new Date(now).toISOString()}::text::timestamptz from due d
     where u.object = d.object and not exists (select 1 from media f where f.object = u.object)
    returning u.object`
  return rows.map(({ object }) => object)
}

/** They are removed from the store. */
export async function forgetUnwantedObjects(sql: Sql, objects: readonly string[]): Promise<void> {
  await sql`delete from unwanted_objects where object = any(${objects as string[]})`
}
