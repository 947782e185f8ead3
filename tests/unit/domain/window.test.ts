import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { isWindowOpen, windowExpiresAt } from '../../../src/domain/window.ts'

const DAY = 24 * 3_600_000

test('[W1] the window ends 24 hours after the customer’s last message, to the millisecond', () => {
  expect(windowExpiresAt('2026-11-03T04:05:06.789Z')).toBe('2026-11-04T04:05:06.789Z')
  expect(windowExpiresAt('2026-02-28T23:59:59.000Z')).toBe('2026-03-01T23:59:59.000Z')
})

test('[W1] without a message of the customer there is no window', () => {
  expect(windowExpiresAt(null)).toBeNull()
  expect(isWindowOpen(null, Date.now())).toBe(false)
})

test('[W2] the window is open until its end, and not at it', () => {
  const time = fc.date({
    min: new Date('2020-01-01'),
    max: new Date('2040-01-01'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(time, fc.integer({ min: -DAY, max: 2 * DAY }), (from, after) => {
      const expiresAt = windowExpiresAt(from.toISOString())
      expect(isWindowOpen(expiresAt, from.getTime() + after)).toBe(after < DAY)
    }),
  )
})
