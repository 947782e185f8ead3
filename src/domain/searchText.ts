/** A phone as people write it: only digits and separators. */
const LIKE_A_PHONE = /^[+\d\s().-]{3,}$/

/** A username as the dashboard shows it; the database stores it without the `@`. */
const LIKE_A_USERNAME = /^@(?=.)/

/**
 * [K1] The terms of a search: the text itself, and also its digits if it may be a phone, or the name after `@` if it may be a
 * username. Leading zeros are dropped, because a `wa_id` starts with the country code.
 */
export function searchTerms(q: string): string[] {
  if (LIKE_A_USERNAME.test(q)) return [q, q.slice(1)]
  if (!LIKE_A_PHONE.test(q)) return [q]
  const digits = q.replace(/\D/g, '').replace(/^0+/, '')
  return digits.length < 3 || digits === q ? [q] : [q, digits]
}

/** [K2] A LIKE pattern for texts that contain this one, with its wildcards escaped. */
export const containing = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`
