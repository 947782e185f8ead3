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
 * Objects of which messages have let go, and that no other message has: `remove` each; who fails is tried again. Only what
 * was let go before: a message that is just being sent on may be about to have one of them.
 */
export async function sweepUnwantedObjects(
  sql: Sql,
  { before, limit }: { before: number; limit: number },
  remove: (object: string) => Promise<void>,
): Promise<void> {
  await sql.begin(async (tx) => {
    const rows = await tx<{ object: string; wanted: boolean }[]>`
      select u.object, exists (select 1 from media f where f.object = u.object) as wanted from unwanted_objects u
       where u.at < ${new Date(before).toISOString()}::text::timestamptz order by u.at limit ${limit} for update skip locked`
    for (const { object, wanted } of rows) if (!wanted) await remove(object)
    await tx`delete from unwanted_objects where object = any(${rows.map(({ object }) => object)})`
  })
}
