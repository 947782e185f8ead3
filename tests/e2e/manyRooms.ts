import { fillRooms } from '../../bench/fillRooms.ts'
import { openDatabase } from '../../src/store/database.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'

/** The room with the long conversation. */
export const LONG_ROOM = 'cccccccc-0000-7000-8000-000000000001'

const PER_ROOM = 5

/** A server with this many open rooms, one of which has this many messages. */
export async function startFullServer({ rooms, messages }: { rooms: number; messages: number }) {
  const database = await testDatabase()
  const server = await startServer({ databaseUrl: database.url })
  // Start the log first: nothing that the server lists may be older than its log.
  await server.deliver(webhook(textMessage(newPhone(), 'Halo')))
  await fillRooms(database.url, {
    rooms,
    perRoom: PER_ROOM,
    agentId: server.admin.id,
    progress: () => {},
  })
  const { sql, close } = openDatabase(database.url)
  await sql`update rooms set status = 'open' where status = 'closed'`
  await sql`update tallies set name = replace(name, '|closed|', '|open|') where name like 'rooms|closed|%'`
  await lengthen(sql, server.admin.id, messages)
  await sql`analyze`
  await close()
  return {
    ...server,
    async stop() {
      await server.stop()
      await database.drop()
    },
  }
}

/** Adds older messages of both sides, short and long, like years of conversation. */
async function lengthen(
  sql: ReturnType<typeof openDatabase>['sql'],
  userId: string,
  messages: number,
) {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`
      insert into messages (id, seq, room_id, direction, user_id, content_type, content_text, wa_message_id, status,
        created_at, updated_at, created_second)
      select gen_random_uuid(), ${PER_ROOM}::int + n, ${LONG_ROOM}, case when n % 3 = 0 then 'outgoing' else 'incoming' end,
        case when n % 3 = 0 then ${userId}::uuid end, 'text',
        'Baris ke-' || n || repeat(', dengan kata-kata yang lebih panjang dari biasa', n % 5), 'wamid.long-' || n,
        case when n % 3 = 0 then 'read' else 'received' end, at, at, extract(epoch from at)::bigint
        from generate_series(1, ${messages}::int) n,
             lateral (select now() - interval '1 day' - (${messages}::int - n) * interval '90 seconds' as at) t`
    await tx`
      update rooms set last_seq = last_seq + ${messages}::int, message_count = message_count + ${messages}::int where id = ${LONG_ROOM}`
  })
}
