import { afterEach, beforeEach, describe, expect, jest, test } from 'bun:test'
import { createRenewal } from '../../../src/client/renewal.ts'

const MINUTE_MS = 60_000
const LIFE_MS = 15 * MINUTE_MS

/** A server whose clock is so far behind this machine's, and a client that keeps its first token fresh. */
function openRenewal({ behindMs = 0, ageMs = 0, renew = async () => {} } = {}) {
  const issued = (age: number) => {
    const iat = Math.floor((Date.now() - behindMs - age) / 1000)
    return `head.${btoa(JSON.stringify({ sub: 'me', sid: 'here', iat, exp: iat + LIFE_MS / 1000 }))}.sign`
  }
  const asked: number[] = []
  const start = Date.now()
  const renewal = createRenewal({
    token: issued(ageMs),
    onToken: async () => {
      asked.push(Date.now() - start)
      return issued(0)
    },
    renew,
  })
  return { renewal, asked }
}
/** Lets time pass, and what was asked meanwhile be answered. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1000) {
    jest.advanceTimersByTime(1000)
    for (let n = 0; n < 5; n++) await Promise.resolve()
  }
}

describe('a token', () => {
  beforeEach(() => jest.useFakeTimers())
  afterEach(() => jest.useRealTimers())

  test('is renewed a minute before it ends, whatever its age was at first', async () => {
    const { renewal, asked } = openRenewal({ ageMs: 10 * MINUTE_MS })
    await pass(20 * MINUTE_MS)
    renewal.stop()
    expect(asked.map((ms) => Math.round(ms / MINUTE_MS))).toEqual([4, 18])
  })

  for (const minutes of [20, 14.5, 8]) {
    test(`is renewed as seldom by a clock that is ${minutes} minutes ahead, once the first has been`, async () => {
      const { renewal, asked } = openRenewal({ behindMs: minutes * MINUTE_MS })
      await pass(60 * MINUTE_MS)
      renewal.stop()
      expect(asked.length).toBeLessThanOrEqual(5)
      // Each before the one before it ended.
      for (const [n, ms] of asked.entries()) expect(ms - (asked[n - 1] ?? 0)).toBeLessThan(LIFE_MS)
    })
  }

  test('is renewed in time by a clock that is behind', async () => {
    const { renewal, asked } = openRenewal({ behindMs: -20 * MINUTE_MS })
    await pass(60 * MINUTE_MS)
    renewal.stop()
    expect(asked.map((ms) => Math.round(ms / MINUTE_MS))).toEqual([14, 28, 42, 56])
  })

  test('that is none of ours is never asked for again by itself', async () => {
    const asked: string[] = []
    const onToken = async () => {
      asked.push('asked')
      return null
    }
    createRenewal({ token: 'none', onToken, renew: async () => {} })
    await pass(60 * MINUTE_MS)
    expect(asked).toEqual([])
  })

  test('is not asked for after the end, though the server refused the one before', async () => {
    const { renewal, asked } = openRenewal({
      renew: async () => {
        throw new Error('refused')
      },
    })
    await pass(14 * MINUTE_MS + 2000)
    expect(asked.length).toBe(1)
    renewal.stop()
    await pass(60 * MINUTE_MS)
    expect(asked.length).toBe(1)
  })
})
