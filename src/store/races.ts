import { WORLD_CHANGED } from './ingestGroup.ts'

const RACES = new Set([WORLD_CHANGED, '40P01', '40001', '23505', '23503'])

/**
 * Whether a call lost a race: a deadlock, a serialization failure, a unique or foreign key, or our own check
 * (WORLD_CHANGED). It is decided again on what is now true.
 */
export const isRace = (error: unknown): boolean =>
  RACES.has(String((error as { code?: unknown } | null)?.code))
