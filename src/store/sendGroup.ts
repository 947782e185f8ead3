import type { EventRow, StoredMessage } from '../domain/event.ts'
import type { OutgoingFile, SentContent } from '../domain/outgoing.ts'
import type { Message } from '../protocol/message.ts'
import type { Role } from '../protocol/user.ts'
import type { Sql } from './database.ts'
import { type AnsweredEvent, draftOf, numbered } from './events.ts'

/** A new room, and a new customer unless `known`. */
export type NewRoom = {
  room_id: string
  contact_id: string
  /** Whether the customer exists, and only the room is new. */
  known: boolean
  wa_id: string | null
  bsuid: string | null
  identities: { id: string; kind: 'wa_id' | 'bsuid'; value: string }[]
  /** The user to whom the new room is assigned. */
  assign: { id: string; history_id: string } | null
}

/** One planned send; `send_group` checks it under the room's lock. */
export type PlannedSend = {
  data: StoredMessage
  /** The `identity_version` that the choice of the room is based on; null if the caller named the room. */
  version: number | null
  /** The channel it must be sent from; null: the room's. */
  channelId: string | null
  sentBy: string
  staff: boolean
  /** The idempotency key, unique for each caller; null: every request sends. */
  requestKey: string | null
  requestHash: string
  content: SentContent
  needsWindow: boolean
  priority: 0 | 1
  file: OutgoingFile | null
  birth: NewRoom | null
}

export type SendAnswer =
  | { kind: 'stored'; seq: number }
  | { kind: 'repeat'; message: Message }
  | { kind: 'conflict' }
  | { kind: 'not_found'; merged_into?: string | null }
  | { kind: 'other_channel' }
  | { kind: 'window_closed'; closed_at: string | null }

/** New log rows as the SQL functions of sending return them. */
export type LoggedRows = {
  first: number | null
  rows: AnsweredEvent[]
}

/** The current roles of callers; null: disabled. */
export type Roles = ReadonlyMap<string, Role | null>

/**
 * Stores a group of sends with one call and one commit: message, event and job together. Callers may have lost their role
 * while this waited for rooms: their roles are checked under lock before anything is stored, and kept until the commit. Locks
 * are taken in the order of LOCKS.md.
 * @returns an answer for each, and the log's new rows; or the current roles, if one of them no longer allows what was planned:
 *   then nothing was stored
 * @throws STALE_DECISION or a unique violation if it has to be decided again
 */
export async function sendGroup(
  sql: Sql,
  sends: readonly PlannedSend[],
  now: number,
): Promise<{ answers: SendAnswer[]; rows: EventRow[] } | { roles: Roles }> {
  const input = sends.map((send) => ({
    data: send.data,
    version: send.version,
    channel_id: send.channelId,
    sent_by: send.sentBy,
    staff: send.staff,
    request_key: send.requestKey,
    request_hash: send.requestHash,
    content: send.content,
    needs_window: send.needsWindow,
    listed: send.data.added.listed,
    priority: send.priority,
    file: send.file && {
      object: send.file.object,
      size: send.file.size,
      mime: send.file.mime,
      sha256: send.file.sha256,
      graph_media_id: send.file.graphMediaId ?? null,
      graph_uploaded_at: send.file.graphUploadedAt ?? null,
      graph_channel_id: send.file.graphChannelId ?? null,
    },
    birth: send.birth,
  }))
  const idsOf = (some: readonly PlannedSend[]) => [...new Set(some.map(({ sentBy }) => sentBy))]
  const [callers, staff] = [idsOf(sends), idsOf(sends.filter((send) => send.staff))]
  type Stored = LoggedRows & { answers: SendAnswer[] }
  const [row] = await sql<{ answer: Stored | null; roles: Record<string, Role> | null }[]>`
    with leads as materialized (
      select count(pg_advisory_xact_lock_shared(7286, 1)) from (select where ${sends.some(({ birth }) => birth !== null)}) born
    ), locked as materialized (
      select count(r) from leads, lock_rooms(case when leads.count >= 0 then ${sends.map(({ data }) => data.room_id)}::uuid[] end) r
    ), held as materialized (
      select u.id, u.role from locked, users u
       where u.id = any(${callers}::uuid[]) and not u.disabled and locked.count >= 0 order by u.id for share of u
    )
    select case when (select count(*) from held) = ${callers.length}
                 and not exists (select from held where id = any(${staff}::uuid[]) and role = 'agent')
           then send_group(${JSON.stringify(input)}::text::json, ${new Date(now).toISOString()}::text::timestamptz) end as answer,
           (select json_object_agg(id, role) from held) as roles`
  const { answer, roles } = row!
  if (answer === null) return { roles: new Map(callers.map((id) => [id, roles?.[id] ?? null])) }
  return { answers: answer.answers, rows: loggedRows(answer) }
}

export function loggedRows({ first, rows }: LoggedRows): EventRow[] {
  return first === null ? [] : numbered(first, rows.map(draftOf))
}
