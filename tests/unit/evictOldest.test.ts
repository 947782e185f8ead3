import { expect, test } from 'bun:test'
import { evictOldest } from '../../src/limits/evictOldest.ts'

const filled = (entries: number, most: number) => {
  const map = new Map<number, true>()
  for (let key = 0; key < entries; key++) {
    map.set(key, true)
    evictOldest(map, most)
  }
  return map
}

test('the newest stay, and a sixteenth more at most', () => {
  for (const most of [1, 2, 15, 16, 1000]) {
    const map = filled(10_000, most)
    expect(map.size).toBeGreaterThanOrEqual(most)
    expect(map.size).toBeLessThanOrEqual(most + most / 16)
    for (let key = 10_000 - most; key < 10_000; key++) expect(map.has(key)).toBe(true)
  }
})

test('a newcomer to a full map costs what one to an empty map does', () => {
  const once = (work: () => unknown) => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
  // The least of several: other tests' garbage may be collected in the middle of one.
  const cpu = (work: () => unknown) => Math.min(...Array.from({ length: 5 }, () => once(work)))
  const cycles = 5
  const most = 50_000
  const free = cpu(() => {
    for (let turn = 0; turn < cycles; turn++) filled(most, most)
  })
  const full = cpu(() => filled(cycles * most, most))
  // One at a time it is a hundred times as much.
  expect(full / free).toBeLessThan(10)
})
