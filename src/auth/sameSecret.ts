import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares secrets in constant time: the duration reveals neither content nor length. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

const digest = (text: string) => createHash('sha256').update(text).digest()
