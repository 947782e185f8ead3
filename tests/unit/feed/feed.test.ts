import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { concerns, type Viewer } from '../../../src/domain/audience.ts'
import { type EventKind, type EventRow, lastId } from '../../../src/domain/event.ts'
import { createFeed } from '../../../src/feed/feed.ts'
import { USERS } from '../domain/audienceRows.ts'
import { fakeLog, rowsOf } from './fakeLog.ts'

const NEVER = 3_600_000
const staff: Viewer = { userId: USERS.staff, staff: true, joined: () => true }
const agents: Viewer[] = [USERS.participant, USERS.other].map((userId) => ({
  userId,
  staff: false,
  joined: () => true,
}))

async function openFeed(
  options: { pollMs?: number; before?: readonly EventRow[]; clock?: () => number } = {},
) {
  const log = fakeLog()
  log.rows.push(...(options.before ?? []))
  const emitted: EventRow[] = []
  let wake: (() => void)[] = []
  const warnings: object[] = []
  const feed = createFeed({
    sql: log.sql,
    emit: (row) => {
      emitted.push(row)
      for (const resolve of wake) resolve()
      wake = []
    },
    pollMs: options.pollMs ?? NEVER,
    ...(options.clock && { clock: options.clock }),
    log: { warn: (fields) => warnings.push(fields) },
  })
  await feed.start()
  /** Resolves when so many rows have been emitted. */
  const emits = async (count: number) => {
    while (emitted.length < count) await new Promise<void>((resolve) => wake.push(resolve))
  }
  return { ...log, feed, emitted, emits, warnings, ids: () => emitted.map(({ id }) => id) }
}

const kind = fc.constantFrom<EventKind>(
  'room_created',
  'message',
  'message_status',
  'agent_assigned',
  'user_changed',
)
const kinds = fc.array(kind, { minLength: 1, maxLength: 30 })

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

describe('who waits for a place', () => {
  test('goes on once the feed has passed it, not before', async () => {
    const { feed, rows } = await openFeed()
    rows.push(...rowsOf(['message', 'message']))
    await feed.passed(0)
    let passed = false
    const waiting = feed.passed(3).then(() => {
      passed = true
    })
    feed.handOver(rows.slice(0, 1))
    await Promise.resolve()
    expect(passed).toBe(false)
    await waiting
    expect(feed.position).toBe(4)
    feed.stop()
  })

  test('wakes the feed, so that it waits for no poll', async () => {
    const { feed, rows } = await openFeed()
    rows.push(...rowsOf(['message']))
    await feed.passed(2)
    expect(feed.position).toBe(2)
    feed.stop()
  })
})

describe('recent rows', () => {
  test('[A2] [A3] are all after the cursor that concern the viewer, or it says that it can’t tell', async () => {
    const whose = fc.infiniteStream(
      fc.array(fc.constantFrom(USERS.participant, USERS.other), { maxLength: 3 }),
    )
    await fc.assert(
      fc.asyncProperty(kinds, fc.nat(30), whose, async (list, known, users) => {
        const rows = rowsOf(list).map((row) => ({ ...row, userIds: users.next().value }))
        const old = rows.slice(0, known % (rows.length + 1))
        const { feed, ...world } = await openFeed({ before: old })
        const start = world.position()
        world.rows.splice(0, world.rows.length, ...rows)
        feed.handOver(rows.slice(old.length))
        const end = world.position()
        for (let cursor = 0; cursor <= end + 1; cursor++) {
          for (const viewer of [staff, ...agents]) {
            const own = rows.filter((row) => lastId(row) > cursor && concerns(row, viewer))
            expect(feed.recent(cursor, viewer)).toEqual(cursor < start ? null : own)
          }
        }
        feed.stop()
      }),
    )
  })

  test('are at least the last two thousand, and not without end', async () => {
    const rows = rowsOf(Array.from({ length: 5000 }, () => 'message_status' as const))
    const { feed } = await openFeed()
    for (const row of rows) feed.handOver([row])
    for (const viewer of [staff, agents[0]!]) {
      expect(feed.recent(3000, viewer)).toHaveLength(2000)
      expect(feed.recent(999, viewer)).toBeNull()
    }
    expect(feed.recent(3000, agents[1]!)).toEqual([])
    expect(feed.recent(999, agents[1]!)).toBeNull()
    feed.stop()
  })

  test('are forgotten when a customer is erased: the log is asked again, which tells nothing of them', async () => {
    const [first, erasing, last] = rowsOf(['message', 'room_updated', 'message']) as [
      EventRow,
      EventRow,
      EventRow,
    ]
    const { feed } = await openFeed()
    feed.handOver([first, { ...erasing, data: { erased: true } } as EventRow, last])
    for (const viewer of [staff, agents[0]!]) {
      expect(feed.recent(0, viewer)).toBeNull()
      const known = feed.recent(lastId(first), viewer)
      expect(known?.map(({ id }) => id)).toEqual([erasing.id, last.id])
    }
    feed.stop()
  })
})

describe('after a restart on another log', () => {
  test('rows of the old log that arrive during the restart are not remembered', async () => {
    const old = rowsOf(['message', 'message', 'message'], 1001)
    const { feed, rows, ids } = await openFeed({ before: old.slice(0, 1) })
    rows.splice(0)
    rows.push(...rowsOf(['message']))
    const restarting = feed.restart()
    feed.handOver(old.slice(1, 2))
    await restarting
    expect(feed.position).toBe(2)
    const next = rowsOf(['message'], 3)
    feed.handOver(next)
    expect(ids()).toEqual([old[1]!.id, 3])
    expect(feed.recent(2, agents[0]!)).toEqual(next)
    expect(feed.recent(1, agents[0]!)).toBeNull()
    feed.stop()
  })

  test('rows of the old log that were being read are not emitted', async () => {
    const old = rowsOf(['message', 'message'], 1001)
    const { feed, rows, ids, state } = await openFeed({ before: old.slice(0, 1) })
    rows.push(old[1]!)
    const { promise, resolve } = Promise.withResolvers<void>()
    state.held = promise
    const reading = feed.poke()
    while (state.reads === 0) await Promise.resolve()
    rows.splice(0)
    rows.push(...rowsOf(['message', 'message']))
    await feed.restart()
    resolve()
    await reading
    expect(ids().filter((id) => id > 1000)).toEqual([])
    expect(feed.position).toBe(4)
    feed.stop()
  })
})

describe('a watch over access', () => {
  test('[J4] tells the changes since a place, those of access only, until its end', async () => {
    const { feed, rows } = await openFeed()
    rows.push(...rowsOf(['agent_assigned', 'message', 'agent_unassigned', 'user_changed']))
    const early = feed.watchAccess()
    feed.handOver(rows.slice(0, 1))
    const late = feed.watchAccess()
    feed.handOver(rows.slice(1, 3))
    late.end()
    feed.handOver(rows.slice(3))
    expect(early.after(0).map((row) => row.kind)).toEqual([
      'agent_assigned',
      'agent_unassigned',
      'user_changed',
    ])
    expect(early.after(1).map((row) => row.kind)).toEqual(['agent_unassigned', 'user_changed'])
    expect(late.after(0).map((row) => row.kind)).toEqual(['agent_unassigned'])
    feed.stop()
  })

  test('[J4] has a change before a waiter for its place continues', async () => {
    const { feed, rows } = await openFeed()
    rows.push(...rowsOf(['message', 'agent_unassigned']))
    const watch = feed.watchAccess()
    // Both rows come with one read: the wait is over at the first, the second is known all the same.
    await feed.passed(1)
    expect(watch.after(1).map((row) => row.kind)).toEqual(['agent_unassigned'])
    feed.stop()
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
