import type { EventRow } from '../domain/event.ts'
import type { SentContent } from '../domain/outgoing.ts'
import type { Sql } from './database.ts'
import { type LoggedRows, loggedRows } from './sendGroup.ts'

/** One attempt that may go out now: marked as such, and committed. */
export type SendJob = {
  messageId: string
  attempt: number
  roomId: string
  channelId: string
  phoneNumberId: string
  /** How often it was tried before. */
  tries: number
  /** The number of this claim. */
  claim: number
  /** `uploading`: its file has to go to Meta first. */
  state: 'flying' | 'uploading'
  waId: string | null
  bsuid: string | null
  content: SentContent
  replyTo: string | null
  /** The stored file, for kinds that have one. */
  object: string | null
  mime: string | null
  filename: string | null
  /** Of the file at Meta, while it is good. */
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
 * Takes what may go out now, up to `most`.
 * @returns the jobs, in their order, and when the next one may be due (ms); null when nothing waits for a time
 */
export async function claimSends(
  sql: Sql,
  { now, most }: { now: number; most: number },
): Promise<{ jobs: SendJob[]; nextAt: number | null }> {
  const [row] = await sql<{ claimed: { jobs: JobRow[][]; next_at: number | null } }[]>`
    select claim_sends(${new Date(now).toISOString()}::text::timestamptz, ${most}) as claimed`
  const { jobs, next_at } = row!.claimed
  return { jobs: jobs.flat().map(jobOf), nextAt: next_at }
}

const jobOf = (row: JobRow): SendJob => ({
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

/** An attempt, as one claim has it. */
type Which = { message_id: string; attempt: number; claim: number }

/**
 * What became of an attempt; times are ISO. The kinds are those of `send_outcomes`. Of an earlier claim than the last only
 * what Meta took, or may have taken, still counts.
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

/** Writes a group of outcomes in one commit. `waiting`: updates by webhook that came before their message's wamid. */
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
 * Attempts whose process has died, or that nobody has told of for long: their room has waited long enough, or nobody will
 * tell of them any more, or their file was never uploaded. `oldestAt`: when the oldest of all attempts that are under way,
 * or that nobody has told of, was claimed (ms); null when there is none.
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

/** Longer than clocks of processes differ, and than Meta's rule for a pair holds what is queued. */
const SKEW = '5 s'
const PAIR_GAP = '6 s'

/**
 * Whatever was claimed or put off by a clock that was ahead of this one by more than clocks may differ: as of now. What was
 * tried before may wait for as long as planOutcome says.
 */
export async function forgetLaterClocks(sql: Sql, now: number): Promise<void> {
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
              + greatest(60, 4 ^ least(o.tries, 6)) * interval '1 s')`
}

/** The upload goes on: nobody else may take it for dead. Somebody else's is left alone. */
export async function renewUpload(sql: Sql, job: SendJob, now: number): Promise<void> {
  await sql`
    update outbox set claimed_at = ${new Date(now).toISOString()}::text::timestamptz
     where message_id = ${job.messageId} and attempt = ${job.attempt} and claim = ${job.claim} and state = 'uploading'`
}

/**
 * The file is at Meta: the send itself takes off. Committed before the Graph call.
 * @returns false if somebody else has taken it meanwhile
 */
export async function takeOff(
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
