import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { createGroupQueue } from '../../src/store/groupQueue.ts'

type Group = {
  works: readonly number[]
  done: (errors?: unknown[]) => void
  fail: (e: Error) => void
}

type Options = Omit<Parameters<typeof createGroupQueue<number>>[0], 'run'>

/** A queue whose groups a test finishes by hand. */
function openQueue(options: Options) {
  const groups: Group[] = []
  const startListeners = new Map<number, () => void>()
  const queue = createGroupQueue<number>({
    ...options,
    run: (works) =>
      new Promise((resolve, reject) => {
        groups.push({ works, done: (errors = []) => resolve(errors), fail: reject })
        startListeners.get(groups.length)?.()
      }),
  })
  /** Resolves when so many groups have started. */
  const started = (count: number) =>
    new Promise<void>((resolve) => {
      if (groups.length >= count) resolve()
      else startListeners.set(count, resolve)
    })
  return { queue, groups, started }
}

/** Delays the next group, until three wait. */
const WITH_DELAY = { maxSize: 10, concurrency: 2, minPerGroup: 3, maxDelayMs: 10_000 }
/** How long a test keeps a group in flight. */
const CALL_MS = 150

/** The end of a round of the event loop. */
const round = () => new Promise((resolve) => setImmediate(resolve))

const settled = (promises: Promise<void>[]) =>
  Promise.allSettled(promises).then((all) => all.map(({ status }) => status))

describe('the group queue', () => {
  test('what is queued can be refused; the group in flight continues, and the queue is idle after it', async () => {
    const { queue, groups, started } = openQueue({ maxSize: 10 })
    const first = queue.submit(1, 1)
    await started(1)
    const rest = [2, 3].map((work) => queue.submit(work, 1))
    queue.refuseQueued(new Error('unavailable'))
    expect(await settled(rest)).toEqual(['rejected', 'rejected'])
    const idle = queue.idle()
    groups[0]!.done()
    await Promise.all([first, idle])
    expect(groups).toHaveLength(1)
  })

  test('work of one round shares a group when nothing is in flight; work submitted meanwhile shares the next group', async () => {
    const { queue, groups } = openQueue({ maxSize: 10 })
    const [first, second] = [1, 2].map((work) => queue.submit(work, 1))
    await round()
    const rest = [3, 4, 5].map((work) => queue.submit(work, 1))
    await round()
    expect(groups.map(({ works }) => works)).toEqual([[1, 2]])
    groups[0]!.done()
    await Promise.all([first, second])
    expect(groups.map(({ works }) => works)).toEqual([
      [1, 2],
      [3, 4, 5],
    ])
    groups[1]!.done()
    expect(await settled(rest)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
    await queue.idle()
  })

  test('no work is settled before its group is', async () => {
    const { queue, groups } = openQueue({ maxSize: 10 })
    const answered: number[] = []
    const answer = (work: number) => queue.submit(work, 1).then(() => answered.push(work))
    const all = [answer(1)]
    await round()
    all.push(answer(2))
    await round()
    expect(answered).toEqual([])
    groups[0]!.done()
    await all[0]
    expect(answered).toEqual([1])
    groups[1]!.done()
    await Promise.all(all)
  })

  test('an error of one work rejects only that one; a group that fails rejects all its work, and the next one runs', async () => {
    const { queue, groups } = openQueue({ maxSize: 10 })
    const all = [queue.submit(1, 1)]
    await round()
    all.push(queue.submit(2, 1), queue.submit(3, 1))
    groups[0]!.fail(new Error('out of reach'))
    const outcome = settled(all)
    await all[0]!.catch(() => {})
    groups[1]!.done([new Error('mine'), null])
    expect(await outcome).toEqual(['rejected', 'rejected', 'fulfilled'])
    const later = queue.submit(4, 1)
    await round()
    groups[2]!.done()
    await later
  })

  test('keeps the order, never exceeds its size except for a single larger work, and settles all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 40 }),
        async (sizes) => {
          const ran: (readonly number[])[] = []
          const queue = createGroupQueue<number>({
            maxSize: 10,
            run: async (group) => {
              ran.push(group)
              await Promise.resolve()
              return []
            },
          })
          await Promise.all(sizes.map((size, work) => queue.submit(work, size)))
          expect(ran.flat()).toEqual(sizes.map((_, work) => work))
          for (const group of ran) {
            const total = group.reduce((sum, work) => sum + sizes[work]!, 0)
            expect(group.length === 1 || total <= 10).toBe(true)
          }
          await queue.idle()
        },
      ),
    )
  })

  test('a second group runs in parallel once enough waits, and no third', async () => {
    const { queue, groups } = openQueue({ maxSize: 10, concurrency: 2, minPerGroup: 2 })
    const all = [queue.submit(1, 1)]
    await round()
    all.push(queue.submit(2, 1))
    expect(groups.map(({ works }) => works)).toEqual([[1]])
    all.push(...[3, 4, 5, 6].map((work) => queue.submit(work, 1)))
    expect(groups.map(({ works }) => works)).toEqual([[1], [2, 3]])
    groups[1]!.done()
    await all[2]
    expect(groups.map(({ works }) => works)).toEqual([[1], [2, 3], [4, 5, 6]])
    for (const group of groups) group.done()
    await Promise.all(all)
    await queue.idle()
  })

  test('a group for which work waited is followed by a delay, so that more work shares the next', async () => {
    const { queue, groups, started } = openQueue(WITH_DELAY)
    const all = [queue.submit(1, 1)]
    await round()
    all.push(queue.submit(2, 1))
    await Bun.sleep(CALL_MS)
    let isIdle = false
    const idle = queue.idle().then(() => {
      isIdle = true
    })
    const finishedAt = performance.now()
    groups[0]!.done()
    await all[0]
    all.push(queue.submit(3, 1))
    await round()
    expect(groups).toHaveLength(1)
    await started(2)
    expect(isIdle).toBe(false)
    expect(performance.now() - finishedAt).toBeGreaterThan(CALL_MS / 2)
    expect(groups[1]!.works).toEqual([2, 3])
    groups[1]!.done()
    await idle
    expect(await settled(all)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
  })

  test('neither a single work nor enough for a group is delayed', async () => {
    const { queue, groups } = openQueue(WITH_DELAY)
    const all = [queue.submit(1, 1)]
    await round()
    await Bun.sleep(CALL_MS)
    groups[0]!.done()
    await all[0]
    all.push(queue.submit(2, 1))
    await round()
    expect(groups.map(({ works }) => works)).toEqual([[1], [2]])
    all.push(queue.submit(3, 1))
    await Bun.sleep(CALL_MS)
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

  test('groups divide the queue when none is in flight and there is enough for all', async () => {
    const ran: (readonly number[])[] = []
    const queue = createGroupQueue<number>({
      maxSize: 10,
      concurrency: 2,
      minPerGroup: 2,
      run: async (works) => {
        ran.push(works)
        return []
      },
    })
    await Promise.all([1, 2, 3, 4, 5].map((work) => queue.submit(work, 1)))
    expect(ran).toEqual([
      [1, 2, 3],
      [4, 5],
    ])
    await queue.idle()
  })

  test('work that shares a key never runs in parallel, and keeps its order', async () => {
    const work = fc.record({
      keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 3 }),
      size: fc.integer({ min: 1, max: 6 }),
      turns: fc.integer({ min: 0, max: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(work, { minLength: 1, maxLength: 40 }), async (works) => {
        const running = new Set<string>()
        const finished: number[] = []
        const queue = createGroupQueue<number>({
          maxSize: 10,
          concurrency: 3,
          minPerGroup: 2,
          keysOf: (index) => works[index]!.keys,
          run: async (group) => {
            const keys = new Set(group.flatMap((index) => works[index]!.keys))
            for (const key of keys) expect(running.has(key)).toBe(false)
            for (const key of keys) running.add(key)
            for (let turn = works[group[0]!]!.turns; turn > 0; turn--) await Promise.resolve()
            for (const key of keys) running.delete(key)
            finished.push(...group)
            return []
          },
        })
        await Promise.all(works.map(({ size }, index) => queue.submit(index, size)))
        expect(finished.toSorted((a, b) => a - b)).toEqual(works.map((_, index) => index))
        for (const key of ['a', 'b', 'c', 'd', 'e'] as const) {
          const ofKey = finished.filter((index) => works[index]!.keys.includes(key))
          expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b))
        }
        await queue.idle()
      }),
    )
  })
})
