import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { concerns, type Viewer } from '../../../src/domain/audience.ts'
import { type EventRow, lastId } from '../../../src/domain/event.ts'
import { USERS } from '../domain/audienceRows.ts'
import { rowsOf } from './fakeLog.ts'
import { kinds } from './kinds.ts'
import { openFeed } from './openFeed.ts'

const staff: Viewer = { userId: USERS.staff, staff: true, joined: () => true }
const agents: Viewer[] = [USERS.participant, USERS.other].map((userId) => ({
  userId,
  staff: false,
  joined: () => true,
}))

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
