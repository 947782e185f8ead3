/** Company forms, and forms of address, that come before a name. */
const BEFORE = /^(pt|cv|ud|tb|pd|fa|pak|bu|bapak|ibu|mas|mbak)\.?$/i
const HAS_LETTER = /[\p{L}\p{N}]/u

/**
 * How a person is addressed in a sentence: by the first word of the name that is more than an emoji. Kept whole: names
 * that begin with a company form or a form of address, usernames, and numbers.
 */
export function firstName(name: string): string {
  if (/^[@+\d]/.test(name)) return name
  const words = name.split(/\s+/).filter((word) => HAS_LETTER.test(word))
  const [first] = words
  if (first === undefined) return name
  return BEFORE.test(first) ? words.join(' ') : first
}
