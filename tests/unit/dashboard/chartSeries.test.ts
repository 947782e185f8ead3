import { expect, test } from 'bun:test'
import { durationTicks, spread } from '../../../src/dashboard/statistics/series.ts'

test('labels stay at their points unless they would overlap, and none leaves the chart', () => {
  expect(spread([20, 80, 140], 18, 200)).toEqual([20, 80, 140])
  expect(spread([20, 25, 140], 18, 200)).toEqual([20, 38, 140])
  expect(spread([190, 195, 199], 18, 200)).toEqual([164, 182, 200])
  expect(spread([], 18, 200)).toEqual([])
})

test('an axis of durations has few ticks, at familiar values', () => {
  expect(durationTicks(0)).toEqual([0, 15])
  expect(durationTicks(481)).toEqual([0, 240, 480, 720])
  expect(durationTicks(50 * 60)).toEqual([0, 900, 1800, 2700, 3600])
  const days = durationTicks(9 * 86_400)
  expect(days).toEqual([0, 3, 6, 9].map((n) => n * 86_400))
})
