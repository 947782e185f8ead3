/** Written as people write numbers: nothing but digits and what stands between them. */
const LIKE_A_PHONE = /^[+\d\s().-]{3,}$/

/** Written as usernames are shown; they are kept without it. */
const LIKE_A_USERNAME = /^@(?=.)/

/**
 * [K1] What a search looks for: the text itself, and, where it may be a phone, its digits as a `wa_id` has them, a username
 * without its `@`. A leading 0 is dialled at home only.
 */
export function searchTerms(q: string): string[] {
  if (LIKE_A_USERNAME.test(q)) return [q, q.slice(1)]
  if (!LIKE_A_PHONE.test(q)) return [q]
  const digits = q.replace(/\D/g, '').replace(/^0+/, '')
  return digits.length < 3 || digits === q ? [q] : [q, digits]
}

/** [K2] A LIKE pattern for any text that contains this one: its own wildcards are only characters. */
export const containing = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`
