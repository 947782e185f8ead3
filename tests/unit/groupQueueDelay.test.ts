import { afterEach, beforeEach, describe, expect, jest, test } from 'bun:test'
import { openQueue, round, settled } from './openQueue.ts'

/** Delays the next group, until three wait. */
const WITH_DELAY = { maxSize: 10, concurrency: 2, minPerGroup: 3, maxDelayMs: 10_000 }
/** How long a test keeps a group in flight. */
const CALL_MS = 150

// Time passes only when a test says so.
beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})

describe('a delay', () => {
  test('follows a group for which work waited, as long as that took, so that more work shares the next', async () => {
    const { queue, groups } = openQueue(WITH_DELAY)
    const all = [queue.submit(1, 1)]
    await round()
    all.push(queue.submit(2, 1))
    jest.advanceTimersByTime(CALL_MS)
    let isIdle = false
    const idle = queue.idle().then(() => {
      isIdle = true
    })
    groups[0]!.done()
    await all[0]
    all.push(queue.submit(3, 1))
    await round()
    jest.advanceTimersByTime(CALL_MS - 1)
    await round()
    expect(groups).toHaveLength(1)
    expect(isIdle).toBe(false)
    jest.advanceTimersByTime(1)
    expect(groups.map(({ works }) => works)).toEqual([[1], [2, 3]])
    groups[1]!.done()
    await idle
    expect(await settled(all)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
  })

  test('is never longer than it may be', async () => {
    const { queue, groups } = openQueue({ ...WITH_DELAY, maxDelayMs: CALL_MS })
    const all = [queue.submit(1, 1)]
    await round()
    all.push(queue.submit(2, 1))
    jest.advanceTimersByTime(10 * CALL_MS)
    groups[0]!.done()
    await all[0]
    expect(groups).toHaveLength(1)
    jest.advanceTimersByTime(CALL_MS)
    expect(groups).toHaveLength(2)
    groups[1]!.done()
    await Promise.all(all)
  })

  test('is for neither a single work nor enough for a group', async () => {
    const { queue, groups } = openQueue(WITH_DELAY)
    const all = [queue.submit(1, 1)]
    await round()
    jest.advanceTimersByTime(CALL_MS)
    groups[0]!.done()
    await all[0]
    all.push(queue.submit(2, 1))
    await round()
    expect(groups.map(({ works }) => works)).toEqual([[1], [2]])
    all.push(queue.submit(3, 1))
    jest.advanceTimersByTime(CALL_MS)
    groups[1]!.done()
    await all[1]
    expect(groups).toHaveLength(2)
    all.push(queue.submit(4, 1), queue.submit(5, 1))
    await round()
    expect(groups[2]!.works).toEqual([3, 4, 5])
    groups[2]!.done()
    await Promise.all(all)
    await queue.idle()
  })

  test('is not for enough that waited already', async () => {
    const { queue, groups } = openQueue({ ...WITH_DELAY, concurrency: 1 })
    const all = [queue.submit(1, 1)]
    await round()
    all.push(...[2, 3, 4].map((work) => queue.submit(work, 1)))
    jest.advanceTimersByTime(CALL_MS)
    groups[0]!.done()
    await all[0]
    expect(groups.map(({ works }) => works)).toEqual([[1], [2, 3, 4]])
    groups[1]!.done()
    await Promise.all(all)
  })
})
