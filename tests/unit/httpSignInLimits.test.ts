import { describe, expect, test } from 'bun:test'
import { createSignInLimits } from '../../src/http/signInLimits.ts'

const fail = async () => null
const succeed = async () => 'session'
const make = () => createSignInLimits({ signInAccount: 10, signInAddress: 30 }, () => 0)
const at = (account: string, address = '203.0.113.9') => ({ account, address })

describe('sign-in limits', () => {
  test('ten failures for an account from one address, and the account stays free elsewhere', async () => {
    const limits = make()
    for (let n = 0; n < 10; n++) await limits.attempt(at(' A@example.com'), fail)
    await expect(limits.attempt(at('a@example.com'), succeed)).rejects.toThrow('Too many attempts')
    expect(await limits.attempt(at('a@example.com', '203.0.113.10'), succeed)).toBe('session')
  })

  test('thirty failures from one address, over all accounts and a whole IPv6 network', async () => {
    const limits = make()
    for (let n = 0; n < 30; n++)
      await limits.attempt(at(`${n}@example.com`, `2001:db8::${n + 1}`), fail)
    const next = limits.attempt(at('new@example.com', '2001:db8::ffff'), succeed)
    await expect(next).rejects.toThrow('Too many attempts')
  })

  test('of guesses made at the same moment no more are looked at than may fail', async () => {
    const limits = make()
    let looked = 0
    const guess = async () => {
      looked += 1
      return null
    }
    const guesses = Array.from({ length: 200 }, () => limits.attempt(at('a@example.com'), guess))
    const outcomes = await Promise.allSettled(guesses)
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(190)
    expect(looked).toBe(10)
  })

  test('colleagues behind one address who sign in at once all do', async () => {
    const limits = make()
    const gate = Promise.withResolvers<void>()
    const work = () => gate.promise.then(succeed)
    const started = Array.from({ length: 100 }, (_, n) => limits.attempt(at(`${n}@x.com`), work))
    gate.resolve()
    expect(await Promise.all(started)).toEqual(Array(100).fill('session'))
  })

  test('neither successes nor faults of ours count', async () => {
    const limits = make()
    const crash = () => Promise.reject(new Error('database away'))
    for (let n = 0; n < 50; n++) {
      await limits.attempt(at('a@example.com'), succeed)
      await expect(limits.attempt(at('a@example.com'), crash)).rejects.toThrow('database away')
    }
    expect(await limits.attempt(at('a@example.com'), succeed)).toBe('session')
  })

  test('switched off they refuse nothing', async () => {
    const limits = createSignInLimits(null, () => 0)
    for (let n = 0; n < 99; n++) await limits.attempt(at('a@example.com'), fail)
  })
})
