/** A piece of a text with WhatsApp's formatting. */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'bold' | 'italic' | 'strike'; pieces: Piece[] }
  | { kind: 'code' | 'block'; text: string }

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
const CODE = /```([\s\S]+?)```|`([^`\n]+)`/g
/** The limit for nested marks. Deeper nesting could only repeat a format. */
const DEEPEST = MARKS.length

/**
 * Parses `*bold*`, `_italic_`, `~struck~`, code and links; all else is plain text. SECURITY: a customer's text may be
 * long and consist of nothing but marks, so parsing takes linear time and nesting is limited to `DEEPEST`.
 */
export function readText(text: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const { 0: whole, 1: block, 2: code, index } of text.matchAll(CODE)) {
    addMarked(pieces, text.slice(end, index), 0)
    if (block === undefined) pieces.push({ kind: 'code', text: code! })
    else pieces.push({ kind: 'block', text: block.replace(/^\n|\n$/g, '') })
    end = index + whole.length
  }
  addMarked(pieces, text.slice(end), 0)
  return pieces
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
