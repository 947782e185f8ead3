import { describe, expect, test } from 'bun:test'
import { createAttempts } from '../../src/http/attempts.ts'
import { AppError } from '../../src/protocol/errors.ts'

const WINDOW = 60_000

function clocked(maxWindows?: number) {
  const clock = { now: 0 }
  const options = { windowMs: WINDOW, now: () => clock.now }
  const attempts = createAttempts({ ...options, ...(maxWindows && { maxWindows }) })
  const take = (...limits: [key: string, max: number][]) =>
    attempts.take(limits.map(([key, max]) => ({ key, max })))
  const fail = async (...limits: [key: string, max: number][]) =>
    (await take(...limits))({ failed: true })
  const refused = (...limits: [key: string, max: number][]) =>
    take(...limits).then(
      () => null,
      (error: AppError) => error,
    )
  return { clock, take, fail, refused }
}

describe('attempts', () => {
  test('are refused when as many as may have failed, told when to come back, and free again then', async () => {
    const { clock, fail, refused } = clocked()
    for (let n = 0; n < 3; n++) await fail(['a', 3])
    clock.now = 20_500
    const refusal = await refused(['a', 3])
    expect(refusal).toBeInstanceOf(AppError)
    expect(refusal?.code).toBe('rate_limited')
    expect(refusal?.details).toEqual({ retry_after: 40 })
    clock.now = WINDOW
    expect(await refused(['a', 3])).toBeNull()
  })

  test('that went well do not count', async () => {
    const { take, fail, refused } = clocked()
    for (let n = 0; n < 9; n++) (await take(['a', 1]))({ failed: false })
    await fail(['a', 1])
    expect(await refused(['a', 1])).not.toBeNull()
  })

  test('above the limit wait for those under way: let on when one went well, refused when all failed', async () => {
    const { take, refused } = clocked()
    const [first, second] = [await take(['a', 2]), await take(['a', 2])]
    const begun: string[] = []
    const third = take(['a', 2]).then((settle) => {
      begun.push('third')
      return settle
    })
    const fourth = refused(['a', 2])
    await Promise.resolve()
    expect(begun).toEqual([])
    first({ failed: false })
    const settle = await third
    second({ failed: true })
    settle({ failed: true })
    expect((await fourth)?.details).toEqual({ retry_after: 60 })
  })

  test('refused by one limit do not count for another', async () => {
    const { fail, refused } = clocked()
    await fail(['a', 1], ['b', 3])
    for (let n = 0; n < 9; n++) expect(await refused(['a', 1], ['b', 3])).not.toBeNull()
    expect(await refused(['b', 3])).toBeNull()
  })

  test('settled after their window ended leave a new window as it is', async () => {
    const { clock, take, fail, refused } = clocked()
    const [good, bad] = [await take(['a', 2]), await take(['a', 2])]
    clock.now = WINDOW
    await fail(['a', 2])
    bad({ failed: true })
    good({ failed: false })
    expect(await refused(['a', 2])).toBeNull()
    await expect(fail(['a', 1])).rejects.toThrow('Too many attempts')
  })

  test('under many names are remembered up to a bound, the newest first', async () => {
    const { fail, refused } = clocked(10)
    for (let n = 0; n < 1000; n++) await fail([`name ${n}`, 1])
    expect(await refused(['name 999', 1])).not.toBeNull()
    expect(await refused(['name 0', 1])).toBeNull()
  })

  test('refused under ever new names do not push out what refuses them', async () => {
    const { fail, refused } = clocked(10)
    await fail(['address', 1])
    for (let n = 0; n < 1000; n++)
      expect(await refused([`name ${n}`, 9], ['address', 1])).not.toBeNull()
  })
})
