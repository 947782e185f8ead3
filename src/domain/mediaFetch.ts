/** Meta keeps customers' files for this long (facts sheet, section 6). */
export const MAX_FETCH_AGE_MS = 7 * 86_400_000
/** Meta may answer "not found" for a file right after its webhook, so that is retried a few times. */
export const MAX_GONE_TRIES = 5

const LONGEST_MS = 3_600_000

/** [F4] The delay before the next try: exponential backoff by 4, up to an hour, with a jitter of ±25 %. */
export function fetchRetryMs(tries: number, firstMs: number, random: number): number {
  const wait = Math.min(firstMs * 4 ** Math.min(tries - 1, 10), LONGEST_MS)
  return Math.round(wait * (0.75 + random / 2))
}

const WHY = {
  gone: 'WhatsApp no longer has the file.',
  never_came: 'The file could not be fetched from WhatsApp within 7 days.',
  too_large: 'The file is larger than files of its kind may be.',
  type_mismatch: 'The file is not of the kind that its message names.',
  forbidden_address: 'The file lies at an address that is not WhatsApp’s.',
} as const

/** Why a customer's file is missing, as people read it. */
export const noFile = (reason: keyof typeof WHY) => ({ reason, message: WHY[reason] })
