import { expect, test } from 'bun:test'
import { dayIn, differsFromLocal, shownZone } from '../../../src/dashboard/statistics/zone.ts'

test('a zone that a browser does not know is its own instead, and nothing breaks', () => {
  expect(shownZone('Asia/Jakarta')).toBe('Asia/Jakarta')
  expect(shownZone('Asia/Atlantis')).toBeUndefined()
  expect(shownZone(undefined)).toBeUndefined()
})

test('a moment’s day is that of the zone', () => {
  const [before, after] = ['2026-11-20T16:59:59.999Z', '2026-11-20T17:00:00.000Z']
  expect(dayIn('Asia/Jakarta', before)).not.toBe(dayIn('Asia/Jakarta', after))
  expect(dayIn('UTC', before)).toBe(dayIn('UTC', after))
})

test('a zone is elsewhere where clocks show another time', () => {
  const at = '2026-11-20T16:00:00.000Z'
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  expect(differsFromLocal(here, at)).toBe(false)
  expect(['Asia/Jakarta', 'Asia/Tokyo'].some((zone) => differsFromLocal(zone, at))).toBe(true)
})
