import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  mergeStatus,
  noTimes,
  type StatusTimes,
  shownStatus,
  type TimedStatus,
} from '../../../src/domain/status.ts'

type Told = { attempt: number; status: TimedStatus; at: string }
const NAMES = ['sent', 'delivered', 'read', 'played', 'failed'] as const
const at = (second: number) => new Date(Date.UTC(2026, 10, 3, 4, 0, second)).toISOString()

const told = fc.record({
  attempt: fc.integer({ min: 1, max: 3 }),
  status: fc.constantFrom(...NAMES),
  at: fc.integer({ min: 0, max: 59 }).map(at),
})
/** Statuses, and the same ones in another order with some of them twice. */
const shuffled = fc.array(told, { maxLength: 12 }).chain((list) =>
  fc.tuple(
    fc.constant(list),
    fc
      .tuple(
        fc.shuffledSubarray(list, { minLength: list.length }),
        fc.array(fc.nat(Math.max(0, list.length - 1))),
      )
      .map(([all, again]) => [...all, ...again.flatMap((place) => list[place] ?? [])]),
  ),
)

function applyAll(list: readonly Told[]): StatusTimes[] {
  const attempts = new Map<number, StatusTimes>()
  for (const { attempt, status, at } of list) {
    attempts.set(attempt, mergeStatus(attempts.get(attempt) ?? noTimes(attempt), status, at))
  }
  return [...attempts.values()]
}
const shown = (list: readonly Told[]) => shownStatus(applyAll(list))
const one = (status: TimedStatus, attempt = 1, second = 0): Told => ({
  attempt,
  status,
  at: at(second),
})

describe('statuses', () => {
  test('[S1] order and repetition change nothing', () => {
    fc.assert(
      fc.property(shuffled, ([list, again]) => {
        expect(shown(again)).toEqual(shown(list))
      }),
      { numRuns: 500 },
    )
  })

  test('[S1] merging leaves what it was given as it was', () => {
    const times = Object.freeze(noTimes(1))
    expect(mergeStatus(times, 'sent', at(1)).sent).toBe(at(1))
    expect(times.sent).toBeNull()
  })

  test('[S2] a late `sent` or `delivered` never takes `read` back', () => {
    expect(shown([one('read'), one('delivered', 1, 5), one('sent', 1, 9)])?.status).toBe('read')
    expect(shown([one('played'), one('read'), one('delivered')])?.status).toBe('played')
  })

  test('[S3] `failed` never hides an arrival, and `sent` never hides a failure', () => {
    for (const arrival of ['delivered', 'read', 'played'] as const) {
      expect(shown([one(arrival), one('failed', 1, 9)])?.status).toBe(arrival)
      expect(shown([one('failed'), one(arrival, 1, 9)])?.status).toBe(arrival)
    }
    expect(shown([one('failed'), one('sent', 1, 9)])?.status).toBe('failed')
  })

  test('[S4] an arrival of any attempt wins, else the latest attempt counts', () => {
    expect(shown([one('delivered', 1), one('failed', 2), one('sent', 3)])).toMatchObject({
      status: 'delivered',
      attempt: 1,
    })
    expect(shown([one('failed', 1), one('sent', 2)])).toMatchObject({ status: 'sent', attempt: 2 })
    expect(shown([one('sent', 1), one('failed', 2)])).toMatchObject({
      status: 'failed',
      attempt: 2,
    })
    expect(shown([one('delivered', 2), one('read', 1)])).toMatchObject({
      status: 'read',
      attempt: 1,
    })
  })

  test('[S5] an attempt of which nothing is known is pending; what was never attempted shows nothing', () => {
    expect(shownStatus([])).toBeNull()
    expect(shownStatus([noTimes(1)])).toEqual({ status: 'pending', at: null, attempt: 1 })
    const failed = mergeStatus(noTimes(1), 'failed', at(1))
    expect(shownStatus([failed, noTimes(2)])).toEqual({ status: 'pending', at: null, attempt: 2 })
  })

  test('[S5] whatever Meta tells ends an unknown, in whatever order it comes', () => {
    const lost = mergeStatus(noTimes(1), 'unknown', at(1))
    expect(shownStatus([lost])).toEqual({ status: 'unknown', at: at(1), attempt: 1 })
    for (const status of ['sent', 'failed', 'delivered', 'read', 'played'] as const)
      expect(shownStatus([mergeStatus(lost, status, at(2))])).toMatchObject({ status, attempt: 1 })
  })

  test('[S2] [S3] each further status of one attempt shows the same or something stronger', () => {
    const rank = ['sent', 'failed', 'delivered', 'read', 'played']
    fc.assert(
      fc.property(fc.array(told), (list) => {
        const single = list.map((status) => ({ ...status, attempt: 1 }))
        let last = -1
        for (let count = 1; count <= single.length; count++) {
          const place = rank.indexOf(shown(single.slice(0, count))!.status)
          expect(place).toBeGreaterThanOrEqual(last)
          last = place
        }
      }),
    )
  })
})
