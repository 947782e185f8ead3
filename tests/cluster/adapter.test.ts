import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { EventEmitter, once } from 'node:events'
import { openRedis } from '../../src/cluster/redis.ts'
import { clusterAdapter } from '../../src/sockets/clusterAdapter.ts'
import { startWorld, type World } from '../integration/adapterWorld.ts'
import { type RedisServer, startRedis } from './programs.ts'

/** Two plain Socket.IO servers with the adapter for several processes. */
let redis: RedisServer
type Shared = { shared: ReturnType<typeof openRedis>; lines: EventEmitter }
let worlds: (World & Shared)[]
beforeAll(async () => {
  redis = await startRedis()
  worlds = [0, 1].map(() => {
    const lines = new EventEmitter()
    const say = () => void lines.emit('line')
    const shared = openRedis(redis.url, { info: say, warn: say })
    const world = startWorld((publish) =>
      clusterAdapter(publish, { redis: shared.client, name: 'test' }),
    )
    return { ...world, shared, lines }
  })
  await answering(true)
  await hears()
})
afterAll(async () => {
  for (const { io, stop, shared } of worlds) {
    io.of('/').adapter.close()
    shared.stop()
    await stop()
  }
  await redis.destroy()
})

/** Resolves when both servers have noticed whether Redis answers: each logs it. */
async function answering(answers: boolean) {
  for (const { shared, lines } of worlds)
    while (shared.answers() !== answers) await once(lines, 'line')
}

/** Waits until broadcasts reach the other server in both directions: each reads the stream only from when it has started. */
async function hears() {
  for (const [from, to] of [worlds, worlds.toReversed()]) {
    const guest = await to!.guest()
    while (!guest.heard.includes('ping')) {
      from!.io.emit('ping')
      await Bun.sleep(5)
    }
    // Those that are still on their way come before it, and so disturb nobody later.
    from!.io.emit('last')
    await guest.until(() => guest.heard.includes('last'), 'the last ping')
    guest.socket.close()
  }
}

/** Two clients on each server, one of them polling; all but the last are in `room`. */
async function four() {
  const room = `room ${Bun.randomUUIDv7()}`
  const guests = [
    await worlds[0]!.guest(),
    await worlds[0]!.guest(['polling']),
    await worlds[1]!.guest(['polling']),
    await worlds[1]!.guest(),
  ]
  for (const { end } of guests.slice(0, 3)) end.join(room)
  const [a, b, c, d] = guests as [Guest, Guest, Guest, Guest]
  return { room, io: worlds[0]!.io, there: worlds[1]!.io, a, b, c, d }
}
type Guest = Awaited<ReturnType<World['guest']>>
/** Resolves with the client's events when it has got this many. */
const heard = async (guest: Guest, count: number) => {
  await guest.until(() => guest.heard.length >= count, `${count} events`)
  return guest.heard
}

describe('two servers are one', () => {
  test('a broadcast reaches the sockets of both servers once, by either transport, with one publish on each', async () => {
    const { room, io, a, b, c, d } = await four()
    const before = worlds.map(({ published }) => published.length)
    io.to(room).emit('room', 1)
    io.emit('all', { two: 2 })
    io.to(room).emit('last')
    const inRoom = [['room', 1], ['all', { two: 2 }], 'last']
    for (const guest of [a, b, c]) expect(await heard(guest, 3)).toEqual(inRoom)
    expect(await heard(d, 1)).toEqual([['all', { two: 2 }]])
    const sent = worlds.map(({ published }, n) => published.length - before[n]!)
    expect(sent).toEqual([3, 3])
  })

  test('broadcasts with several rooms, exceptions, binary attachments or `volatile` cross too; `local` ones do not', async () => {
    const { room, io, a, b, c, d } = await four()
    d.end.join('other')
    io.local.to(room).emit('local')
    io.to(room).to('other').emit('either')
    a.end.to(room).emit('but me')
    io.to(room)
      .except('other')
      .emit('binary', Buffer.from([1, 2]))
    io.to('other').volatile.emit('volatile')
    io.to(d.end.id).emit('by id')
    const binary = ['binary', Buffer.from([1, 2])]
    expect(await heard(a, 3)).toEqual(['local', 'either', binary])
    expect(await heard(b, 4)).toEqual(['local', 'either', 'but me', binary])
    expect(await heard(c, 3)).toEqual(['either', 'but me', binary])
    expect(await heard(d, 3)).toEqual(['either', 'volatile', 'by id'])
  })

  test('sockets of both servers can be joined, removed, listed, asked and disconnected', async () => {
    const { room, io, there, a, b, c, d } = await four()
    const found = await io.in(room).fetchSockets()
    expect(found.map(({ id }) => id).toSorted()).toEqual(
      [a, b, c].map(({ end }) => end.id).toSorted(),
    )
    for (const [n, { socket }] of [a, b, c, d].entries())
      socket.on('question', (answer) => answer(n))
    const answers = await io.to(room).timeout(5000).emitWithAck('question')
    expect(answers.toSorted()).toEqual([0, 1, 2])
    const joined = once(there.of('/').adapter, 'join-room')
    io.in(room).socketsJoin('more')
    expect(await joined).toEqual(['more', c.end.id])
    expect([a, b].map(({ end }) => end.rooms.has('more'))).toEqual([true, true])
    const left = once(there.of('/').adapter, 'leave-room')
    io.in(room).socketsLeave(room)
    expect(await left).toEqual([room, c.end.id])
    io.to(room).emit('nobody')
    io.to('more').emit('still here')
    expect((await heard(c, 2)).slice(1)).toEqual(['still here'])
    io.in('more').disconnectSockets()
    for (const { until, socket } of [a, b, c]) await until(() => !socket.connected, 'the end')
    expect(d.socket.connected).toBe(true)
  })

  test('serverSideEmit reaches the other server, and not its sender', async () => {
    const told: unknown[] = []
    const [first, second] = worlds.map(({ io }, n) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      io.on('said', (what) => {
        told.push([n, what])
        resolve()
      })
      return promise
    })
    worlds[0]!.io.serverSideEmit('said', 'by one')
    await second
    worlds[1]!.io.serverSideEmit('said', 'by two')
    await first
    expect(told).toEqual([
      [1, 'by one'],
      [0, 'by two'],
    ])
  })
})

test('malformed entries of the stream are skipped, and those after them are handled', async () => {
  const { room, io, c } = await four()
  const entry = (type: number, data: string) =>
    redis.cli(
      'xadd',
      'test',
      '*',
      'uid',
      'a stranger',
      'nsp',
      '/',
      'type',
      String(type),
      'data',
      data,
    )
  for (const data of ['{}', '{"opts":{"rooms":7}}', '{'])
    for (const type of [3, 4, 5, 6, 7, 9]) await entry(type, data)
  io.to(room).emit('after')
  expect(await heard(c, 1)).toEqual(['after'])
})

describe('while Redis is away', () => {
  test.each(['frozen', 'killed'] as const)(
    '%s: local sockets get broadcasts at once, and both servers reach each other again afterwards',
    async (how) => {
      const { room, io, a, b, c } = await four()
      if (how === 'frozen') redis.freeze()
      else await redis.kill()
      const began = performance.now()
      for (let n = 0; n < 3000; n++) io.to(room).emit('n', n)
      io.in(room).socketsJoin('here')
      io.to('here').emit('here')
      expect(performance.now() - began).toBeLessThan(10_000)
      expect((await heard(a, 3001)).at(-1)).toBe('here')
      expect((await heard(b, 3001)).at(-1)).toBe('here')
      await answering(false)
      expect(c.heard).toEqual([])
      if (how === 'frozen') redis.thaw()
      else await redis.start()
      await answering(true)
      await hears()
    },
    30_000,
  )

  test('emptied: broadcasts still reach the other server', async () => {
    await redis.cli('flushall')
    await hears()
  })

  test('a request to all servers fails if some do not answer, instead of waiting forever', async () => {
    await redis.kill()
    await answering(false)
    await expect(worlds[0]!.io.fetchSockets()).rejects.toThrow()
    await redis.start()
    await answering(true)
    await hears()
    expect(Array.isArray(await worlds[0]!.io.fetchSockets())).toBe(true)
  })
})
