const FULL = new Set(['ENOSPC', 'EDQUOT'])

/** Whether a write failed because the disk or quota is full; it may succeed later. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && FULL.has(String((error as { code?: unknown }).code))
