import { afterEach, expect, test } from 'bun:test'
import type { Socket } from 'socket.io'
import { startWorld, type World } from './adapterWorld.ts'

const CLIENTS = 20
const UPGRADING: ('polling' | 'websocket')[] = ['polling', 'websocket']

let world: World
let stream: Timer
afterEach(async () => {
  clearInterval(stream)
  await world.stop()
})

/** Broadcasts 1, 2, 3, … to `room` without a pause; answers how far it is. */
function keepEmitting(room: string): () => number {
  let count = 0
  stream = setInterval(() => {
    for (let n = 0; n < 3; n++) world.io.to(room).emit('tick', ++count)
  }, 1)
  return () => count
}
const ticks = (heard: unknown[]): number[] => heard.map((one) => (one as [string, number])[1])
const consecutive = (numbers: number[]) => numbers.every((n, at) => n === numbers[0]! + at)

for (const name of ['stock', 'native'] as const) {
  test(`${name}: an upgrade in the middle of a stream of broadcasts loses none, doubles none and keeps the order`, async () => {
    world = startWorld(name)
    const joinedAt: number[] = []
    const count = keepEmitting('room')
    world.io.on('connection', (socket) => {
      joinedAt.push(count())
      socket.join('room')
    })
    const guests = await Promise.all(
      Array.from({ length: CLIENTS }, () => world.guest([...UPGRADING])),
    )
    await Promise.all(guests.map(({ upgraded }) => upgraded()))
    const enough = count() + 100
    for (const { heard, until } of guests)
      await until(() => (ticks(heard).at(-1) ?? 0) >= enough, `${enough} ticks`)
    clearInterval(stream)
    for (const one of guests) {
      const numbers = ticks(await one.all())
      expect(consecutive(numbers)).toBe(true)
      expect(joinedAt).toContain(numbers[0]! - 1)
      expect(numbers.at(-1)).toBe(count())
    }
  })

  test(`${name}: who joins or leaves while it upgrades is in or out from that broadcast on`, async () => {
    world = startWorld(name)
    const count = keepEmitting('room')
    const changedAt = new Map<string, number>()
    const change = (socket: Socket, moment: 'upgrading' | 'upgrade', joins: boolean) => {
      if (!joins) socket.join('room')
      socket.conn.once(
        moment as never,
        (() => {
          changedAt.set(socket.id, count())
          if (joins) socket.join('room')
          else socket.leave('room')
        }) as never,
      )
    }
    let connections = 0
    world.io.on('connection', (socket) => {
      const number = connections++
      change(socket, number % 2 ? 'upgrading' : 'upgrade', number % 4 < 2)
    })
    const guests = await Promise.all(
      Array.from({ length: CLIENTS }, () => world.guest([...UPGRADING])),
    )
    await Promise.all(guests.map(({ upgraded }) => upgraded()))
    const enough = count() + 50
    const watcher = await world.guest()
    watcher.end.join('room')
    await watcher.until(() => (ticks(watcher.heard).at(-1) ?? 0) >= enough, `${enough} ticks`)
    clearInterval(stream)
    for (const one of guests) {
      const numbers = ticks(await one.all())
      expect(consecutive(numbers)).toBe(true)
      const { id, rooms } = one.end
      if (rooms.has('room')) {
        expect([numbers[0], numbers.at(-1)]).toEqual([changedAt.get(id)! + 1, count()])
      } else expect(numbers.at(-1) ?? changedAt.get(id)).toBe(changedAt.get(id))
    }
  })
}

test('native: a socket that disconnects before its upgrade leaves nothing behind', async () => {
  world = startWorld('native')
  const one = await world.guest(['polling'])
  const { end } = one
  end.join('room')
  const watcher = await world.guest()
  watcher.end.join('room')
  const gone = new Promise((resolve) => end.once('disconnect', resolve))
  one.socket.close()
  await gone
  world.io.to('room').emit('x')
  world.io.emit('y')
  expect(await watcher.all()).toEqual(['x', 'y'])
  expect(world.published.map(({ topic }) => world.subscribers(topic))).toEqual([1, 1])
})
