import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type EventRow, lastId } from '../../../src/domain/event.ts'
import { rowsOf } from './fakeLog.ts'
import { kinds } from './kinds.ts'
import { openFeed } from './openFeed.ts'

describe('the feed', () => {
  test('begins at the end of the log', async () => {
    const before = rowsOf(['room_created', 'message'])
    const { feed, ids } = await openFeed({ before })
    expect(feed.position).toBe(5)
    await feed.poke()
    expect(ids()).toEqual([])
    feed.stop()
  })

  test('gives each row once and in order, however the rows are handed over and read', async () => {
    await fc.assert(
      fc.asyncProperty(
        kinds,
        fc.infiniteStream(fc.nat(1000)),
        fc.infiniteStream(fc.nat(3)),
        async (list, places, ways) => {
          const world = await openFeed()
          const rows = rowsOf(list)
          // Committed in the order of the log, handed over in any order, by this process or by another.
          const waiting: EventRow[] = []
          const reads: Promise<void>[] = []
          for (const row of rows) {
            world.rows.push(row)
            const way = ways.next().value
            if (way > 0) waiting.push(row)
            if (way === 3) reads.push(world.feed.poke())
            while (waiting.length > 0 && places.next().value % 2 === 0) {
              const [next] = waiting.splice(places.next().value % waiting.length, 1)
              world.feed.handOver([next!])
              if (way === 2) world.feed.handOver([next!])
            }
          }
          world.feed.handOver(waiting)
          await Promise.all(reads)
          await world.feed.poke()
          await world.feed.passed(lastId(rows.at(-1)!))
          world.feed.stop()
          expect(world.ids()).toEqual(rows.map(({ id }) => id))
        },
      ),
    )
  })

  test('never reads back what was handed over in line', async () => {
    const { feed, rows, state, ids } = await openFeed()
    for (const row of rowsOf(['room_created', 'message', 'message'])) {
      rows.push(row)
      feed.handOver([row])
    }
    expect(ids()).toEqual([1, 4, 6])
    expect(state.reads).toBe(0)
    feed.stop()
  })

  test('holds a row back until what stands before it has been read', async () => {
    const { feed, rows, emitted, ids } = await openFeed()
    const [one, two] = rowsOf(['message', 'message']) as [EventRow, EventRow]
    rows.push(one, two)
    feed.handOver([two])
    expect(ids()).toEqual([])
    await feed.passed(lastId(two))
    expect(emitted.map(({ id }) => id)).toEqual([1, 3])
    feed.stop()
  })

  test('reads the log for a missing row before one that was handed over', async () => {
    const { feed, rows, ids, emits } = await openFeed()
    const [one, two] = rowsOf(['message', 'message']) as [EventRow, EventRow]
    rows.push(one, two)
    feed.handOver([two])
    await emits(2)
    expect(ids()).toEqual([1, 3])
    feed.stop()
  })

  test('does not poll while rows are handed over', async () => {
    let now = 0
    let looks = 0
    let looked = () => {}
    const clock = () => {
      if (++looks > 20) looked()
      return now
    }
    const { feed, rows, state, emits } = await openFeed({ pollMs: 1, clock })
    const [own, ofAnother] = rowsOf(['message', 'message']) as [EventRow, EventRow]
    rows.push(own)
    feed.handOver([own])
    rows.push(ofAnother)
    await new Promise<void>((resolve) => {
      looked = resolve
    })
    expect(state.reads).toBe(0)
    now = 1
    await emits(2)
    feed.stop()
  })

  test('finds rows of other processes by polling', async () => {
    const { feed, rows, ids, emits } = await openFeed({ pollMs: 1 })
    rows.push(...rowsOf(['message']))
    await emits(1)
    expect(ids()).toEqual([1])
    feed.stop()
  })

  test('reads on to the end, however much there is', async () => {
    const { feed, rows, ids } = await openFeed()
    rows.push(...rowsOf(Array.from({ length: 1700 }, () => 'message' as const)))
    await feed.poke()
    expect(ids()).toEqual(rows.map(({ id }) => id))
    feed.stop()
  })

  test('stops at a failure, says so, and goes on from the same place', async () => {
    const { feed, rows, state, warnings, ids } = await openFeed()
    rows.push(...rowsOf(['message', 'message']))
    state.failures = 1
    await feed.poke()
    expect(ids()).toEqual([])
    expect(warnings).toEqual([{ code: 'ECONNREFUSED' }])
    await feed.poke()
    expect(ids()).toEqual([1, 3])
    feed.stop()
  })

  test('gives nothing more once it is stopped', async () => {
    const { feed, rows, ids } = await openFeed()
    rows.push(...rowsOf(['message']))
    feed.stop()
    feed.handOver(rows)
    await feed.poke()
    expect(ids()).toEqual([])
  })
})

describe('when a fan-out takes long', () => {
  test('rows handed over during the pause are emitted together, once and in order; a waiter for them is served at once', async () => {
    const clock = { now: 100 }
    const { feed, rows, ids, emits, state } = await openFeed({ clock: () => clock.now })
    const [one, two, three, four] = rowsOf(['message', 'message', 'message', 'message'])
    rows.push(one!, two!, three!, four!)
    feed.handOver([one!])
    clock.now += 5
    await new Promise<void>((resolve) => setImmediate(resolve))
    feed.handOver([two!])
    feed.handOver([three!])
    expect(ids()).toEqual([1])
    await emits(3)
    expect(ids()).toEqual([1, 3, 5])

    feed.handOver([four!])
    await feed.passed(lastId(four!))
    expect(ids()).toEqual([1, 3, 5, 7])
    expect(state.reads).toBe(0)
    feed.stop()
  })
})
