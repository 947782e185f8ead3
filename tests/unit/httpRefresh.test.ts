import { expect, test } from 'bun:test'
import { judgeRefresh, REFRESH_RACE_MS } from '../../src/domain/refresh.ts'

const now = 1_000_000
const fresh = { expiresAt: now + 1, usedAt: null, revokedAt: null }

test('a fresh token is rotated', () => {
  expect(judgeRefresh(fresh, now)).toBe('rotate')
})

test('tabs that race win up to the last moment of the race, counted from the first use', () => {
  expect(judgeRefresh({ ...fresh, usedAt: now - REFRESH_RACE_MS }, now)).toBe('rotate')
  expect(judgeRefresh({ ...fresh, usedAt: now - REFRESH_RACE_MS - 1 }, now)).toBe('revoke')
})

test('a token used by a process whose clock is ahead is rotated', () => {
  expect(judgeRefresh({ ...fresh, usedAt: now + 500 }, now)).toBe('rotate')
})

test('an expired or revoked token is refused, used or not', () => {
  for (const usedAt of [null, now - 1, 0]) {
    expect(judgeRefresh({ ...fresh, usedAt, expiresAt: now }, now)).toBe('refuse')
    expect(judgeRefresh({ ...fresh, usedAt, revokedAt: now - 1 }, now)).toBe('refuse')
  }
})
