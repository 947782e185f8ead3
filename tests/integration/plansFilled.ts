import postgres from 'postgres'
import { PHONE_NUMBER_ID } from '../helpers/webhooks.ts'

const ROOMS = 200_000
const AGENTS = 100
/** A room with as many messages as some will have one day. */
const BUSY = 20_000
/** Of the rooms: most are closed and read, as after some years; those at work are some of any age. */
const BUSY_NOW = '(n <= 500 or n % 400 = 0)'
const idOf = (letter: string, n: number | string) =>
  `('${letter.repeat(8)}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`
export const roomId = (n: number) => `cccccccc-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
export const bsuidOf = (n: number) => `ID.${n}`
export const phoneOf = (n: number) => String(628_000_000_000 + n)

export async function fill(url: string) {
  const sql = postgres(url, { max: 2, onnotice: () => {} })
  /** Without foreign keys and triggers, but for rooms, whose triggers keep other tables. */
  const run = (statement: string) =>
    sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      await tx`set local jit = off`
      await tx.unsafe(statement)
    })
  const contacts = run(`
    insert into channels (id, phone_number_id) values (${idOf('a', 1)}, '${PHONE_NUMBER_ID}');
    insert into contacts (id, wa_id, bsuid, profile_name)
    select ${idOf('b', 'n')}, 628000000000 + n, case when n % 2 = 1 then 'ID.' || n end, 'Customer ' || n from generate_series(1, ${ROOMS}) n;
    insert into contact_identities (id, contact_id, kind, value)
    select ${idOf('d', 'n')}, ${idOf('b', 'n')}, 'wa_id', 628000000000 + n from generate_series(1, ${ROOMS}) n;
    insert into contact_identities (id, contact_id, kind, value)
    select ${idOf('e', 'n')}, ${idOf('b', 'n')}, 'bsuid', 'ID.' || n from generate_series(1, ${ROOMS}, 2) n;
    set local session_replication_role = origin;
    insert into rooms (id, contact_id, channel_id, customer_type, status, participant_ids, unread_count, message_count,
      last_seq, last_message_id, activity_at, customer_at, created_at)
    select ${idOf('c', 'n')}, ${idOf('b', 'n')}, ${idOf('a', 1)}, 'customer', case when ${BUSY_NOW} then 'open' else 'closed' end,
      array[${idOf('9', `n % ${AGENTS}`)}], case when ${BUSY_NOW} then 2 else 0 end, 2, 2,
      ${idOf('f', 'n')}, now() - n * interval '1 second', now() - n * interval '10 seconds', now()
      from generate_series(1, ${ROOMS}) n;
    set local session_replication_role = replica;
    insert into room_participants (room_id, user_id, assigned_at)
    select ${idOf('c', 'n')}, ${idOf('9', `n % ${AGENTS}`)}, now() from generate_series(1, ${ROOMS}) n;
    insert into users (id, email, name, role, password_hash)
    select ${idOf('9', 'n')}, n || '@filled.example', 'Agent ' || n, 'agent', '-' from generate_series(0, 4999) n;
    insert into refresh_tokens (id, user_id, family_id, token_hash, expires_at)
    select ${idOf('8', 'n')}, ${idOf('9', 'n % 5000')}, ${idOf('8', 'n % 20000')}, md5(n::text), now() + n * interval '1 second'
      from generate_series(1, 50000) n;
    insert into waiting_updates (wa_message_id, kind, at, update, received_at)
    select 'wamid.nobody-' || n, 'read', now(), '{}', now() - n * interval '51 seconds' from generate_series(1, 50000) n;
    insert into events (id, slots, kind, room_id, staff, user_ids, data, facts, created_at)
    select n * 2, 2, 'message_status', ${idOf('c', `n`)}, true, array[${idOf('9', `n % ${AGENTS}`)}], '{}', null,
      now() - interval '72.5 hours' + n * interval '1 second' from generate_series(1, ${ROOMS}) n;
    insert into audit_log (id, at, actor_id, action, target_type, target_id, data)
    select ${idOf('7', 'n')}, now() - n * interval '1 minute', ${idOf('9', 'n % 5000')}, case n % 50 when 0 then 'user_changed' else 'sign_in' end,
      'user', ${idOf('9', 'n % 5000')}::text, '{}' from generate_series(1, 50000) n;
    insert into sign_in_failures (account, failures, ends_at) select md5(n::text), 1, now() + interval '1 day' from generate_series(1, 50000) n;
    insert into known_networks (user_id, network, seen_at)
    select ${idOf('9', 'n % 5000')}, '10.0.0.' || n / 5000, now() from generate_series(0, 49999) n;
    insert into used_id_tokens (token_hash, expires_at) select md5(n::text), now() + interval '1 day' from generate_series(1, 50000) n;
    insert into first_responses (day, room_id, answered_at, seconds)
    select (now() - n * interval '1 hour')::date, ${idOf('c', 'n')}, now() - n * interval '1 hour', 60 from generate_series(1, 1000) n;
    insert into media (message_id, state, object, size, mime, sha256, due_at)
    select ${idOf('f', 'n')}, case when n % 100 = 0 then 'remote' else 'stored' end, '2026/11/' || ${idOf('f', 'n')} || '.jpg', 1, 'image/jpeg', '',
      now() + interval '1 day' from generate_series(1, 50000) n;`)
  const messages = run(`
    insert into messages (id, seq, room_id, direction, content_type, content_text, wa_message_id, status, created_at,
      updated_at, created_second)
    select ${idOf('f', 'n')}, 1 + n / ${ROOMS},
      case when n > ${2 * ROOMS - BUSY} then ${idOf('c', 1)} else ${idOf('c', `1 + n % ${ROOMS}`)} end,
      'outgoing', 'text', 'filled', 'wamid.filled-' || n, 'sent', now(), now(), 1750000000 + n
      from generate_series(1, ${2 * ROOMS}) n;
    insert into message_attempts (message_id, attempt, wa_message_id, sent_at)
    select ${idOf('f', 'n')}, 1, 'wamid.filled-' || n, now() from generate_series(1, ${2 * ROOMS}) n;`)
  await Promise.all([contacts, messages])
  await sql`analyze`
  await sql.end()
}
/** Of a filled message: those of each hundredth still await their file. */
export const messageId = (n: number) =>
  `ffffffff-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
export const userId = (n: number) => `99999999-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
