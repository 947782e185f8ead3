const FULL = new Set(['ENOSPC', 'EDQUOT'])

/** Whether a file could not be written for want of room: the same may succeed later. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && FULL.has(String((error as { code?: unknown }).code))
