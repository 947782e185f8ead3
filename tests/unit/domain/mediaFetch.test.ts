import { expect, test } from 'bun:test'
import { fetchRetryMs } from '../../../src/domain/mediaFetch.ts'

const waits = (random: number) =>
  Array.from({ length: 8 }, (_, n) => fetchRetryMs(n + 1, 2_000, random) / 1000)

test('[F4] a file is tried again after four times as long each time, up to an hour', () => {
  expect(waits(0.5)).toEqual([2, 8, 32, 128, 512, 2048, 3600, 3600])
  expect(fetchRetryMs(1000, 2_000, 0.5)).toBe(3_600_000)
})

test('[F4] tries of many files spread: a quarter sooner or later', () => {
  expect(waits(0).slice(0, 2)).toEqual([1.5, 6])
  expect(waits(1).slice(0, 2)).toEqual([2.5, 10])
})
