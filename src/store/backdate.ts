import type { Sql } from './database.ts'

/**
 * Moves times that the database stamped with its own clock back to when the events of the sample data are supposed to have
 * happened. Only for seed/seed.ts, which plays that history within seconds.
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
      select concat_ws('|', 'messages', to_char(day_of(created_at, team.time_zone), 'YYYY-MM-DD'), kind), count(*)
        from messages cross join team
        cross join lateral (values (direction), (case when status = 'failed' then 'failed' end)) kinds (kind)
       where kind in ('incoming', 'outgoing', 'failed')
       group by 1`
  })
}
