import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { createBuckets } from '../../src/limits/buckets.ts'

function open(perMinute: number, maxKeys?: number) {
  const clock = { now: 0 }
  const buckets = createBuckets({ perMinute, now: () => clock.now, ...(maxKeys && { maxKeys }) })
  const takes = (key: string, times: number) =>
    Array.from({ length: times }, () => buckets.take(key)).filter((wait) => wait === 0).length
  return { clock, buckets, takes }
}

test('ten seconds’ worth at once, then as it comes in, and the wait that is told is the wait it takes', () => {
  const { clock, buckets, takes } = open(60)
  expect(takes('a', 30)).toBe(10)
  const wait = buckets.take('a')
  expect(wait).toBe(1000)
  clock.now += wait - 1
  expect(buckets.take('a')).toBe(1)
  clock.now += 1
  expect(takes('a', 5)).toBe(1)
  expect(takes('b', 30)).toBe(10)
  clock.now += 3_600_000
  expect(takes('a', 30)).toBe(10)
})

test('a clock that is set back neither gives nor takes', () => {
  const { clock, takes } = open(60)
  clock.now = 1_000_000
  expect(takes('a', 10)).toBe(10)
  clock.now = 0
  expect(takes('a', 10)).toBe(0)
  clock.now = 1000
  expect(takes('a', 10)).toBe(1)
})

test('many names are remembered up to a bound, and those in use stay', () => {
  const { buckets, takes } = open(6, 100)
  expect(takes('used', 2)).toBe(1)
  for (let n = 0; n < 10_000; n++) {
    buckets.take(`name ${n}`)
    expect(buckets.take('used')).toBeGreaterThan(0)
  }
})

test('no limit is none', () => {
  expect(open(Number.POSITIVE_INFINITY).takes('a', 10_000)).toBe(10_000)
})

test('in any minute no more than a minute’s and ten seconds’ worth gets through', () => {
  const steps = fc.array(fc.record({ ms: fc.nat(5000), times: fc.nat(40) }), { maxLength: 60 })
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 600 }), (all, perMinute) => {
      const { clock, takes } = open(perMinute)
      const passed: { at: number; n: number }[] = []
      for (const { ms, times } of all) {
        clock.now += ms
        passed.push({ at: clock.now, n: takes('a', times) })
      }
      for (const { at } of passed) {
        const minute = passed.filter((one) => one.at >= at && one.at < at + 60_000)
        const n = minute.reduce((sum, one) => sum + one.n, 0)
        expect(n).toBeLessThanOrEqual(perMinute + Math.ceil(perMinute / 6) + 1)
      }
    }),
  )
})
