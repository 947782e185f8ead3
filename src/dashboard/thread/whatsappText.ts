/** A piece of a text as WhatsApp writes it. */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'bold' | 'italic' | 'strike'; pieces: Piece[] }
  | { kind: 'code' | 'block'; text: string }

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"']+[^\s<>"'.,;:!?)\]}*_~]/gi
const MARKS = { '*': 'bold', _: 'italic', '~': 'strike' } as const
/** A mark opens at the start of a word and closes at the end of one, on one line. */
const MARKED = /(^|[\s([{"'.,;:!?*_~-])([*_~])(?=\S)([^\n]*?\S)\2(?=$|[\s)\]}"'.,;:!?*_~-])/
const CODE = /```([\s\S]+?)```|`([^`\n]+)`/

/** Reads `*bold*`, `_italic_`, `~struck~`, code and links; everything else is what it is. */
export function readText(text: string): Piece[] {
  const code = CODE.exec(text)
  if (code) {
    const piece: Piece =
      code[1] === undefined
        ? { kind: 'code', text: code[2]! }
        : { kind: 'block', text: code[1].replace(/^\n|\n$/g, '') }
    return around(text, code.index, code[0].length, piece)
  }
  const marked = MARKED.exec(text)
  if (marked) {
    const [whole, before, mark, inner] = marked
    const kind = MARKS[mark as keyof typeof MARKS]
    const piece: Piece = { kind, pieces: readText(inner!) }
    return around(text, marked.index + before!.length, whole.length - before!.length, piece)
  }
  return readLinks(text)
}

const around = (text: string, at: number, length: number, piece: Piece): Piece[] => [
  ...(at > 0 ? readText(text.slice(0, at)) : []),
  piece,
  ...(at + length < text.length ? readText(text.slice(at + length)) : []),
]

function readLinks(text: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const href = found.startsWith('www.') ? `https://${found}` : found
    if (!URL.canParse(href)) continue
    if (index > end) pieces.push({ kind: 'text', text: text.slice(end, index) })
    pieces.push({ kind: 'link', text: found, href })
    end = index + found.length
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) })
  return pieces
}
