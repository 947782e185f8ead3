import { containing } from '../domain/searchText.ts'
import type { TemplateShape } from '../domain/template.ts'
import type { Sql, Tx } from './database.ts'

export type StoredTemplate = TemplateShape & {
  id: string
  wabaId: string
  name: string
  language: string
  category: string
  status: string
  quality: string | null
  /** ISO 8601. */
  updatedAt: string
}

/** The end of a page of templates. */
export type TemplateCursor = Pick<StoredTemplate, 'name' | 'language' | 'wabaId' | 'id'>

const columns = (tx: Tx) => tx`
  t.id, t.waba_id as "wabaId", t.name, t.language, t.category, t.status, t.parameter_format as "parameterFormat",
  t.components, t.quality, iso(t.updated_at) as "updatedAt"`

/** Templates that can be sent, by name. Reads one more than `limit`. */
export function listTemplates(
  tx: Tx,
  asked: {
    channelId: string | undefined
    q: string | undefined
    after: TemplateCursor | null
    limit: number
  },
): Promise<StoredTemplate[]> {
  const { channelId, q, after, limit } = asked
  return tx<StoredTemplate[]>`
    select ${columns(tx)} from templates t
     where t.status = 'APPROVED'
       and ${channelId === undefined ? tx`true` : tx`t.waba_id = (select waba_id from channels where id = ${channelId})`}
       and ${q === undefined ? tx`true` : tx`t.name ilike ${containing(q)}`}
       and ${after === null ? tx`true` : tx`(t.name, t.language, t.waba_id, t.id) > (${after.name}, ${after.language}, ${after.wabaId}, ${after.id})`}
     order by t.name, t.language, t.waba_id, t.id limit ${limit + 1}`
}

/** When the templates of all accounts were last fetched, and the problem since, if there is one. */
export type Freshness = { fetched_at: string | null; problem: 'refused' | 'unreachable' | null }

/** `fetched_at` is null while any account was never fetched, or none is known. */
export async function readFreshness(tx: Tx): Promise<Freshness> {
  const [row] = await tx<Freshness[]>`
    select case when bool_and(fetched_at is not null) then iso(min(fetched_at)) end as fetched_at, min(problem) as problem
      from template_accounts`
  return row!
}

/** Makes every account due that was not fetched in the last seconds: Meta allows 200 requests an hour. */
export async function makeDue(sql: Sql): Promise<void> {
  await sql`
    update template_accounts set due_at = clock_timestamp()
     where due_at > clock_timestamp()
       and (fetched_at is null or fetched_at < clock_timestamp() - interval '20 seconds')`
}

/**
 * A template by the name and language of a send, of the account that a channel belongs to.
 * @param language as domain/template.ts spells it
 */
export async function findTemplate(
  tx: Tx,
  asked: { wabaId: string; name: string; language: string },
): Promise<StoredTemplate | null> {
  const [row] = await tx<StoredTemplate[]>`
    select ${columns(tx)} from templates t
     where t.name = ${asked.name} and t.language = ${asked.language} and t.waba_id = ${asked.wabaId}
     order by t.status = 'APPROVED' desc, t.id limit 1`
  return row ?? null
}

/** The account of one of our numbers, and when its templates were last fetched; null while it is unknown. */
export async function readTemplateAccount(
  tx: Tx,
  channelId: string,
): Promise<{ wabaId: string; fetchedAt: number | null } | null> {
  const [row] = await tx<{ wabaId: string; fetchedAt: number | null }[]>`
    select c.waba_id as "wabaId", (extract(epoch from a.fetched_at) * 1000)::float8 as "fetchedAt"
      from channels c left join template_accounts a on a.waba_id = c.waba_id
     where c.id = ${channelId} and c.waba_id is not null`
  return row ?? null
}

/** Adds unknown accounts: those of our numbers, and `configured`. */
export async function addAccounts(sql: Sql, configured: string | undefined): Promise<void> {
  await sql`
    insert into template_accounts (waba_id)
    select waba_id from channels where waba_id is not null
    union select ${configured ?? null}::text where ${configured ?? null}::text is not null
    on conflict do nothing`
}

/** A process's claim to fetch an account. It holds until `claimedUntil`, which also identifies it. */
export type TemplateClaim = { wabaId: string; wanted: number; tries: number; claimedUntil: string }

/**
 * Claims an account that is due, or the given one, due or not; null if there is none to claim. Stored times are rounded to
 * milliseconds: one of this moment may be a little later.
 */
export async function claimAccount(
  sql: Sql,
  { wabaId, leaseMs }: { wabaId?: string; leaseMs: number },
): Promise<TemplateClaim | null> {
  const [row] = await sql<TemplateClaim[]>`
    update template_accounts set claimed_until = clock_timestamp() + ${leaseMs}::float8 * interval '1 millisecond'
     where waba_id = (
       select waba_id from template_accounts
        where ${wabaId === undefined ? sql`due_at < clock_timestamp() + interval '1 millisecond'` : sql`waba_id = ${wabaId}`}
          and (claimed_until is null or claimed_until < clock_timestamp())
        order by due_at limit 1 for update skip locked)
    returning waba_id as "wabaId", wanted, tries, claimed_until::text as "claimedUntil"`
  return row ?? null
}

export type FetchedTemplate = Omit<StoredTemplate, 'wabaId' | 'quality' | 'updatedAt'>

/**
 * Replaces the templates of an account. Does nothing if another process has claimed it since.
 * @returns whether they were replaced
 */
export function storeTemplates(
  sql: Sql,
  claim: TemplateClaim,
  { fetched, ageMs }: { fetched: readonly FetchedTemplate[]; ageMs: number },
): Promise<boolean> {
  const rows = fetched.map(({ parameterFormat, ...one }) => ({
    ...one,
    parameter_format: parameterFormat,
  }))
  return sql.begin(async (tx) => {
    const mine = await tx`
      update template_accounts set claimed_until = null, fetched_at = clock_timestamp(), tries = 0, problem = null,
        due_at = clock_timestamp() + case when wanted = ${claim.wanted} then ${ageMs}::float8 else 30000 end * interval '1 millisecond'
       where waba_id = ${claim.wabaId} and claimed_until = ${claim.claimedUntil}::timestamptz returning waba_id`
    if (mine.length === 0) return false
    await tx`
      delete from templates where waba_id = ${claim.wabaId} and id <> all(${fetched.map(({ id }) => id)})`
    await tx`
      insert into templates as t (waba_id, id, name, language, category, status, parameter_format, components, updated_at)
      select distinct on (id) ${claim.wabaId}, id, name, language, category, status, parameter_format, components, clock_timestamp()
        from json_to_recordset(${JSON.stringify(rows)}::text::json)
          as (id text, name text, language text, category text, status text, parameter_format text, components jsonb)
      on conflict (waba_id, id) do update set name = excluded.name, language = excluded.language, category = excluded.category,
        status = excluded.status, parameter_format = excluded.parameter_format, components = excluded.components,
        updated_at = excluded.updated_at
       where (t.name, t.language, t.category, t.status, t.parameter_format, t.components) is distinct from
             (excluded.name, excluded.language, excluded.category, excluded.status, excluded.parameter_format, excluded.components)`
    return true
  }) as Promise<boolean>
}

/** Returns a claim without an answer; the account is due again in `retryMs`. */
export async function failAccount(
  sql: Sql,
  claim: TemplateClaim,
  { problem, retryMs }: { problem: 'refused' | 'unreachable'; retryMs: number },
): Promise<void> {
  await sql`
    update template_accounts set claimed_until = null, tries = tries + 1, problem = ${problem},
      due_at = clock_timestamp() + ${retryMs}::float8 * interval '1 millisecond'
     where waba_id = ${claim.wabaId} and claimed_until = ${claim.claimedUntil}::timestamptz`
}
