import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { createGroupQueue } from '../../src/groupQueue.ts'

type Group = {
  works: readonly number[]
  done: (errors?: unknown[]) => void
  fail: (e: Error) => void
}

type Options = Omit<Parameters<typeof createGroupQueue<number>>[0], 'run'>

/** A queue whose groups a test lands by hand. */
function openQueue(options: Options) {
  const groups: Group[] = []
  const departures = new Map<number, () => void>()
  const queue = createGroupQueue<number>({
    ...options,
    run: (works) =>
      new Promise((resolve, reject) => {
        groups.push({ works, done: (errors = []) => resolve(errors), fail: reject })
        departures.get(groups.length)?.()
      }),
  })
  /** Resolves when so many groups have taken off. */
  const departed = (count: number) =>
    new Promise<void>((resolve) => {
      if (groups.length >= count) resolve()
      else departures.set(count, resolve)
    })
  return { queue, groups, departed }
}

/** Rests after a group, until three wait. */
const RESTFUL = { maxSize: 10, flights: 2, worthAFlight: 3, longestRestMs: 10_000 }
/** How long a test keeps a group in the air. */
const FLIGHT_MS = 150

/** The end of a round of the event loop. */
const round = () => new Promise((resolve) => setImmediate(resolve))

const settled = (promises: Promise<void>[]) =>
  Promise.allSettled(promises).then((all) => all.map(({ status }) => status))

describe('the group queue', () => {
  test('what comes in one round takes off together when nothing is in flight; what comes meanwhile shares the next group', async () => {
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

  test('nobody is answered before their group has landed', async () => {
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

  test('an error for one work is its own; a group that fails fails for all of it, and the next one flies', async () => {
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

  test('keeps the order, never passes its size but for a work that is larger by itself, and settles all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 40 }),
        async (sizes) => {
          const flown: (readonly number[])[] = []
          const queue = createGroupQueue<number>({
            maxSize: 10,
            run: async (group) => {
              flown.push(group)
              await Promise.resolve()
              return []
            },
          })
          await Promise.all(sizes.map((size, work) => queue.submit(work, size)))
          expect(flown.flat()).toEqual(sizes.map((_, work) => work))
          for (const group of flown) {
            const total = group.reduce((sum, work) => sum + sizes[work]!, 0)
            expect(group.length === 1 || total <= 10).toBe(true)
          }
          await queue.idle()
        },
      ),
    )
  })

  test('a second group flies beside the first once enough waits, and no third', async () => {
    const { queue, groups } = openQueue({ maxSize: 10, flights: 2, worthAFlight: 2 })
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

  test('a group that others waited for is followed by a rest, in which more come to share the next', async () => {
    const { queue, groups, departed } = openQueue(RESTFUL)
    const all = [queue.submit(1, 1)]
    await round()
    all.push(queue.submit(2, 1))
    await Bun.sleep(FLIGHT_MS)
    let isIdle = false
    const idle = queue.idle().then(() => {
      isIdle = true
    })
    const landedAt = performance.now()
    groups[0]!.done()
    await all[0]
    all.push(queue.submit(3, 1))
    await round()
    expect(groups).toHaveLength(1)
    await departed(2)
    expect(isIdle).toBe(false)
    expect(performance.now() - landedAt).toBeGreaterThan(FLIGHT_MS / 2)
    expect(groups[1]!.works).toEqual([2, 3])
    groups[1]!.done()
    await idle
    expect(await settled(all)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
  })

  test('nobody rests who is alone, nor when enough for a flight wait', async () => {
    const { queue, groups } = openQueue(RESTFUL)
    const all = [queue.submit(1, 1)]
    await round()
    await Bun.sleep(FLIGHT_MS)
    groups[0]!.done()
    await all[0]
    all.push(queue.submit(2, 1))
    await round()
    expect(groups.map(({ works }) => works)).toEqual([[1], [2]])
    all.push(queue.submit(3, 1))
    await Bun.sleep(FLIGHT_MS)
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

  test('flights share what waits when none is in the air and there is enough for all', async () => {
    const flown: (readonly number[])[] = []
    const queue = createGroupQueue<number>({
      maxSize: 10,
      flights: 2,
      worthAFlight: 2,
      run: async (works) => {
        flown.push(works)
        return []
      },
    })
    await Promise.all([1, 2, 3, 4, 5].map((work) => queue.submit(work, 1)))
    expect(flown).toEqual([
      [1, 2, 3],
      [4, 5],
    ])
    await queue.idle()
  })

  test('who shares a key never flies beside each other, and keeps its order', async () => {
    const work = fc.record({
      keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 3 }),
      size: fc.integer({ min: 1, max: 6 }),
      flight: fc.integer({ min: 0, max: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(work, { minLength: 1, maxLength: 40 }), async (works) => {
        const inTheAir = new Set<string>()
        const landed: number[] = []
        const queue = createGroupQueue<number>({
          maxSize: 10,
          flights: 3,
          worthAFlight: 2,
          keysOf: (index) => works[index]!.keys,
          run: async (group) => {
            const keys = new Set(group.flatMap((index) => works[index]!.keys))
            for (const key of keys) expect(inTheAir.has(key)).toBe(false)
            for (const key of keys) inTheAir.add(key)
            for (let turn = works[group[0]!]!.flight; turn > 0; turn--) await Promise.resolve()
            for (const key of keys) inTheAir.delete(key)
            landed.push(...group)
            return []
          },
        })
        await Promise.all(works.map(({ size }, index) => queue.submit(index, size)))
        expect(landed.toSorted((a, b) => a - b)).toEqual(works.map((_, index) => index))
        for (const key of ['a', 'b', 'c', 'd', 'e'] as const) {
          const ofKey = landed.filter((index) => works[index]!.keys.includes(key))
          expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b))
        }
        await queue.idle()
      }),
    )
  })
})
