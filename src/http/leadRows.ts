import { CsvError } from 'csv-parse'
import type { LeadRow } from '../actions/importLeads.ts'
import { LEAD_FIELDS } from '../domain/leadChange.ts'
import { amountIn } from '../protocol/amount.ts'
import { AppError } from '../protocol/errors.ts'
import { type LeadChange, leadChange } from '../protocol/lead.ts'
import { uuid } from '../protocol/uuid.ts'
import { csvRecords } from './csvRecords.ts'
import { unescapeFormulas } from './formulas.ts'

const MAX_ROWS = 100_000
/** As in a spreadsheet. SECURITY: separators do not count for the length of a row, so 5 MB could be five million names. */
const MAX_COLUMNS = 16_384
const KNOWN: readonly string[] = ['id', ...LEAD_FIELDS]

/** A row, or why it is refused. `line` is its last line. */
type Read = { line: number; row: LeadRow | string }

/**
 * The rows of a CSV file, read in pieces so that the event loop is not blocked.
 * @throws AppError invalid_request if it is no CSV; payload_too_large for too many rows, before the first row is returned
 */
export async function* readLeadRows(text: string): AsyncGenerator<Read> {
  await refuseTooMany(text)
  const refused: Read[] = []
  let named = false
  const records = csvRecords(text, (names) => {
    named = true
    return namesOf(names)
  })
  try {
    for await (const { line, record } of records) yield { line, row: rowOf(record) }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    // After a broken quote, rows can't be told apart any more; those before it count.
    refused.push({ line: Number(error.lines ?? 0), row: 'no CSV from here on' })
  }
  if (!named) throw noCsv()
  yield* refused
}

const noCsv = () =>
  new AppError('invalid_request', 'There is no CSV in the file.', { reason: 'no_csv' })

/** Counts the rows before any is written, so that a refused file has no effect and can be sent again in parts. */
async function refuseTooMany(text: string): Promise<void> {
  if (!hasMoreLines(text, MAX_ROWS)) return
  let rows = 0
  try {
    for await (const _ of csvRecords(text, namesOf))
      if (++rows > MAX_ROWS)
        throw new AppError('payload_too_large', 'A file has at most 100,000 rows.', {
          reason: 'too_many_rows',
        })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
  }
}

/** A quick check before parsing: there are never more rows than lines. */
function hasMoreLines(text: string, max: number): boolean {
  let lines = 0
  for (const _ of text.matchAll(/[\r\n]+/g)) if (++lines > max) return true
  return false
}

function namesOf(names: string[]): (string | false)[] {
  if (names.length > MAX_COLUMNS) throw noCsv()
  const known = names.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  )
  const used = known.map((name, index) => KNOWN.includes(name) && known.indexOf(name) === index)
  if (!known.some((name, index) => used[index] && name !== 'id')) {
    const expected = LEAD_FIELDS.join(', ')
    const message = `The first line names none of the columns ${expected}.`
    throw new AppError('invalid_request', message, { reason: 'no_columns' })
  }
  return known.map((name, index) => (used[index] ? name : false))
}

function rowOf(record: Record<string, string | undefined>): LeadRow | string {
  const cells = Object.entries(record).map(
    ([name, cell]) => [name, unescapeFormulas(cell ?? '')] as const,
  )
  const { id, ...given } = Object.fromEntries(cells.filter(([, cell]) => cell !== ''))
  const leadId = uuid.optional().safeParse(id)
  if (!leadId.success) return 'id: is none of ours'
  const outstanding = amountIn(given.outstanding ?? '')
  if (outstanding === undefined) return 'outstanding: is no number'
  const asked = { ...given, ...(outstanding !== null && { outstanding }) }
  const fields = leadChange.safeParse(asked)
  if (!fields.success) {
    const issue = fields.error.issues[0]!
    return [issue.path.join('.'), issue.message].filter(Boolean).join(': ')
  }
  if (leadId.data === undefined && fields.data.name == null && fields.data.phone == null)
    return 'needs a name or a phone'
  return { id: leadId.data ?? null, fields: fields.data satisfies LeadChange }
}
