import type { Sql, Tx } from './database.ts'

/** See objectName. */
const MESSAGE_OF_OBJECT = '/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[.][^/]*$'

/**
 * Those of these objects that a message uses, or is about to use: a file that is still being fetched will get its message's
 * object name.
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
 * Claims objects that were dropped by messages before `before` and that no other message uses, oldest first. Their time is
 * set to `now`, so that one that can't be removed is claimed again later, after all others. Objects dropped since `before`
 * are left, because a forward that is under way may be about to use them.
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

/** Call when they have been removed from the store. */
export async function forgetUnwantedObjects(sql: Sql, objects: readonly string[]): Promise<void> {
  await sql`delete from unwanted_objects where object = any(${objects as string[]})`
}
