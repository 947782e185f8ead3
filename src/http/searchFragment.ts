import { MARKS } from '../store/search.ts'

type Range = { from: number; to: number }

/** Characters shown before the first match, and in all. */
const BEFORE = 60
const LENGTH = 240

/**
 * An excerpt of a text as HTML, with matches in `<mark>`. Everything else is escaped; marks are placed by position, so that
 * no text can pass for markup.
 * @param text the plain text
 * @param marked the same text with matches marked by MARKS, once per search configuration
 * @param q the search term, also found inside words
 */
export function searchFragment(text: string, marked: readonly string[], q: string): string {
  const ranges = united([...marked.flatMap((one) => rangesOf(one, text)), ...partsOf(text, q)])
  const first = ranges[0]?.from ?? 0
  const from = onCharacter(text, first <= BEFORE ? 0 : wordStart(text, first - BEFORE, first))
  const to = onCharacter(text, Math.min(text.length, from + LENGTH))
  let html = from > 0 ? '…' : ''
  let place = from
  for (const range of ranges) {
    if (range.from >= to) break
    const end = Math.min(range.to, to)
    html += `${escaped(text.slice(place, range.from))}<mark>${escaped(text.slice(range.from, end))}</mark>`
    place = end
  }
  return html + escaped(text.slice(place, to)) + (to < text.length ? '…' : '')
}

/** The positions of the matches in a marked text; none if the text beneath the marks differs. */
function rangesOf(marked: string, text: string): Range[] {
  const ranges: Range[] = []
  if (marked.replaceAll(EITHER, '') !== text) return ranges
  /** Number of mark characters so far, which don't count as text. */
  let marks = 0
  let from: number | null = null
  for (const { 0: mark, index } of marked.matchAll(EITHER)) {
    const at = index - marks++
    if (mark === MARKS.start) from = at
    else if (from !== null && !addNear(ranges, { from, to: at })) break
  }
  return ranges
}

const EITHER = new RegExp(`[${MARKS.start}${MARKS.stop}]`, 'g')

/** SECURITY: a text may match in ten thousand places, so this returns false, to stop, once matches are beyond the excerpt. */
function addNear(ranges: Range[], range: Range): boolean {
  if (range.from > (ranges[0]?.from ?? range.from) + LENGTH) return false
  ranges.push(range)
  return true
}

/** The positions of `q` in the text, ignoring case. */
function partsOf(text: string, q: string): Range[] {
  const here = text.toLowerCase()
  const wanted = q.toLowerCase()
  // In some scripts, lower case has another length: then positions don't match.
  if (here.length !== text.length || wanted === '') return []
  const ranges: Range[] = []
  for (let at = here.indexOf(wanted); at >= 0; at = here.indexOf(wanted, at + wanted.length)) {
    if (!addNear(ranges, { from: at, to: at + wanted.length })) break
  }
  return ranges
}

function united(ranges: Range[]): Range[] {
  const all: Range[] = []
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1)
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to)
    else all.push({ ...range })
  }
  return all
}

/** The start of the first word between two positions; `from` if there is none. */
function wordStart(text: string, from: number, before: number): number {
  const space = text.slice(from, before).search(/\s/)
  return space < 0 ? from : from + space + 1
}

/** Moves a position out of the middle of a surrogate pair. */
const onCharacter = (text: string, at: number) =>
  /[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at

const HTML: Record<string, string> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&#39;',
  [MARKS.less]: '&lt;',
  [MARKS.more]: '&gt;',
  [MARKS.and]: '&amp;',
}
const SPECIAL = new RegExp(`[${Object.keys(HTML).join('')}]`, 'g')
const escaped = (text: string) => text.replace(SPECIAL, (character) => HTML[character]!)
