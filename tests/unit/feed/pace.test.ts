import { describe, expect, test } from 'bun:test'
import { createPace } from '../../../src/feed/pace.ts'

/** A pace, and a fan-out that takes so many milliseconds until the tick is over. */
function paced() {
  const clock = { now: 100 }
  const pace = createPace(() => clock.now)
  const fanOut = async (ms: number) => {
    pace.measure()
    clock.now += ms
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return { clock, pace, fanOut }
}

describe('the pace of events', () => {
  test('a single event is emitted at once', async () => {
    const { clock, pace, fanOut } = paced()
    expect(pace.delayMs()).toBe(0)
    await fanOut(8)
    clock.now += 8
    expect(pace.delayMs()).toBe(0)
  })

  test('events right after a fan-out wait as long as it took, up to a limit', async () => {
    const { clock, pace, fanOut } = paced()
    await fanOut(8)
    expect(pace.delayMs()).toBe(8)
    clock.now += 5
    expect(pace.delayMs()).toBe(3)
    await fanOut(300)
    expect(pace.delayMs()).toBe(10)
  })

  test('a short fan-out causes no wait', async () => {
    const { pace, fanOut } = paced()
    await fanOut(1)
    expect(pace.delayMs()).toBe(0)
  })
})
