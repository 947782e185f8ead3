import { stringify } from 'csv-stringify/sync'
import type { Actor } from '../domain/participation.ts'
import type { Lead } from '../protocol/lead.ts'
import type { Sql } from '../store/database.ts'
import { listLeads } from '../store/leads.ts'

const LEAD_COLUMNS = [
  'id',
  'name',
  'phone',
  'outstanding',
  'loan_type',
  'leads_status',
  'contact_status',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof Lead)[]

const PAGE = 1000
/** Tells spreadsheets that the file is UTF-8. */
const BOM = '\ufeff'

/**
 * All leads that the reader sees as CSV, read page by page as the caller takes them. What a spreadsheet would take for a formula
 * has a `'` before it.
 */
export function leadFile(sql: Sql, reader: Actor): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let after: string | null | undefined
  return new ReadableStream({
    async pull(controller) {
      const first = after === undefined
      const leads = await listLeads(sql, {
        reader,
        q: undefined,
        after: after ?? null,
        limit: PAGE,
      })
      const page = leads.slice(0, PAGE)
      const head = first ? BOM + stringify([LEAD_COLUMNS]) : ''
      const columns = [...LEAD_COLUMNS]
      const body = stringify(page, { columns, escape_formulas: true, cast: { number: String } })
      controller.enqueue(encoder.encode(head + body))
      if (leads.length <= PAGE) controller.close()
      else after = page.at(-1)!.id
    },
  })
}
