const FIRST_MS = 500
const LONGEST_MS = 10_000

/** Exponential backoff with jitter: ms to wait after this many failures. */
export const retryAfter = (failures: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** failures) * (0.5 + Math.random() / 2)
