import { templateLanguage } from '../domain/template.ts'
import type { Sql } from '../store/database.ts'
import {
  addAccounts,
  claimAccount,
  type Freshness,
  failAccount,
  makeDue,
  readFreshness,
  storeTemplates,
  type TemplateClaim,
} from '../store/templates.ts'
import type { Graph } from '../whatsapp/graph.ts'
import { clean } from '../whatsapp/parse/clean.ts'

/** Changes arrive by webhook at once; this period is for webhooks that were never sent. */
const AGE_MS = 3_600_000
/** Enough for an account of 6,000 templates (60 pages). If Meta is slower than that, another process takes over. */
const LEASE_MS = 120_000
const RETRY_MS = 15_000
const LONGEST_RETRY_MS = 900_000

type TemplateSource = Pick<Graph, 'templates'>

export type TemplateRefresh = ReturnType<typeof createTemplateRefresh>

/**
 * Keeps the templates of all accounts in sync with the Graph API. Several processes share the work: each account is fetched
 * by one of them at a time.
 * @param configured the account of WHATSAPP_BUSINESS_ACCOUNT_ID; others become known by webhooks
 */
export function createTemplateRefresh({
  sql,
  graph,
  configured,
  log,
}: {
  sql: Sql
  /** Null if there is neither an access token nor the simulator. */
  graph: TemplateSource | null
  configured: string | undefined
  log: { warn: (fields: object, text: string) => void }
}) {
  async function ask(graph: TemplateSource, claim: TemplateClaim): Promise<void> {
    const { wabaId } = claim
    const answer = await graph.templates(wabaId)
    if (answer.kind === 'found') {
      const fetched = answer.templates.map(({ parameterFormat, ...one }) => ({
        ...one,
        language: templateLanguage(one.language),
        components: clean(one.components) as typeof one.components,
        parameterFormat: parameterFormat === 'NAMED' ? ('named' as const) : ('positional' as const),
      }))
      await storeTemplates(sql, claim, { fetched, ageMs: AGE_MS })
      return
    }
    const problem = answer.kind === 'refused' ? 'refused' : 'unreachable'
    // A refusal lasts until a person fixes its cause, so it is retried rarely.
    const retryMs =
      problem === 'refused'
        ? LONGEST_RETRY_MS
        : Math.min(RETRY_MS * 2 ** claim.tries, LONGEST_RETRY_MS)
    await failAccount(sql, claim, { problem, retryMs })
    log.warn(
      { waba_id: wabaId, problem, code: answer.error?.code },
      'the templates of an account could not be fetched',
    )
  }

  async function due(): Promise<void> {
    if (!graph) return
    await addAccounts(sql, configured)
    for (;;) {
      const claim = await claimAccount(sql, { leaseMs: LEASE_MS })
      if (!claim) return
      await ask(graph, claim)
    }
  }

  return {
    /** Fetches every account that is due. */
    due,
    /** Fetches one account, due or not; returns at once if another process is fetching it. */
    async now(wabaId: string): Promise<void> {
      if (!graph) return
      await addAccounts(sql, configured)
      const claim = await claimAccount(sql, { wabaId, leaseMs: LEASE_MS })
      if (claim) await ask(graph, claim)
    },
    /** Fetches every account, except those fetched a moment ago. */
    async all(): Promise<Freshness> {
      await makeDue(sql)
      await due()
      return readFreshness(sql)
    },
  }
}
