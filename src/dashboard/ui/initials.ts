const HUES = 6
/** Company forms. Half of all company names begin with one. */
const FORMS = new Set(['pt', 'cv', 'ud', 'tb', 'pd', 'fa'])

/** The initials of a name: two letters, or the last two digits of a number. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/^@/, '')
    .split(/[\s._-]+/)
    .filter((word, i, all) => i > 0 || all.length === 1 || !FORMS.has(word.toLowerCase()))
    .map((word) => word.match(/[\p{L}\p{N}]/gu) ?? [])
    .filter((letters) => letters.length > 0)
  if (/^\+?[\d\s()-]+$/.test(name)) return name.replace(/\D/g, '').slice(-2)
  const [first] = words
  // A name may consist of emoji.
  if (!first) return [...name.trim()][0] ?? '?'
  const last = words.length > 1 ? words.at(-1)![0] : first[1]
  return (first[0] + (last ?? '')).toUpperCase()
}

/** A hue from 1 to 6, always the same for the same id. */
export function hueOf(id: string): number {
  let sum = 7
  for (let i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) >>> 0
  return (sum % HUES) + 1
}
