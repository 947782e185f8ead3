const HUES = 6
/** Forms of companies, which half of them begin with. */
const FORMS = new Set(['pt', 'cv', 'ud', 'tb', 'pd', 'fa'])

/** Two letters that stand for a name; for a number its last two digits. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/^@/, '')
    .split(/[\s._-]+/)
    .filter((word, i, all) => i > 0 || all.length === 1 || !FORMS.has(word.toLowerCase()))
    .map((word) => word.match(/[\p{L}\p{N}]/u)?.[0] ?? '')
    .filter((letter) => letter !== '')
  if (/^\+?[\d\s()-]+$/.test(name)) return name.replace(/\D/g, '').slice(-2)
  const first = words[0] ?? '?'
  const last = words.length > 1 ? words[words.length - 1]! : ([...name.replace(/^@/, '')][1] ?? '')
  return (first + last).toUpperCase()
}

/** Always the same hue, 1 to 6, for the same id. */
export function hueOf(id: string): number {
  let sum = 7
  for (let i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) >>> 0
  return (sum % HUES) + 1
}
