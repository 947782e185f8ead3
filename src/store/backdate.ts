import type { Sql } from './database.ts'

/**
 * Sets what the database stamped by its own clock back to when it is told to have happened: for a history that was
 * played a moment ago (seed/seed.ts), and never for anything else.
 */
export async function backdate(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`
      update rooms set created_at = told.first, activity_at = told.last
        from (select room_id, min(created_at) as first,
                     max(created_at) filter (where direction in ('incoming', 'outgoing') and content_type <> 'reaction') as last
                from messages group by room_id) told
       where told.room_id = rooms.id and told.last is not null`
    await tx`update messages set updated_at = created_at`
    await tx`delete from tallies where name like 'messages|%'`
    await tx`
      insert into tallies (name, n)
      select concat_ws('|', 'messages', to_char(created_at at time zone 'UTC', 'YYYY-MM-DD'), kind), count(*)
        from messages
        cross join lateral (values (direction), (case when status = 'failed' then 'failed' end)) kinds (kind)
       where kind in ('incoming', 'outgoing', 'failed')
       group by 1`
  })
}
