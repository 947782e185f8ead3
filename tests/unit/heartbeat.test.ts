import { afterEach, beforeEach, describe, expect, jest, test } from 'bun:test'
import { createHeartbeat, type Pinged } from '../../src/sockets/heartbeat.ts'

const EVERY_MS = 600
const PATIENCE_MS = 400
const TICK_MS = 10

type One = Pinged & { name: number; pings: number; gone: boolean }

/** Answers each ping unless it is `silent`. */
function openHeartbeat(silent: ReadonlySet<number> = new Set()) {
  const pingedAt: number[] = []
  let added = 0
  const heartbeat = createHeartbeat<One>({
    everyMs: EVERY_MS,
    patienceMs: PATIENCE_MS,
    tickMs: TICK_MS,
    ping: (one) => {
      one.pings++
      pingedAt.push(Date.now())
      if (!silent.has(one.name)) heartbeat.heard(one)
    },
    giveUp: (one) => {
      one.gone = true
      heartbeat.remove(one)
    },
  })
  const add = () => {
    const one: One = { name: added++, pings: 0, gone: false }
    heartbeat.add(one)
    return one
  }
  return { ...heartbeat, pingedAt, add }
}

describe('a heartbeat', () => {
  beforeEach(() => jest.useFakeTimers())
  afterEach(() => jest.useRealTimers())

  test('pings everybody once in each stretch, the first time in its second half', () => {
    const { add } = openHeartbeat()
    const all = Array.from({ length: 100 }, add)
    jest.advanceTimersByTime(EVERY_MS / 2)
    expect(all.filter(({ pings }) => pings !== 0)).toEqual([])
    for (const turn of [1, 2, 3]) {
      jest.advanceTimersByTime(turn === 1 ? EVERY_MS / 2 : EVERY_MS)
      expect(all.filter(({ pings }) => pings !== turn)).toEqual([])
    }
    expect(all.some(({ gone }) => gone)).toBe(false)
  })

  test('does not ping a crowd at once that came at once', () => {
    const { add, pingedAt } = openHeartbeat()
    for (let n = 0; n < 300; n++) add()
    jest.advanceTimersByTime(EVERY_MS)
    const atOnce = Map.groupBy(pingedAt, (at) => at)
    expect(pingedAt.length).toBe(300)
    expect(Math.max(...[...atOnce.values()].map(({ length }) => length))).toBe(10)
  })

  test('gives up who does not answer, when its patience is over and not before', () => {
    const { add } = openHeartbeat(new Set([1]))
    const [loud, silent] = [add(), add()]
    for (let ms = 0; silent.pings === 0; ms += TICK_MS) {
      expect(ms).toBeLessThan(EVERY_MS)
      jest.advanceTimersByTime(TICK_MS)
    }
    jest.advanceTimersByTime(PATIENCE_MS - TICK_MS)
    expect(silent.gone).toBe(false)
    jest.advanceTimersByTime(TICK_MS)
    expect([silent.gone, loud.gone]).toEqual([true, false])
    jest.advanceTimersByTime(2 * EVERY_MS)
    expect(silent.pings).toBe(1)
  })

  test('takes any sign of life since its ping for an answer', () => {
    const { add, heard } = openHeartbeat(new Set([0]))
    const late = add()
    jest.advanceTimersByTime(EVERY_MS)
    expect(late.pings).toBe(1)
    jest.advanceTimersByTime(PATIENCE_MS / 2)
    heard(late)
    jest.advanceTimersByTime(PATIENCE_MS)
    expect(late.gone).toBe(false)
    jest.advanceTimersByTime(EVERY_MS)
    expect(late.gone).toBe(true)
  })

  test('stops with the last one, and goes on with the next', () => {
    const { add, remove } = openHeartbeat()
    const first = add()
    jest.advanceTimersByTime(EVERY_MS)
    remove(first)
    remove(first)
    expect(jest.getTimerCount()).toBe(0)
    jest.advanceTimersByTime(EVERY_MS)
    const second = add()
    jest.advanceTimersByTime(EVERY_MS)
    expect([first.pings, second.pings]).toEqual([1, 1])
  })
})
