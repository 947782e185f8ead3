import { afterEach, describe, expect, test } from 'bun:test'
import { type AdapterName, startWorld, type Transport, type World } from './adapterWorld.ts'

let world: World
const start = (name: AdapterName) => {
  world = startWorld(name)
  return world
}
afterEach(() => world.stop())

const both = ['stock', 'native'] as const
const transports: Transport[][] = [['websocket'], ['polling']]

for (const name of both) {
  describe(`${name}: who hears what`, () => {
    for (const transport of transports) {
      test(`${transport}: order is kept between broadcasts and direct events, around joining and leaving`, async () => {
        const { io, guest } = start(name)
        const one = await guest(transport)
        const { end } = one
        for (let round = 0; round < 50; round++) {
          io.to('a').emit('no', round)
          end.emit('direct', round, 1)
          end.join('a')
          io.to('a').emit('a', round, 2)
          end.emit('direct', round, 3)
          io.emit('all', round, 4)
          end.join('b')
          io.to('b').emit('b', round, 5)
          end.leave('a')
          io.to('a').emit('no', round)
          end.emit('direct', round, 6)
          io.to('b').emit('b', round, 7)
          end.leave('b')
          io.to('b').emit('no', round)
          if (round % 10 === 0) await Bun.sleep(1)
        }
        const expected = Array.from({ length: 50 }, (_, round) => [
          ['direct', round, 1],
          ['a', round, 2],
          ['direct', round, 3],
          ['all', round, 4],
          ['b', round, 5],
          ['direct', round, 6],
          ['b', round, 7],
        ]).flat()
        expect(await one.all()).toEqual(expected)
      })
    }

    test('several rooms reach a socket once; exceptions are excepted', async () => {
      const { io, guest } = start(name)
      const [one, two, three] = [await guest(), await guest(['polling']), await guest()]
      for (const { end } of [one, two]) end.join(['a', 'b'])
      three.end.join('b')
      io.to('a').to('b').emit('either')
      io.to('b').except('a').emit('only b')
      io.except('a').emit('not a')
      one.end.to('b').emit('but the sender')
      two.end.broadcast.emit('others')
      io.to(two.end.id).emit('alone')
      expect(await one.all()).toEqual(['either', 'others'])
      expect(await two.all()).toEqual(['either', 'but the sender', 'alone'])
      expect(await three.all()).toEqual(['either', 'only b', 'not a', 'but the sender', 'others'])
    })

    test('volatile, compress, timeouts and binary attachments arrive as they do otherwise, in order', async () => {
      const { io, guest } = start(name)
      const one = await guest()
      const poller = await guest(['polling'])
      for (const { end } of [one, poller]) end.join('a')
      io.to('a').emit('first')
      io.to('a').compress(true).emit('compressed', 1)
      io.to('a').compress(false).emit('plain', 2)
      io.to('a').emit('binary', Buffer.from([1, 2, 3]), { inside: Buffer.from([4]) })
      io.to('a').timeout(1000).emit('no callback', 3)
      io.to('a').emit('last')
      const heard = [
        'first',
        ['compressed', 1],
        ['plain', 2],
        ['binary', Buffer.from([1, 2, 3]), { inside: Buffer.from([4]) }],
        ['no callback', 3],
        'last',
      ]
      expect(await one.all()).toEqual(heard)
      expect(await poller.all()).toEqual(heard)
      io.to('a').volatile.emit('now or never')
      expect(await one.all()).toEqual([...heard, 'now or never'])
    })

    test('acknowledgements of all members are gathered', async () => {
      const { io, guest } = start(name)
      const guests = await Promise.all([guest(), guest(['polling']), guest()])
      for (const [n, { end, socket }] of guests.entries()) {
        socket.on('question', (answer) => answer(n))
        if (n < 2) end.join('a')
      }
      const answers = await io.to('a').timeout(30_000).emitWithAck('question')
      expect(answers.toSorted()).toEqual([0, 1])
      expect(guests.map(({ heard }) => heard)).toEqual([['question'], ['question'], []])
    })

    test('whole groups of sockets join, leave, are listed and disconnected', async () => {
      const { io, guest } = start(name)
      const guests = await Promise.all([guest(), guest(['polling']), guest()])
      guests[0]!.end.join('a')
      guests[1]!.end.join('a')
      io.in('a').socketsJoin(['b', 'c'])
      io.in('b').socketsLeave('c')
      io.to('b').emit('b')
      io.to('c').emit('c')
      for (const one of guests.slice(0, 2)) expect(await one.all()).toEqual(['b'])
      const found = await io.in('b').fetchSockets()
      expect(found.map(({ id }) => id).toSorted()).toEqual(
        guests
          .slice(0, 2)
          .map(({ end }) => end.id)
          .toSorted(),
      )
      io.in('b').disconnectSockets()
      for (const { until, socket } of guests.slice(0, 2))
        await until(() => !socket.connected, 'the end')
      io.emit('still here')
      expect(await guests[2]!.all()).toEqual(['still here'])
    })

    test('a middleware may join rooms: they count from the connection on, and never when it refuses', async () => {
      const { io, guest } = start(name)
      let letIn = true
      io.use((socket, next) => {
        socket.join('early')
        io.to('early').emit('too early')
        io.emit('too early')
        next(letIn ? undefined : new Error('no'))
      })
      const one = await guest()
      io.to('early').emit('in time')
      expect(await one.all()).toEqual(['in time'])
      letIn = false
      await expect(guest()).rejects.toThrow('no')
    })

    test('namespaces never mix, however their names and rooms are spelled', async () => {
      const { io, guest, published, subscribers } = start(name)
      for (const namespace of ['/a', '/a=b', '/a/b']) io.of(namespace)
      const one = await guest(['websocket'], '/a')
      const two = await guest(['websocket'], '/a=b')
      const three = await guest(['websocket'], '/a/b')
      one.end.join(['b=c', '', '/b', 'x'])
      two.end.join(['c', '', 'x'])
      three.end.join(['', 'x'])
      io.of('/a').to('b=c').emit('one')
      io.of('/a=b').to('c').emit('two')
      io.of('/a').to('').emit('one')
      io.of('/a/b').emit('three')
      io.to('x').emit('nobody')
      io.of('/a').to('/b').emit('one')
      expect(await one.all()).toEqual(['one', 'one', 'one'])
      expect(await two.all()).toEqual(['two'])
      expect(await three.all()).toEqual(['three'])
      expect(published.map(({ topic }) => subscribers(topic))).toEqual(published.map(() => 1))
    })

    test('the room 1 is another than the room "1"', async () => {
      const { io, guest } = start(name)
      const [one, two] = [await guest(), await guest()]
      one.end.join(1 as never)
      two.end.join('1')
      two.end.leave(1 as never)
      io.to('1').emit('text')
      io.to(1 as never).emit('number')
      expect(await one.all()).toEqual(['number'])
      expect(await two.all()).toEqual(['text'])
    })

    test('who left the namespace hears nothing more over the open connection, and all of it after coming back', async () => {
      const { io, guest } = start(name)
      io.of('/other')
      const [one, stays] = [await guest(), await guest()]
      one.end.join('a')
      stays.end.join('a')
      const other = one.socket.io.socket('/other')
      const heardThere: string[] = []
      other.onAny((event) => heardThere.push(event))
      await new Promise<void>((resolve) => other.once('connect', resolve))
      const gone = new Promise((resolve) => one.end.once('disconnect', resolve))
      one.socket.disconnect()
      await gone
      io.to('a').emit('gone')
      io.emit('gone')
      one.socket.connect()
      await new Promise<void>((resolve) => one.socket.once('connect', resolve))
      io.to('a').emit('no more a member')
      io.emit('back')
      io.of('/other').emit('there')
      expect(await one.all()).toEqual(['back'])
      expect(await stays.all()).toEqual(['gone', 'gone', 'no more a member', 'back'])
      expect(heardThere).toEqual(['there'])
    })

    test('onAnyOutgoing hears what goes to the socket', async () => {
      const { io, guest } = start(name)
      const [one, two] = [await guest(), await guest()]
      const outgoing: unknown[] = []
      one.end.onAnyOutgoing((event, ...args) => outgoing.push([event, ...args]))
      one.end.join('a')
      io.to('a').emit('a', 1)
      io.emit('all', 2)
      two.end.join('b')
      io.to('b').emit('b', 3)
      one.end.emit('direct', 4)
      expect(outgoing).toEqual([
        ['a', 1],
        ['all', 2],
        ['direct', 4],
      ])
    })
  })
}
