import { afterEach, beforeEach, describe, expect, jest, test } from 'bun:test'
import { createLiveness } from '../../../src/client/liveness.ts'

/** A live connection that is never told to ask, but by the clock. */
function openLiveness() {
  const said: string[] = []
  let answer = () => {}
  const liveness = createLiveness({
    ask: () => {
      said.push('asked')
      return new Promise<void>((resolve) => {
        answer = resolve
      })
    },
    onDoubt: (doubted) => said.push(doubted ? 'in doubt' : 'sure'),
    lost: () => said.push('lost'),
  })
  liveness.start()
  return { liveness, said, answer: () => answer() }
}

/** Lets time pass for a machine that is awake. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    jest.advanceTimersByTime(100)
    await Promise.resolve()
  }
}
/** The machine sleeps: its clock goes on, its timers do not. */
const sleep = (ms: number) => jest.setSystemTime(Date.now() + ms)

describe('a connection', () => {
  beforeEach(() => jest.useFakeTimers())
  afterEach(() => jest.useRealTimers())

  test('is asked soon after its machine has slept, and lost without an answer in 3 s', async () => {
    const { liveness, said } = openLiveness()
    sleep(60_000)
    await pass(5000)
    expect(said).toEqual(['in doubt', 'asked'])
    await pass(2900)
    expect(said).toEqual(['in doubt', 'asked'])
    await pass(200)
    expect(said).toEqual(['in doubt', 'asked', 'lost'])
    liveness.stop()
  })

  test('that answers is not lost', async () => {
    const { liveness, said, answer } = openLiveness()
    sleep(60_000)
    await pass(5000)
    answer()
    await pass(20_000)
    expect(said).toEqual(['in doubt', 'asked', 'sure'])
    liveness.stop()
  })

  test('is not asked because a busy server is late with its pings', async () => {
    const { liveness, said } = openLiveness()
    await pass(24_000)
    expect(said).toEqual([])
    liveness.stop()
  })

  test('is not asked because a hidden page’s timers run once a minute, while pings come', async () => {
    const { liveness, said } = openLiveness()
    for (let minute = 0; minute < 10; minute++) {
      for (let ping = 0; ping < 4; ping++) {
        sleep(15_000)
        liveness.heard()
      }
      await pass(5000)
    }
    expect(said).toEqual([])
    liveness.stop()
  })

  test('is not asked by a page that is shown again, unless it was silent for longer than between two pings', async () => {
    const { liveness, said } = openLiveness()
    await pass(16_000)
    liveness.check()
    expect(said).toEqual([])
    await pass(2000)
    liveness.check()
    expect(said).toEqual(['in doubt', 'asked'])
    liveness.stop()
    expect(said).toEqual(['in doubt', 'asked', 'sure'])
  })

  test('is not given up while packets come before the answer, as over a slow line', async () => {
    const { liveness, said } = openLiveness()
    liveness.check(0)
    for (let n = 0; n < 10; n++) {
      await pass(1000)
      liveness.heard()
    }
    expect(said).toEqual(['in doubt', 'asked'])
    await pass(3200)
    expect(said).toEqual(['in doubt', 'asked', 'lost'])
    liveness.stop()
  })

  test('is not given up by a machine that slept while it waited, before what has come meanwhile can be read', async () => {
    const { liveness, said, answer } = openLiveness()
    liveness.check(0)
    await pass(1000)
    sleep(60_000)
    await pass(2200)
    expect(said).toEqual(['in doubt', 'asked'])
    answer()
    await pass(10_000)
    expect(said).toEqual(['in doubt', 'asked', 'sure'])
    liveness.stop()
  })

  test('that is closed is asked nothing any more', async () => {
    const { liveness, said, answer } = openLiveness()
    liveness.check(0)
    liveness.stop()
    answer()
    sleep(60_000)
    await pass(20_000)
    liveness.check(0)
    expect(said).toEqual(['in doubt', 'asked', 'sure'])
  })
})
