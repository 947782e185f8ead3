import { afterEach, describe, expect, test } from 'bun:test'
import { type AdapterName, startWorld, type World } from './adapterWorld.ts'

let world: World
const start = (name: AdapterName) => {
  world = startWorld(name)
  return world
}
afterEach(() => world.stop())

describe('what the adapter is for', () => {
  test('a broadcast to a room is one publish, however many sockets are in it', async () => {
    const { io, published, guest } = start('native')
    const guests = await Promise.all(Array.from({ length: 20 }, () => guest()))
    for (const { end } of guests.slice(0, 15)) end.join('room')
    io.to('room').emit('hello', 1)
    io.local.to('room').emit('hello', 2)
    io.emit('all')
    const told = [['hello', 1], ['hello', 2], 'all']
    for (const one of guests.slice(0, 15)) expect(await one.all()).toEqual(told)
    for (const one of guests.slice(15)) expect(await one.all()).toEqual(['all'])
    expect(published.map(({ frame }) => frame)).toEqual([
      '42["hello",1]',
      '42["hello",2]',
      '42["all"]',
    ])
  })

  test('a room that nobody is in costs no publish', async () => {
    const { io, published, guest } = start('native')
    const { end } = await guest()
    end.join('room')
    end.leave('room')
    io.to('room').emit('hello')
    io.to('never').emit('hello')
    expect(published).toEqual([])
  })

  test('a socket that leaves a room, a namespace or the server leaves no subscription behind', async () => {
    const { io, published, guest, subscribers } = start('native')
    const [one, two, three] = [await guest(), await guest(), await guest(['polling', 'websocket'])]
    await three.upgraded()
    for (const { end } of [one, two, three]) end.join(['a', 'b'])
    io.to('a').emit('x')
    io.to('b').emit('x')
    io.emit('x')
    const topics = published.map(({ topic }) => topic)
    expect(topics.map(subscribers)).toEqual([3, 3, 3])
    one.end.leave('a')
    expect(topics.map(subscribers)).toEqual([2, 3, 3])
    two.end.disconnect()
    expect(topics.map(subscribers)).toEqual([1, 2, 2])
    const gone = new Promise((resolve) => three.end.once('disconnect', resolve))
    three.socket.close()
    await gone
    expect(topics.map(subscribers)).toEqual([0, 1, 1])
  })
})
