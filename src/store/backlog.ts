import type { Sql } from './database.ts'

/** Work that waits, as the database knows it. */
export type Backlog = {
  /** By how many places of the log, and how many seconds, a feed at `position` is behind. */
  feedEvents: number
  feedSeconds: number
  searchEvents: number
  sends: { queued: number; uploading: number; flying: number }
  /** How long the oldest due attempt of a usable number has waited; 0 for none. */
  oldestSendSeconds: number
  quarantineWaiting: number
  /** Customers' files that are overdue. */
  filesLate: number
  channelsRefused: number
}

/** After this time a file has been tried five times (domain/mediaFetch.ts). */
const FILE_LATE = '15 minutes'

/** @param position of a feed */
export async function readBacklog(sql: Sql, position: number): Promise<Backlog> {
  const [row] = await sql<{ backlog: Backlog }[]>`
    with sends as (
      select o.state, count(*) as number,
             max(extract(epoch from now() - o.due_at)) filter (where o.state = 'queued' and o.turn and c.state = 'ok') as waits
        from outbox o join channels c on c.id = o.channel_id group by o.state
    )
    select json_build_object(
      'feedEvents', greatest(0, log_position() - ${position}::bigint),
      'feedSeconds', coalesce((select greatest(0, extract(epoch from now() - created_at)) from events where id > ${position} order by id limit 1), 0),
      'searchEvents', (select greatest(0, log_position() - search_position) from server_state),
      'sends', json_build_object(
        'queued', coalesce((select number from sends where state = 'queued'), 0),
        'uploading', coalesce((select number from sends where state = 'uploading'), 0),
        'flying', coalesce((select number from sends where state = 'flying'), 0)),
      'oldestSendSeconds', greatest(0, coalesce((select max(waits) from sends), 0)),
      'quarantineWaiting', (select count(*) from quarantine where replayed_at is null),
      'filesLate', (select count(*) from media where state = 'remote' and created_at < now() - ${FILE_LATE}::text::interval),
      'channelsRefused', (select count(*) from channels where state = 'refused')) as backlog`
  return row!.backlog
}
