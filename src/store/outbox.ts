import type { EventRow } from '../domain/event.ts'
import type { SentContent } from '../domain/outgoing.ts'
import type { Sql } from './database.ts'
import { type LoggedRows, loggedRows } from './sendGroup.ts'

/** A claimed attempt, which may be sent now; the claim is committed. */
export type SendJob = {
  messageId: string
  attempt: number
  roomId: string
  channelId: string
  phoneNumberId: string
  /** Number of earlier tries. */
  tries: number
  /** The number of this claim. */
  claim: number
  /** When it was claimed, by the clock of this process (ms). */
  claimedAt: number
  /** `uploading`: its file has to go to Meta first. */
  state: 'flying' | 'uploading'
  waId: string | null
  bsuid: string | null
  content: SentContent
  replyTo: string | null
  /** The stored file, for types that have one. */
  object: string | null
  mime: string | null
  filename: string | null
  /** The file's id at Meta, while it is valid. */
  mediaId: string | null
}

type JobRow = {
  message_id: string
  attempt: number
  room_id: string
  channel_id: string
  phone_number_id: string
  tries: number
  claim: number
  state: SendJob['state']
  wa_id: string | null
  bsuid: string | null
  content: SentContent
  reply_to: string | null
  object: string | null
  mime: string | null
  filename: string | null
  media_id: string | null
}

/**
 * Claims up to `most` attempts that may be sent now.
 * @param claimer a new id for `findClaimed`
 * @returns the jobs in order, and when the next one may be due (ms), null if none waits for a time
 */
export async function claimSends(
  sql: Sql,
  { now, most, claimer }: { now: number; most: number; claimer: string },
): Promise<{ jobs: SendJob[]; nextAt: number | null }> {
  const [row] = await sql<{ claimed: { jobs: JobRow[][]; next_at: number | null } }[]>`
    select claim_sends(${new Date(now).toISOString()}::text::timestamptz, ${most}, ${claimer}) as claimed`
  const { jobs, next_at } = row!.claimed
  return { jobs: jobs.flat().map((row) => jobOf(row, now)), nextAt: next_at }
}

const jobOf = (row: JobRow, claimedAt: number): SendJob => ({
  claimedAt,
  messageId: row.message_id,
  attempt: row.attempt,
  roomId: row.room_id,
  channelId: row.channel_id,
  phoneNumberId: row.phone_number_id,
  tries: row.tries,
  claim: row.claim,
  state: row.state,
  waId: row.wa_id,
  bsuid: row.bsuid,
  content: row.content,
  replyTo: row.reply_to,
  object: row.object,
  mime: row.mime,
  filename: row.filename,
  mediaId: row.media_id,
})

/** An attempt and the claim it belongs to. */
export type Which = { message_id: string; attempt: number; claim: number }

/**
 * The outcome of an attempt; times are ISO. The kinds are those of `send_outcomes`. From an earlier claim than the last, an
 * outcome counts only if Meta accepted the message, or may have. `requeue` with `claimed_before` counts only while the file
 * is being uploaded; without it, the caller knows that nothing was sent.
 */
export type OutcomeInput = Which &
  (
    | { kind: 'accepted'; wamid: string; at: string }
    | { kind: 'refused'; at: string; error: unknown }
    | { kind: 'retry'; due_at: string }
    | { kind: 'hold'; channel_id: string; reason: string }
    | { kind: 'uncertain' }
    | { kind: 'overdue' | 'lost'; claimed_before: string }
    | { kind: 'requeue'; claimed_before?: string }
  )

/** Attempts that these claims got, and whose outcome is not known yet. */
export async function findClaimed(sql: Sql, claimers: readonly string[]): Promise<Which[]> {
  return await sql<Which[]>`
    select message_id, attempt, claim from outbox
     where state <> 'queued' and claimed_by = any(${claimers as string[]}::text[]::uuid[])`
}

/** Writes a group of outcomes in one commit. `waiting`: webhook updates that came before their message's wamid. */
export async function sendOutcomes(
  sql: Sql,
  outcomes: readonly OutcomeInput[],
  now: number,
): Promise<{ rows: EventRow[]; waiting: unknown[] }> {
  const [row] = await sql<{ answer: LoggedRows & { waiting: unknown[] | null } }[]>`
    select send_outcomes(${JSON.stringify(outcomes)}::text::json, ${new Date(now).toISOString()}::text::timestamptz) as answer`
  return { rows: loggedRows(row!.answer), waiting: row!.answer.waiting ?? [] }
}

/**
 * Attempts that are overdue: held their room back for too long, have had no outcome for too long, or stopped uploading
 * because their process died. `oldestAt`: when the oldest attempt without an outcome was claimed (ms); null if there is none.
 */
export async function findOverdue(
  sql: Sql,
  times: { held: number; lost: number; upload: number },
): Promise<{ overdue: OutcomeInput[]; oldestAt: number | null }> {
  const [held, lost, upload] = [times.held, times.lost, times.upload].map((ms) =>
    new Date(ms).toISOString(),
  ) as [string, string, string]
  type Overdue = Which & { kind: 'overdue' | 'lost' | 'requeue' }
  const [row] = await sql<{ overdue: Overdue[] | null; oldest: Date | null }[]>`
    with overdue as (
      select message_id, attempt, claim,
             case when state = 'uploading' then 'requeue' when claimed_at <= ${lost}::text::timestamptz then 'lost' else 'overdue' end as kind
        from outbox
       where state <> 'queued' and claimed_at <= ${held}::text::timestamptz
         and case when state = 'uploading' then claimed_at <= ${upload}::text::timestamptz
                  else turn or claimed_at <= ${lost}::text::timestamptz end
       limit 1000)
    select (select json_agg(overdue) from overdue) as overdue,
           (select min(claimed_at) from outbox where state <> 'queued') as oldest`
  const before = { overdue: held, lost, requeue: upload }
  return {
    overdue: (row!.overdue ?? []).map((one) => ({ ...one, claimed_before: before[one.kind] })),
    oldestAt: row!.oldest?.getTime() ?? null,
  }
}

/** The longest delay of a retry by planOutcome. */
export const LONGEST_WAIT_MS = 64_000
/** More than clocks of processes differ; and the spacing by Meta's rule for a pair. */
const SKEW = '5 s'
const PAIR_GAP = '6 s'

/**
 * Corrects times from a clock that was ahead by more than clocks may differ: claims and delays then count from now. Retries
 * may wait as long as planOutcome says.
 */
export async function clampFutureTimes(sql: Sql, now: number): Promise<void> {
  const at = new Date(now).toISOString()
  await sql`
    with claimed as (
      update outbox set claimed_at = ${at}::text::timestamptz
       where state <> 'queued' and claimed_at > ${at}::text::timestamptz + ${SKEW}::text::interval
    )
    update outbox o set due_at = ${at}::text::timestamptz
      from channels c, unnest('{0,1}'::smallint[]) as p(priority)
     where o.channel_id = c.id and o.priority = p.priority and o.turn and o.state = 'queued'
       and o.due_at > ${at}::text::timestamptz + ${SKEW}::text::interval + ${PAIR_GAP}::text::interval
       and (o.tries = 0 or o.due_at > ${at}::text::timestamptz + ${SKEW}::text::interval
              + ${LONGEST_WAIT_MS / 1000} * interval '1 s')`
}

/** Renews the claim of an upload under way. Does nothing if another process has claimed it meanwhile. */
export async function renewUpload(sql: Sql, job: SendJob, now: number): Promise<void> {
  await sql`
    update outbox set claimed_at = ${new Date(now).toISOString()}::text::timestamptz
     where message_id = ${job.messageId} and attempt = ${job.attempt} and claim = ${job.claim} and state = 'uploading'`
}

/**
 * Records that the file is at Meta and the send itself starts. Committed before the Graph call.
 * @returns false if another process has claimed the attempt meanwhile
 */
export async function startSend(
  sql: Sql,
  job: SendJob,
  { mediaId, now }: { mediaId: string; now: number },
): Promise<boolean> {
  const at = new Date(now).toISOString()
  const [row] = await sql<{ flies: boolean }[]>`
    with flying as (
      update outbox set state = 'flying', claimed_at = ${at}::text::timestamptz
       where message_id = ${job.messageId} and attempt = ${job.attempt} and claim = ${job.claim} and state = 'uploading'
      returning 1
    ), known as (
      update media set graph_media_id = ${mediaId}, graph_uploaded_at = ${at}::text::timestamptz
       where message_id = ${job.messageId}
    )
    select exists (select from flying) as flies`
  return row!.flies
}
