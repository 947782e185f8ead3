export const WINDOW_MS = 24 * 3_600_000

/** What is left of the 24-hour window, in ms; 0 if the customer never wrote. */
export const windowLeft = (expiresAt: string | null, now: number): number =>
  expiresAt === null ? 0 : Math.max(0, Date.parse(expiresAt) - now)
