import { expect, test } from 'bun:test'
import { startIndexing } from '../../../src/actions/indexMessages.ts'
import { createFeed } from '../../../src/feed/feed.ts'
import { createRoomUpdates } from '../../../src/sockets/roomUpdates.ts'
import { fakeLog, rowsOf } from './fakeLog.ts'

const NEVER = 3_600_000
const log = { warn: () => {} }

/** A log of five rows, which end at 10, and the feed that follows it. */
async function openFeed() {
  const { sql, rows } = fakeLog()
  rows.push(...rowsOf(['message', 'message', 'message', 'message', 'message']))
  const feed = createFeed({ sql, emit: () => {}, pollMs: NEVER, log })
  await feed.start()
  return {
    feed,
    /** The database is another one now, which knows the first row alone. */
    async failOver() {
      rows.splice(1)
      await feed.restart()
    },
  }
}

test('waiting for a place of the old log is rejected', async () => {
  const { feed, failOver } = await openFeed()
  const waiting = feed.passed(12)
  await failOver()
  expect(feed.position).toBe(2)
  await expect(waiting).rejects.toThrow('the event log was replaced')
  feed.stop()
})

test('dashboard rooms read before the restart are read again', async () => {
  const { feed, failOver } = await openFeed()
  const read: Promise<void>[] = []
  let wake = () => {}
  const readAgain = new Promise<void>((resolve) => {
    wake = resolve
  })
  let snapshotAt = 12
  const updates = createRoomUpdates({
    io: { of: () => ({ adapter: { rooms: { has: () => true } } }) } as never,
    read: async () => {
      read.push(Promise.resolve())
      if (read.length === 2) wake()
      return { eventId: snapshotAt, rooms: [] }
    },
    passed: (place) => {
      const passed = feed.passed(place)
      if (read.length === 1) {
        snapshotAt = 2
        void failOver()
      }
      return passed
    },
    log,
  })
  updates.note(rowsOf(['message'], 11)[0]!)
  await readAgain
  updates.stop()
  feed.stop()
})

test('search follows a log that is shorter than the one before', async () => {
  let position = 400
  let asked = 0
  let wake = () => {}
  const sql = async () => {
    asked++
    wake()
    return [{ reached: String(position), done: true }]
  }
  const isAsked = () =>
    new Promise<void>((resolve) => {
      wake = resolve
    })
  const first = isAsked()
  const indexing = startIndexing({ sql: sql as never, position: () => position, log })
  await first
  const again = isAsked()
  position = 300
  await again
  expect(asked).toBe(2)
  await indexing.stop()
})
