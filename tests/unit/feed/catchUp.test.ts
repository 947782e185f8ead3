import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { deliveriesOf, reaches, type Viewer } from '../../../src/domain/audience.ts'
import { type EventKind, lastId } from '../../../src/domain/event.ts'
import { type CatchUp, catchUp } from '../../../src/feed/catchUp.ts'
import { createFeed } from '../../../src/feed/feed.ts'
import { USERS } from '../domain/audienceRows.ts'
import { fakeLog, rowsOf } from './fakeLog.ts'
import { kind } from './kinds.ts'

const staff: Viewer = { userId: USERS.staff, staff: true, joined: () => true }
const agent: Viewer = { userId: USERS.participant, staff: false, joined: () => false }

/** A log of which the first rows are in the database only, and the rest in memory too. */
async function opened(
  kinds: readonly EventKind[],
  inMemory: number,
  isForeign: (index: number) => boolean = () => false,
) {
  const log = fakeLog()
  const rows = rowsOf(kinds).map((row, index) =>
    isForeign(index) ? { ...row, userIds: [USERS.other] } : row,
  )
  log.rows.push(...rows.slice(0, rows.length - inMemory))
  const feed = createFeed({
    sql: log.sql,
    emit: () => {},
    pollMs: 3_600_000,
    log: { warn: () => {} },
  })
  await feed.start()
  const rest = rows.slice(rows.length - inMemory)
  log.rows.push(...rest)
  feed.handOver(rest)
  return { ...log, feed }
}

/** Catches up, and tells what was sent, and where it went live. */
async function run(world: Awaited<ReturnType<typeof opened>>, given: Partial<CatchUp>) {
  const sent: number[] = []
  const live: { position: number; replayed: number; sent: number }[] = []
  const ended = await catchUp(world, {
    viewer: staff,
    cursor: 0,
    send: (frame) => sent.push(JSON.parse(frame.slice(2))[1].event_id),
    corked: (work) => work(),
    turn: () => Promise.resolve(),
    keepsUp: () => true,
    drained: () => Promise.resolve(true),
    interrupted: () => false,
    goLive: (position, replayed) => live.push({ position, replayed, sent: sent.length }),
    ...given,
  })
  world.feed.stop()
  return { ended, sent, live }
}

describe('catching up', () => {
  test('[A2] [A3] sends what the rule names after any cursor, however slow the client is, and then goes live', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(kind, { maxLength: 40 }),
        fc.nat(40),
        fc.nat(100),
        fc.boolean(),
        fc.infiniteStream(fc.boolean()),
        fc.infiniteStream(fc.boolean()),
        fc.boolean(),
        async (kinds, inMemory, at, isStaff, pace, foreign, joins) => {
          const isForeign = () => foreign.next().value
          const world = await opened(kinds, Math.min(inMemory, kinds.length), isForeign)
          const cursor = at % (world.position() + 1)
          const viewer = isStaff ? staff : { ...agent, joined: () => joins }
          const { ended, sent, live } = await run(world, {
            viewer,
            cursor,
            keepsUp: () => pace.next().value,
          })
          const expected = world.rows
            .flatMap((row) =>
              deliveriesOf(row, cursor).filter(({ to }) => reaches(row, to, viewer)),
            )
            .map(({ eventId }) => eventId)
          expect(sent).toEqual(expected)
          expect(ended).toBe('live')
          expect(live).toEqual([
            { position: world.position(), replayed: sent.length, sent: sent.length },
          ])
        },
      ),
    )
  })

  test('follows rows that come while it reads, without a gap and without one twice', async () => {
    const world = await opened(
      Array.from({ length: 1300 }, () => 'message' as const),
      0,
    )
    let more = 3
    const { sent } = await run(world, {
      drained: async () => {
        if (more-- > 0) {
          const next = rowsOf(['message', 'room_created'], world.position() + 1)
          world.rows.push(...next)
          world.feed.handOver(next)
        }
        return true
      },
    })
    expect(sent).toEqual(Array.from({ length: world.position() }, (_, n) => n + 1))
  })

  test('sends no row ahead of a client that does not keep up', async () => {
    const world = await opened(['message', 'message', 'message'], 3)
    const ahead: number[] = []
    let backlog = 0
    await run(world, {
      send: () => {
        backlog++
      },
      keepsUp: () => {
        ahead.push(backlog)
        return backlog === 0
      },
      drained: async () => {
        backlog = 0
        return true
      },
    })
    expect(Math.max(...ahead)).toBe(2)
  })

  test('ends when the client has left, without going live', async () => {
    const world = await opened(['message', 'message'], 0)
    const { ended, live } = await run(world, { drained: () => Promise.resolve(false) })
    expect(ended).toBe('left')
    expect(live).toEqual([])
  })

  test('[J4] sends nothing more once it is interrupted', async () => {
    const world = await opened(
      Array.from({ length: 700 }, () => 'message_status' as const),
      0,
    )
    let interrupted = false
    const { ended, sent, live } = await run(world, {
      interrupted: () => interrupted,
      drained: async () => {
        interrupted = true
        return true
      },
    })
    expect(ended).toBe('interrupted')
    expect(sent.length).toBeGreaterThan(0)
    expect(sent.length).toBeLessThan(700)
    expect(live).toEqual([])
  })

  test('reports too_old when rows it still needs were pruned, at the start and in the middle', async () => {
    const kinds = Array.from({ length: 700 }, () => 'message_status' as const)
    const atStart = await opened(kinds, 0)
    atStart.state.pruned = 1
    expect(await run(atStart, {})).toMatchObject({ ended: 'too_old', sent: [] })

    const inTheMiddle = await opened(kinds, 0)
    const { ended, sent } = await run(inTheMiddle, {
      drained: async () => {
        inTheMiddle.state.pruned = 600
        return true
      },
    })
    expect(ended).toBe('too_old')
    expect(sent).toEqual(inTheMiddle.rows.slice(0, sent.length).map(lastId))
    expect(sent.length).toBeLessThan(600)
  })

  test('loses nothing when only rows already sent were pruned', async () => {
    const world = await opened(
      Array.from({ length: 700 }, () => 'message_status' as const),
      0,
    )
    const sent: string[] = []
    const { ended } = await run(world, {
      send: (frame) => sent.push(frame),
      drained: async () => {
        world.state.pruned = sent.length
        return true
      },
    })
    expect(ended).toBe('live')
    expect(sent).toHaveLength(700)
  })

  test('[A2] of a busy log an agent hears what is its own, also when the memory moves on meanwhile', async () => {
    const kinds = Array.from({ length: 3000 }, () => 'message' as const)
    const world = await opened(kinds, kinds.length, (index) => index % 10 > 0)
    const later = rowsOf(kinds, world.position() + 1)
    const viewer: Viewer = { ...agent, joined: () => true }
    const sent: number[] = []
    let isAhead = true
    const { ended } = await run(world, {
      viewer,
      send: (frame) => sent.push(JSON.parse(frame.slice(2))[1].event_id),
      keepsUp: () => sent.length < 100 || !isAhead,
      drained: async () => {
        if (sent.length >= 100 && isAhead) {
          isAhead = false
          // Others write on: what was still to be sent is out of memory now.
          world.rows.push(...later)
          world.feed.handOver(later)
          expect(world.feed.recent(0, viewer)).toBeNull()
        }
        return true
      },
    })
    const own = world.rows.filter(({ userIds }) => userIds.includes(agent.userId))
    const expected = own.flatMap((row) =>
      deliveriesOf(row).filter(({ to }) => reaches(row, to, viewer)),
    )
    expect(ended).toBe('live')
    expect(sent).toEqual(expected.map(({ eventId }) => eventId))
  })
})
