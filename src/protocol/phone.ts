/** What people write in a phone beside its digits. */
export const PHONE_SPELLING = /^[+\d\s().-]*$/
/** A lone point near the end of unbroken digits: 628123456789.0 is what a program writes that took the phone for a number. */
const AS_DECIMAL = /^\s*\+?(\d+)\.(\d{1,2})\s*$/

/**
 * A phone in whatever spelling as digits only, as Meta writes a `wa_id`. Points may part them (0812.3456.789), but decimals are no
 * digits of the phone: zeros are dropped.
 * @returns null for what is no phone; text without a digit is empty
 */
export function phoneDigits(text: string): string | null {
  const [, whole, decimals] = AS_DECIMAL.exec(text) ?? []
  if (whole !== undefined) return Number(decimals) === 0 ? whole : null
  return PHONE_SPELLING.test(text) ? text.replace(/\D/g, '') : null
}
