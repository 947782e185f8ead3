import { stringify } from 'csv-stringify/sync'
import { LEAD_FIELDS } from '../domain/leadChange.ts'
import type { Actor } from '../domain/participation.ts'
import { amountCell } from '../protocol/amount.ts'
import type { Lead } from '../protocol/lead.ts'
import type { Sql } from '../store/database.ts'
import { listLeads } from '../store/leads.ts'
import { escapeFormulas } from './formulas.ts'

const LEAD_COLUMNS: readonly (keyof Lead)[] = ['id', ...LEAD_FIELDS, 'created_at', 'updated_at']

const PAGE = 1000
/** Tells spreadsheets that the file is UTF-8. */
const BOM = '\ufeff'

/**
 * All leads that the reader may see, as CSV, page by page. A cell that a spreadsheet would run as a formula gets a `'`.
 */
export async function* leadFile(sql: Sql, reader: Actor): AsyncGenerator<string> {
  let head = BOM + stringify([LEAD_COLUMNS])
  let after: string | null = null
  do {
    const leads: Lead[] = await listLeads(sql, { reader, q: undefined, after, limit: PAGE })
    const page = leads.slice(0, PAGE)
    const columns = [...LEAD_COLUMNS]
    const cast = { number: amountCell, string: escapeFormulas }
    yield head + stringify(page, { columns, escape_formulas: true, cast })
    head = ''
    after = leads.length > PAGE ? page.at(-1)!.id : null
  } while (after !== null)
}
