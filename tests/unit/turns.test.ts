import { describe, expect, test } from 'bun:test'
import { createTurns } from '../../src/limits/turns.ts'

/** Counts the rounds of the event loop, as whatever else has to be done sees them. */
function rounds() {
  let count = 0
  let counting = true
  const next = () => {
    count++
    if (counting) setImmediate(next)
  }
  setImmediate(next)
  return { now: () => count, stop: () => (counting = false) }
}

const round = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('turns', () => {
  test('are given one in each round of the event loop: others are seen to between any two', async () => {
    const loop = rounds()
    const turns = createTurns()
    const seen: number[] = []
    const takes = Array.from({ length: 50 }, async () => {
      await turns.take('new')
      seen.push(loop.now())
    })
    await Promise.all(takes)
    loop.stop()
    expect(seen).toHaveLength(50)
    expect(new Set(seen).size).toBe(50)
  })

  test('are given at once when nobody else wants one', async () => {
    const turns = createTurns()
    let given = false
    void turns.take('new').then(() => (given = true))
    await Promise.resolve()
    await Promise.resolve()
    expect(given).toBe(true)
  })

  test('go to what has begun first, and keep none waiting for ever', async () => {
    const turns = createTurns()
    const order: string[] = []
    const take = (line: 'begun' | 'new') => turns.take(line).then(() => order.push(line))
    const first = take('new')
    const all = [
      ...Array.from({ length: 3 }, () => take('new')),
      ...Array.from({ length: 20 }, () => take('begun')),
    ]
    await Promise.all([first, ...all])
    const eight = Array.from({ length: 8 }, () => 'begun')
    expect(order).toEqual(['new', ...eight, 'new', ...eight, 'new', ...eight.slice(4), 'new'])
  })

  test('rest while something urgent is under way, and go on when it is over, or has taken long', async () => {
    const clock = { now: 100 }
    let urgent = true
    const turns = createTurns(
      () => urgent,
      () => clock.now,
    )
    let given = 0
    const take = () => turns.take('new').then(() => given++)
    await take()
    clock.now += 1.2
    const second = take()
    for (let n = 0; n < 20; n++) await round()
    expect(given).toBe(1)
    urgent = false
    await second

    urgent = true
    clock.now += 0.1
    const third = take()
    for (let n = 0; n < 20; n++) await round()
    expect(given).toBe(2)
    clock.now += 4
    await third
    expect(given).toBe(3)
  })

  test('rest when many wait, whether or not something is urgent, and a few never', async () => {
    const clock = { now: 100 }
    const turns = createTurns(
      () => false,
      () => clock.now,
    )
    let given = 0
    const take = () => turns.take('new').then(() => given++)
    const few = Promise.all(Array.from({ length: 10 }, take))
    clock.now += 1.2
    await few
    expect(given).toBe(10)

    const many = Promise.all(Array.from({ length: 40 }, take))
    await round()
    clock.now += 0.5
    await round()
    const soFar = given
    for (let n = 0; n < 20; n++) await round()
    expect(given).toBe(soFar)
    clock.now += 0.6
    while (given === soFar) await round()
    // A stretch has begun: one goes after the other, and the few that are left in the end need no rest.
    while (given < 50) {
      clock.now += 0.5
      await round()
    }
    await many
  })
})
