import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { createGroupQueue } from '../../src/store/groupQueue.ts'
import { openQueue, round, settled } from './openQueue.ts'

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
