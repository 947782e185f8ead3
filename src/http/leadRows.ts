import { CsvError } from 'csv-parse'
import type { LeadRow } from '../actions/importLeads.ts'
import { LEAD_FIELDS } from '../domain/leadChange.ts'
import { AppError } from '../protocol/errors.ts'
import { type LeadChange, leadChange } from '../protocol/lead.ts'
import { uuid } from '../protocol/uuid.ts'
import { csvRecords } from './csvRecords.ts'

const MAX_ROWS = 100_000
const KNOWN: readonly string[] = ['id', ...LEAD_FIELDS]

/** What an export puts before a cell that a spreadsheet would take for a formula. */
const ESCAPED_FORMULA = /^'(?=[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20])/
const number = /^-?\d+(\.\d+)?$/

/** A row, or why it is refused. `line` is where it ends. */
type Read = { line: number; row: LeadRow | string }

/**
 * The rows of a CSV file, some at a time, so that others are served meanwhile.
 * @throws AppError invalid_request for what is no CSV; payload_too_large for too many rows, before any is given
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
    // What comes after a broken quote can't be told apart: the rows before it are taken.
    refused.push({ line: Number(error.lines ?? 0), row: 'no CSV from here on' })
  }
  if (!named) throw new AppError('invalid_request', 'There is no CSV in the file.')
  yield* refused
}

/** Counted before any is written: a file that is refused may come again in parts. */
async function refuseTooMany(text: string): Promise<void> {
  if (!hasMoreLines(text, MAX_ROWS)) return
  let rows = 0
  try {
    for await (const _ of csvRecords(text, namesOf))
      if (++rows > MAX_ROWS)
        throw new AppError('payload_too_large', 'A file has at most 100,000 rows.')
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
  }
}

/** Lines are quickly counted, but a row may have several. */
function hasMoreLines(text: string, max: number): boolean {
  let lines = 0
  for (const _ of text.matchAll(/[\r\n]+/g)) if (++lines > max) return true
  return false
}

function namesOf(names: string[]): (string | false)[] {
  const known = names.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  )
  const used = known.map((name, index) => KNOWN.includes(name) && known.indexOf(name) === index)
  if (!known.some((name, index) => used[index] && name !== 'id')) {
    const expected = LEAD_FIELDS.join(', ')
    throw new AppError('invalid_request', `The first line names none of the columns ${expected}.`)
  }
  return known.map((name, index) => (used[index] ? name : false))
}

function rowOf(record: Record<string, string | undefined>): LeadRow | string {
  const cells = Object.entries(record).map(
    ([name, cell]) => [name, (cell ?? '').replace(ESCAPED_FORMULA, '')] as const,
  )
  const { id, ...given } = Object.fromEntries(cells.filter(([, cell]) => cell !== ''))
  const leadId = uuid.optional().safeParse(id)
  if (!leadId.success) return 'id: is none of ours'
  const outstanding = given.outstanding
  if (outstanding !== undefined && !number.test(outstanding)) return 'outstanding: is no number'
  const asked = { ...given, ...(outstanding !== undefined && { outstanding: Number(outstanding) }) }
  const fields = leadChange.safeParse(asked)
  if (!fields.success) {
    const issue = fields.error.issues[0]!
    return [issue.path.join('.'), issue.message].filter(Boolean).join(': ')
  }
  if (leadId.data === undefined && fields.data.name == null && fields.data.phone == null)
    return 'needs a name or a phone'
  return { id: leadId.data ?? null, fields: fields.data satisfies LeadChange }
}
