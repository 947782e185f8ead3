import type { Sql } from '../../src/store/database.ts'
import { newWamid } from '../helpers/webhooks.ts'

/** A message of ours with some attempts, as a send leaves it; answers their wamids. */
export async function outgoing(sql: Sql, roomId: string, attempts = 1) {
  const id = Bun.randomUUIDv7()
  const wamids = Array.from({ length: attempts }, () => newWamid())
  await sql.begin(async (tx) => {
    await tx`
      with room as (update rooms set last_seq = last_seq + 1, message_count = message_count + 1 where id = ${roomId} returning last_seq)
      insert into messages (id, seq, room_id, direction, content_type, content_text, wa_message_id, status, created_at, updated_at, created_second)
      select ${id}, last_seq, ${roomId}, 'outgoing', 'text', 'ours', ${wamids[0]!}, 'pending', now(), now(), floor(extract(epoch from now())) from room`
    await tx`
      insert into message_attempts (message_id, attempt, wa_message_id)
      select ${id}, n, wamid from unnest(${wamids}::text[]) with ordinality as t(wamid, n)`
  })
  return { id, wamids }
}
