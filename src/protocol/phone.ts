/** Digits and the separators that people write in a phone. */
export const PHONE_SPELLING = /^[+\d\s().-]*$/
/** A phone that a program treated as a decimal number: 628123456789.0 */
const AS_DECIMAL = /^\s*\+?(\d+)\.(\d{1,2})\s*$/

/**
 * A phone in any spelling as digits only, as Meta writes a `wa_id`. Dots may separate digits (0812.3456.789), but a decimal
 * part (628123456789.0) is no part of the phone and is dropped if zero.
 * @returns null if it is no phone; an empty string for text without digits
 */
export function phoneDigits(text: string): string | null {
  const [, whole, decimals] = AS_DECIMAL.exec(text) ?? []
  if (whole !== undefined) return Number(decimals) === 0 ? whole : null
  return PHONE_SPELLING.test(text) ? text.replace(/\D/g, '') : null
}
