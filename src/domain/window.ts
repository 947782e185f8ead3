/** Facts sheet, section 7: the window is open for 24 hours from each message of the customer. */
const CUSTOMER_SERVICE_WINDOW_MS = 24 * 3_600_000

/**
 * [W1] When the customer service window ends, by Meta's time; null if the customer never wrote.
 * @param customerAt ISO time of the customer's last message
 */
export function windowExpiresAt(customerAt: string | null): string | null {
  if (customerAt === null) return null
  return new Date(Date.parse(customerAt) + CUSTOMER_SERVICE_WINDOW_MS).toISOString()
}

/** [W2] Whether free text may still be sent at `now` (ms). */
export function isWindowOpen(expiresAt: string | null, now: number): boolean {
  return expiresAt !== null && now < Date.parse(expiresAt)
}
