import { templateLanguage } from '../domain/template.ts'
import type { Sql } from '../store/database.ts'
import {
  claimAccount,
  type Freshness,
  failAccount,
  hasten,
  noteAccounts,
  readFreshness,
  storeTemplates,
  type TemplateClaim,
} from '../store/templates.ts'
import type { Graph } from '../whatsapp/graph.ts'
import { clean } from '../whatsapp/parse/clean.ts'

/** Webhooks tell of changes at once; this is for those that were never sent. */
const AGE_MS = 3_600_000
/** An account of 6,000 templates is 60 pages: longer only while Meta hardly answers, and then another process asks. */
const LEASE_MS = 120_000
const RETRY_MS = 15_000
const LONGEST_RETRY_MS = 900_000

type TemplateSource = Pick<Graph, 'templates'>

export type TemplateRefresh = ReturnType<typeof createTemplateRefresh>

/**
 * Keeps the templates of all accounts as the Graph API tells them. Any number of processes do so together: each account
 * is asked for by one of them at a time.
 * @param configured the account of WHATSAPP_BUSINESS_ACCOUNT_ID; others are known from webhooks
 */
export function createTemplateRefresh({
  sql,
  graph,
  configured,
  log,
}: {
  sql: Sql
  /** Null when there is nobody to ask: neither an access token nor the simulator. */
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
    // A refusal stays one until a person does something about it.
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
    await noteAccounts(sql, configured)
    for (;;) {
      const claim = await claimAccount(sql, { leaseMs: LEASE_MS })
      if (!claim) return
      await ask(graph, claim)
    }
  }

  return {
    /** Asks for every account that is due. */
    due,
    /** Asks for one account, due or not; returns at once when somebody else is asking for it. */
    async now(wabaId: string): Promise<void> {
      if (!graph) return
      await noteAccounts(sql, configured)
      const claim = await claimAccount(sql, { wabaId, leaseMs: LEASE_MS })
      if (claim) await ask(graph, claim)
    },
    /** Asks for every account, as far as its last answer is older than a moment. */
    async all(): Promise<Freshness> {
      await hasten(sql)
      await due()
      return readFreshness(sql)
    },
  }
}
