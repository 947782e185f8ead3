import postgres from 'postgres'
import { CUSTOMER } from './posts.ts'

const AGENTS = 1000

const idOf = (letter: string, n: string) =>
  `('${letter.repeat(8)}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`

export type Filled = { rooms: number; messages: number; seconds: number; ofAgent: number }

/**
 * Fills the database as after a year of work, with set-based statements, building indexes at the end. A tenth of the rooms is
 * unassigned, a seventh closed, a third unread; `agentId` has 300, spread over the list. With `asPosted` the customers are
 * those of `posts.ts`, and no room is closed: reopening costs extra, and would happen more often where rooms are many.
 */
export async function fillRooms(
  url: string,
  {
    rooms,
    perRoom,
    agentId,
    asPosted = false,
    progress,
  }: {
    rooms: number
    perRoom: number
    agentId: string
    asPosted?: boolean
    progress(line: string): void
  },
): Promise<Filled> {
  const channels = asPosted ? 1 : 3
  const channel = idOf('a', `1 + n % ${channels}`)
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const started = performance.now()
  const step = async (name: string, statement: string) => {
    const from = performance.now()
    await sql.unsafe(statement)
    progress(`  ${name}: ${((performance.now() - from) / 1000).toFixed(1)} s`)
  }
  try {
    await sql.unsafe(`set session_replication_role = replica; set synchronous_commit = off; set jit = off;
                      set maintenance_work_mem = '512MB'`)
    const indexes = await sql<{ name: string; definition: string }[]>`
      select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
       where indrelid = any('{rooms,messages,contacts,contact_identities}'::regclass[]) and not indisprimary`
    for (const { name } of indexes) await sql.unsafe(`drop index ${name}`)
    await step(
      'people',
      `insert into channels (id, phone_number_id) select ${idOf('a', 'n')}, n from generate_series(1, ${channels}) n;
       insert into users (id, email, name, role, password_hash)
       select ${idOf('9', 'n')}, n || '@filled.example', 'Agent ' || n, 'agent', '-' from generate_series(0, ${AGENTS - 1}) n`,
    )
    const name = asPosted
      ? `'${CUSTOMER}'`
      : `(array['Budi','Siti','Agus','Dewi','Andi','Rina','Joko','Putri'])[1 + n % 8] || ' ' || to_hex(n * 7919::bigint)`
    await step(
      'contacts',
      `insert into contacts (id, wa_id, profile_name)
       select ${idOf('b', 'n')}, 6281000000000 + n, ${name}
         from generate_series(1, ${rooms}) n;
       insert into contact_identities (id, contact_id, kind, value)
       select ${idOf('d', 'n')}, ${idOf('b', 'n')}, 'wa_id', 6281000000000 + n from generate_series(1, ${rooms}) n;
       insert into room_keys (id, contact_id, channel_id, profile_mark)
       select ${idOf('c', 'n')}, ${idOf('b', 'n')}, ${channel}, hashtext(${name}) from generate_series(1, ${rooms}) n`,
    )
    const every = Math.floor(rooms / 300) - 2
    const whose = `case when n % ${every} = 0 and n <= ${every * 300} then array['${agentId}'::uuid] when n % 10 = 0 then '{}'
                        else array[${idOf('9', `n % ${AGENTS}`)}] end`
    const status = asPosted ? `'open'` : `case when n % 7 = 0 then 'closed' else 'open' end`
    await step(
      'rooms',
      `insert into rooms (id, contact_id, channel_id, customer_type, status, tags, participant_ids, unread_count, message_count,
         last_seq, last_message_id, activity_at, customer_at, created_at)
       select ${idOf('c', 'n')}, ${idOf('b', 'n')}, ${channel},
         (array['customer','customer','customer','partner','vendor','srdp'])[1 + n % 6], ${status},
         case when n % 50 = 0 then array['vip'] else '{}' end, ${whose}, case when n % 3 = 0 then 2 else 0 end,
         ${perRoom}, ${perRoom}, ${idOf('f', `n * ${perRoom}`)},
         now() - n * interval '30 seconds', now() - n * interval '30 seconds', now() - interval '400 days'
         from generate_series(1, ${rooms}) n;
       insert into room_participants (room_id, user_id, assigned_at)
       select id, participant_ids[1], created_at from rooms where participant_ids <> '{}';
       insert into tallies select concat_ws('|', 'rooms', status, customer_type, participant_ids <> '{}'), count(*) from rooms group by 1`,
    )
    await step(
      'messages',
      `insert into messages (id, seq, room_id, direction, content_type, content_text, wa_message_id, status, created_at,
         updated_at, created_second)
       select ${idOf('f', `n * ${perRoom} - turn`)}, ${perRoom} - turn, ${idOf('c', 'n')}, 'incoming', 'text',
         'Selamat siang, pesanan ' || n, 'wamid.filled-' || n || '-' || turn, 'received', at, at, extract(epoch from at)::bigint
         from generate_series(1, ${rooms}) n, generate_series(0, ${perRoom - 1}) turn,
              lateral (select now() - n * interval '30 seconds' - turn * interval '1 minute' as at) t`,
    )
    for (const { name, definition } of indexes) await step(name, definition)
    // Not what is empty: the planner would take it for empty until autovacuum comes by.
    await step(
      'vacuum and analyze',
      'vacuum analyze contacts, contact_identities, room_keys, rooms, room_participants, tallies, messages',
    )
    // After a year, this data would be on disk. Otherwise it would be written back during the measurement.
    await step('checkpoint', 'checkpoint')
    const [counted] = await sql<Omit<Filled, 'seconds'>[]>`
      select (select count(*)::int from rooms) as rooms, (select count(*)::int from messages) as messages,
             (select count(*)::int from room_participants where user_id = ${agentId}) as "ofAgent"`
    return { ...counted!, seconds: (performance.now() - started) / 1000 }
  } finally {
    await sql.end()
  }
}
