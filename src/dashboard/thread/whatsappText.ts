/** A piece of a text as WhatsApp writes it. */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'bold' | 'italic' | 'strike'; pieces: Piece[] }
  | { kind: 'code' | 'block'; text: string }

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"']+[^\s<>"'.,;:!?)\]}*_~]/gi
const KINDS = { '*': 'bold', _: 'italic', '~': 'strike' } as const
type Mark = keyof typeof KINDS
const MARKS = Object.keys(KINDS) as Mark[]
/** A mark opens at the start of a word and closes at the end of one, on one line. */
const OPENS = /(?<=^|[\s([{"'.,;:!?*_~-])[*_~](?=\S)/g
const CLOSES = MARKS.map(
  (mark) => [mark, new RegExp(`(?<=\\S)[${mark}](?=$|[\\s)\\]}"'.,;:!?*_~-])`, 'g')] as const,
)
const LINE = /\n/g
const CODE = /```([\s\S]+?)```|`([^`\n]+)`/g
/** Marks within marks: more than there are kinds of them say nothing new. */
const DEEPEST = MARKS.length

/**
 * Reads `*bold*`, `_italic_`, `~struck~`, code and links; everything else is what it is. SECURITY: a customer's text is as long as it
 * likes, and all of it may be marks: each is looked at once, and none is a call within the call for the one before.
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
 * Where the next mark of a kind closes, if that is on the same line. Asked for places that only grow: what was found for one
 * stands for the next, so that a text is gone through once.
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
