import { describe, expect, test } from 'bun:test'
import { rowsOf } from './fakeLog.ts'
import { openFeed } from './openFeed.ts'

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
