import { setImmediate as othersTurn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { parse } from 'csv-parse'

const MAX_ROW_CHARACTERS = 20_000
const PIECE_BYTES = 64 * 1024

/** `line` is the record's last line. */
type Found = { line: number; record: Record<string, string | undefined> }
type Done = (error?: Error | null) => void

/**
 * The records of a CSV text, parsed in pieces so that the event loop is not blocked. The delimiter is that of the first line.
 * @param columns maps the names of the first line to ours; false skips a column
 * @throws CsvError at the first syntax error, after all records before it
 */
export async function* csvRecords(
  text: string,
  columns: (names: string[]) => (string | false)[],
): AsyncGenerator<Found> {
  let found: Found[] = []
  const parser = parse({
    bom: true,
    columns,
    delimiter: delimiterOf(text),
    // Collected here, since the stream drops the records before an error.
    on_record: (record: Found['record'], { lines }) => {
      found.push({ line: lines, record })
      return null
    },
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_CHARACTERS,
    trim: true,
  })
  // `write` rejects with the error; without a listener it would also be thrown.
  parser.on('error', () => {})
  const write = promisify((piece: Buffer, done: Done) => parser.write(piece, done))
  const end = promisify((done: Done) => parser.end(done))
  const steps = [...piecesOf(text).map((piece) => () => write(piece)), end]
  for (const step of steps) {
    const failed = await step().then(
      () => null,
      (error: unknown) => ({ error }),
    )
    yield* found
    found = []
    if (failed) throw failed.error
    await othersTurn()
  }
}

/** Pieces of bytes, since cutting the text could split a surrogate pair. */
function piecesOf(text: string): Buffer[] {
  const bytes = Buffer.from(text)
  const count = Math.ceil(bytes.length / PIECE_BYTES)
  return Array.from({ length: count }, (_, n) =>
    bytes.subarray(n * PIECE_BYTES, (n + 1) * PIECE_BYTES),
  )
}

function delimiterOf(text: string): string {
  const end = text.search(/[\r\n]/)
  const head = end === -1 ? text : text.slice(0, end)
  const counts = [',', ';', '\t'].map((sign) => ({ sign, n: head.split(sign).length }))
  return counts.reduce((best, one) => (one.n > best.n ? one : best)).sign
}
