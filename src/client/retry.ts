const FIRST_MS = 500
const LONGEST_MS = 10_000

/** How long to wait before trying again after so many failures: longer each time, and not all clients at once. */
export const retryAfter = (failures: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** failures) * (0.5 + Math.random() / 2)
