/** A piece of a text with WhatsApp's formatting. */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'bold' | 'italic' | 'strike'; pieces: Piece[] }
  | { kind: 'code' | 'block'; text: string }
  | Lines

/** Lines that begin with the same kind of mark. A line's `mark` is what was written, with the space after it. */
export type Lines = {
  kind: 'quote' | 'bullets' | 'numbers'
  lines: { mark: string; pieces: Piece[] }[]
}

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"']+[^\s<>"'.,;:!?)\]}*_~]/gi
const KINDS = { '*': 'bold', _: 'italic', '~': 'strike' } as const
type Mark = keyof typeof KINDS
const MARKS = Object.keys(KINDS) as Mark[]
/** A mark opens before a word and closes after one, on the same line. */
const OPENS = /(?<=^|[\s([{"'.,;:!?*_~-])[*_~](?=\S)/g
const CLOSES = MARKS.map(
  (mark) => [mark, new RegExp(`(?<=\\S)[${mark}](?=$|[\\s)\\]}"'.,;:!?*_~-])`, 'g')] as const,
)
const LINE = /\n/g
/** Code, or the mark at the start of a line, or the end of a line. */
const TOKEN = /```([\s\S]+?)```|`([^`\n]+)`|^((?:[>*-]|\d{1,3}\.) +)(?=\S)|\n/gm
/** The limit for nested marks. Deeper nesting could only repeat a format. */
const DEEPEST = MARKS.length

/**
 * Parses `*bold*`, `_italic_`, `~struck~`, code, links, and lines of quotes and lists; all else is plain text. The end
 * of a quoted or listed line is not in the pieces. SECURITY: a customer's text may be long and consist of nothing but
 * marks, so parsing takes linear time and nesting is limited to `DEEPEST`.
 */
export function readText(text: string): Piece[] {
  const pieces: Piece[] = []
  let into = pieces
  let end = 0
  for (const { 0: whole, 1: block, 2: code, 3: mark, index } of text.matchAll(TOKEN)) {
    if (whole === '\n' && into === pieces) continue
    addMarked(into, text.slice(end, index), 0)
    end = index + whole.length
    if (mark !== undefined) into = startLine(pieces, mark)
    else if (code !== undefined) into.push({ kind: 'code', text: code })
    else if (block !== undefined) into.push({ kind: 'block', text: block.replace(/^\n|\n$/g, '') })
    else into = pieces
  }
  addMarked(into, text.slice(end), 0)
  return pieces
}

/** Adds a line to those of its kind just before it. @returns where its text goes */
function startLine(pieces: Piece[], mark: string): Piece[] {
  const kind = mark[0] === '>' ? 'quote' : /^\d/.test(mark) ? 'numbers' : 'bullets'
  const line = { mark, pieces: [] }
  const before = pieces.at(-1)
  if (before?.kind === kind) before.lines.push(line)
  else pieces.push({ kind, lines: [line] })
  return line.pieces
}

function addMarked(pieces: Piece[], text: string, depth: number): void {
  const closers = createClosers(text)
  let end = 0
  for (const { 0: mark, index } of depth < DEEPEST ? text.matchAll(OPENS) : []) {
    if (index < end) continue
    const closer = closers(mark as Mark, index + 2)
    if (closer === null) continue
    addLinks(pieces, text.slice(end, index))
    const inner: Piece[] = []
    addMarked(inner, text.slice(index + 1, closer), depth + 1)
    pieces.push({ kind: KINDS[mark as Mark], pieces: inner })
    end = closer + 1
  }
  addLinks(pieces, text.slice(end))
}

/**
 * Finds where a mark closes on the same line. Positions must only grow between calls: each result is kept for the next
 * call, so the text is scanned only once.
 */
function createClosers(text: string) {
  const nextOf = (pattern: RegExp) => {
    let at = -1
    return (from: number): number => {
      if (at >= from) return at
      pattern.lastIndex = from
      at = pattern.exec(text)?.index ?? Number.POSITIVE_INFINITY
      return at
    }
  }
  const line = nextOf(LINE)
  const next = new Map(CLOSES.map(([mark, pattern]) => [mark, nextOf(pattern)]))
  return (mark: Mark, from: number): number | null => {
    const at = next.get(mark)!(from)
    return at < line(from - 1) ? at : null
  }
}

function addLinks(pieces: Piece[], text: string): void {
  let end = 0
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const href = found.startsWith('www.') ? `https://${found}` : found
    if (!URL.canParse(href)) continue
    if (index > end) pieces.push({ kind: 'text', text: text.slice(end, index) })
    pieces.push({ kind: 'link', text: found, href })
    end = index + found.length
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) })
}
