import { readFreshness, listTemplates as readTemplates } from '../store/templates.ts'
import type { ActionContext } from './context.ts'
import type { TemplateRefresh } from './refreshTemplates.ts'

/** How long the first list waits until templates have been fetched at all. */
const FIRST_FETCH_MS = 8000

/** A page of templates that can be sent, and when they were fetched. If they never were, it waits for Meta's answer. */
export async function listTemplates(
  { sql }: Pick<ActionContext, 'sql'>,
  refresh: TemplateRefresh,
  asked: Parameters<typeof readTemplates>[1],
) {
  const known = await readFreshness(sql)
  if (known.fetched_at === null) {
    await Promise.race([refresh.due(), Bun.sleep(FIRST_FETCH_MS)])
  }
  const [freshness, templates] = await Promise.all([
    known.fetched_at === null ? readFreshness(sql) : known,
    readTemplates(sql, asked),
  ])
  return { freshness, templates }
}
