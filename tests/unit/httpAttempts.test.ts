import { describe, expect, test } from 'bun:test'
import { createAttempts } from '../../src/http/attempts.ts'
import { createSignInLimits } from '../../src/http/signInLimits.ts'
import { AppError } from '../../src/protocol/errors.ts'

const WINDOW = 60_000

function clocked(maxWindows?: number) {
  const clock = { now: 0 }
  const options = { windowMs: WINDOW, now: () => clock.now }
  return { clock, attempts: createAttempts({ ...options, ...(maxWindows && { maxWindows }) }) }
}

function refusalOf(work: () => unknown): AppError | undefined {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

describe('attempts', () => {
  test('are refused above the limit, told when to come back, and free again then', () => {
    const { clock, attempts } = clocked()
    for (let n = 0; n < 3; n++) attempts.take([{ key: 'a', max: 3 }])
    clock.now = 20_500
    const refusal = refusalOf(() => attempts.take([{ key: 'a', max: 3 }]))
    expect(refusal?.code).toBe('rate_limited')
    expect(refusal?.details).toEqual({ retry_after: 40 })
    clock.now = WINDOW
    expect(refusalOf(() => attempts.take([{ key: 'a', max: 3 }]))).toBeUndefined()
  })

  test('taken back do not count', () => {
    const { attempts } = clocked()
    for (let n = 0; n < 9; n++) attempts.take([{ key: 'a', max: 1 }])()
    attempts.take([{ key: 'a', max: 1 }])
    expect(refusalOf(() => attempts.take([{ key: 'a', max: 1 }]))).toBeDefined()
  })

  test('refused by one limit do not count for another', () => {
    const { attempts } = clocked()
    const both = [
      { key: 'a', max: 1 },
      { key: 'b', max: 3 },
    ]
    attempts.take(both)
    for (let n = 0; n < 9; n++) refusalOf(() => attempts.take(both))
    expect(refusalOf(() => attempts.take([{ key: 'b', max: 3 }]))).toBeUndefined()
  })

  test('taken back after their window ended do not give a new window more', () => {
    const { clock, attempts } = clocked()
    const takeBack = attempts.take([{ key: 'a', max: 1 }])
    clock.now = WINDOW
    attempts.take([{ key: 'a', max: 1 }])
    takeBack()
    expect(refusalOf(() => attempts.take([{ key: 'a', max: 1 }]))).toBeDefined()
  })

  test('under many names are remembered up to a bound, the newest first', () => {
    const { attempts } = clocked(10)
    for (let n = 0; n < 1000; n++) attempts.take([{ key: `name ${n}`, max: 1 }])
    expect(refusalOf(() => attempts.take([{ key: 'name 999', max: 1 }]))).toBeDefined()
    expect(refusalOf(() => attempts.take([{ key: 'name 0', max: 1 }]))).toBeUndefined()
  })

  test('refused under ever new names do not push out what refuses them', () => {
    const { attempts } = clocked(10)
    const from = { key: 'address', max: 1 }
    attempts.take([from])
    for (let n = 0; n < 1000; n++)
      expect(refusalOf(() => attempts.take([{ key: `name ${n}`, max: 9 }, from]))).toBeDefined()
  })
})

describe('sign-in limits', () => {
  const fail = async () => null
  const make = () => createSignInLimits({ signInAccount: 10, signInAddress: 30 }, () => 0)

  test('ten failures for an account from one address, and the account stays free elsewhere', async () => {
    const limits = make()
    for (let n = 0; n < 10; n++) await limits.take(' A@example.com', '203.0.113.9')(fail)
    expect(refusalOf(() => limits.take('a@example.com', '203.0.113.9'))?.code).toBe('rate_limited')
    expect(refusalOf(() => limits.take('a@example.com', '203.0.113.10'))).toBeUndefined()
  })

  test('thirty failures from one address, over all accounts and a whole IPv6 network', async () => {
    const limits = make()
    for (let n = 0; n < 30; n++) await limits.take(`${n}@example.com`, `2001:db8::${n + 1}`)(fail)
    expect(refusalOf(() => limits.take('new@example.com', '2001:db8::ffff'))).toBeDefined()
  })

  test('guesses made at the same moment count before any of them is answered', () => {
    const limits = make()
    for (let n = 0; n < 10; n++) limits.take('a@example.com', '203.0.113.9')
    expect(refusalOf(() => limits.take('a@example.com', '203.0.113.9'))).toBeDefined()
  })

  test('neither successes nor faults of ours count', async () => {
    const limits = make()
    const crash = () => Promise.reject(new Error('database away'))
    for (let n = 0; n < 50; n++) {
      await limits.take('a@example.com', '203.0.113.9')(async () => 'session')
      await limits
        .take(
          'a@example.com',
          '203.0.113.9',
        )(crash)
        .catch(() => {})
    }
    expect(refusalOf(() => limits.take('a@example.com', '203.0.113.9'))).toBeUndefined()
  })

  test('switched off they refuse nothing', async () => {
    const limits = createSignInLimits(null, () => 0)
    for (let n = 0; n < 99; n++) await limits.take('a@example.com', '203.0.113.9')(fail)
  })
})
