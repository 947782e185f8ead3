import { MARKS } from '../store/search.ts'

type Range = { from: number; to: number }

/** Characters shown before the first match, and in all. */
const BEFORE = 60
const LENGTH = 240

/**
 * A piece of a text as HTML, its matches in `<mark>`. Everything else is escaped: marks are placed by counting, and no
 * text is ever taken for markup.
 * @param text as MARKS stand in it
 * @param marked the same text with matches marked, in any number of ways
 * @param q what was looked for: found as a part of words, too
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

/** Where a marked text has its matches; none if it is not the same text. */
function rangesOf(marked: string, text: string): Range[] {
  const ranges: Range[] = []
  if (marked.replaceAll(EITHER, '') !== text) return ranges
  /** Marks so far: they are no part of the text. */
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

/** SECURITY: a text may match in ten thousand places. False for one that lies beyond what is shown; so do all after it. */
function addNear(ranges: Range[], range: Range): boolean {
  if (range.from > (ranges[0]?.from ?? range.from) + LENGTH) return false
  ranges.push(range)
  return true
}

/** Where the text says `q`, whatever the case. */
function partsOf(text: string, q: string): Range[] {
  const here = text.toLowerCase()
  const wanted = q.toLowerCase()
  // Lower case is of another length in some scripts: then places can't be counted.
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

/** The first word that begins between the two; the first place if none does. */
function wordStart(text: string, from: number, before: number): number {
  const space = text.slice(from, before).search(/\s/)
  return space < 0 ? from : from + space + 1
}

/** Never between the halves of a character. */
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
