import { STALE_DECISION } from './ingestGroup.ts'

const RACES = new Set([STALE_DECISION, '40P01', '40001', '23505', '23503'])

/**
 * Whether a call lost a race: a deadlock, a serialization failure, a unique or foreign key violation, or our own check
 * (STALE_DECISION). The caller reads again, decides again and retries.
 */
export const isRace = (error: unknown): boolean =>
  RACES.has(String((error as { code?: unknown } | null)?.code))
