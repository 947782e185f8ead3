/** Characters with which a formula starts in spreadsheets; in East Asian locales also the full-width ones. */
const SIGNS = '[=+\\-@\\uFF0B\\uFF0D\\uFF1D\\uFF20]'
/**
 * SECURITY: in locales whose list separator is `;`, as in Indonesia, a spreadsheet splits our lines there and at line ends, even
 * inside quotes, so that the middle of a cell may become the start of another.
 */
const CUT = `[;\\t\\r\\n][ \\u00A0"]*'*`

const INSIDE = new RegExp(`(${CUT})(?=${SIGNS})`, 'g')
const ESCAPED_INSIDE = new RegExp(`(${CUT})'(?=${SIGNS})`, 'g')
/** What csv-stringify does for the start of a cell. */
const ESCAPED = new RegExp(`^'(?=[\\t\\r]|${SIGNS})`)

/** Puts a `'` before every part of a cell that could become a formula of its own. */
export const escapeFormulas = (cell: string): string => cell.replace(INSIDE, `$1'`)

/** Restores a cell to what it was before the export. */
export const unescapeFormulas = (cell: string): string =>
  cell.replace(ESCAPED, '').replace(ESCAPED_INSIDE, '$1')
