import { describe, expect, test } from 'bun:test'
import { createPace } from '../../../src/feed/pace.ts'

/** A pace, and a fan-out that takes so many milliseconds until the tick is over. */
function paced() {
  const clock = { now: 100 }
  const pace = createPace(() => clock.now)
  const fanOut = async (ms: number) => {
    pace.leaving()
    clock.now += ms
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return { clock, pace, fanOut }
}

describe('the pace of events', () => {
  test('what comes alone leaves at once', async () => {
    const { clock, pace, fanOut } = paced()
    expect(pace.rest()).toBe(0)
    await fanOut(8)
    clock.now += 8
    expect(pace.rest()).toBe(0)
  })

  test('what follows a fan-out at once waits as long as that took, and never long', async () => {
    const { clock, pace, fanOut } = paced()
    await fanOut(8)
    expect(pace.rest()).toBe(8)
    clock.now += 5
    expect(pace.rest()).toBe(3)
    await fanOut(300)
    expect(pace.rest()).toBe(10)
  })

  test('a fan-out to few makes nobody wait', async () => {
    const { pace, fanOut } = paced()
    await fanOut(1)
    expect(pace.rest()).toBe(0)
  })
})
