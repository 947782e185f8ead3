import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Namespace } from 'socket.io'
import { startWorld, type World } from './adapterWorld.ts'
import { openRaw } from './rawProtocol.ts'

const CONNECT_MS = 300

for (const name of ['stock', 'native'] as const) {
  describe(`Socket.IO under the ${name} adapter`, () => {
    let world: World
    beforeAll(() => {
      world = startWorld(name)
      for (const namespace of ['/', '/custom']) answerIn(world.io.of(namespace))
    })
    afterAll(() => world.stop())

    /** Through a room of its own, so that with the native adapter every event is a publish. */
    function answerIn(namespace: Namespace) {
      namespace.on('connection', (socket) => {
        const mine = `mine:${socket.id}`
        socket.join(mine)
        namespace.to(mine).emit('auth', socket.handshake.auth)
        socket.on('message', (...args) => namespace.to(mine).emit('message-back', ...args))
        socket.on('message-with-ack', (...args) => args.pop()(...args))
      })
    }
    const engine = async () => {
      const socket = await openRaw(`${world.url}/socket.io/?EIO=4&transport=websocket`)
      await socket.next()
      return socket
    }
    const connected = async () => {
      const socket = await engine()
      socket.send('40')
      await socket.next()
      await socket.next()
      return socket
    }

    for (const [packet, prefix, auth] of [
      ['40', '', '{}'],
      ['40{"token":"123"}', '', '{"token":"123"}'],
      ['40/custom,', '/custom,', '{}'],
      ['40/custom,{"token":"abc"}', '/custom,', '{"token":"abc"}'],
    ] as const) {
      test(`${packet} connects, and what it carries is its auth`, async () => {
        const socket = await engine()
        socket.send(packet)
        const answer = String(await socket.next())
        expect(answer).toStartWith(`40${prefix}{`)
        expect(JSON.parse(answer.slice(2 + prefix.length))).toEqual({ sid: expect.any(String) })
        expect(await socket.next()).toBe(`42${prefix}["auth",${auth}]`)
        socket.close()
      })
    }

    test('an unknown namespace is refused', async () => {
      const socket = await engine()
      socket.send('40/random')
      expect(await socket.next()).toBe('44/random,{"message":"Invalid namespace"}')
      socket.close()
    })

    test('who never connects to a namespace is cut off', async () => {
      const strict = startWorld(name, { connectTimeout: CONNECT_MS })
      const began = performance.now()
      const socket = await openRaw(`${strict.url}/socket.io/?EIO=4&transport=websocket`)
      await socket.closed()
      expect(performance.now() - began).toBeGreaterThan(CONNECT_MS / 2)
      await strict.stop()
    })

    test('who disconnects hears nothing more of the namespace, and may connect again on the same connection', async () => {
      const socket = await connected()
      const tell = () => world.io.emit('gone')
      for (const end of world.io.of('/').sockets.values()) end.on('disconnect', tell)
      socket.send('41', '40')
      expect(String(await socket.next())).toStartWith('40{"sid":')
      expect(await socket.next()).toBe('42["auth",{}]')
      socket.close()
    })

    test('who disconnects from one namespace stays in the other', async () => {
      const socket = await connected()
      socket.send('40/custom')
      expect(String(await socket.next())).toStartWith('40/custom,')
      expect(String(await socket.next())).toStartWith('42/custom,["auth"')
      socket.send('41/custom', '42["message","to main"]')
      expect(await socket.next()).toBe('42["message-back","to main"]')
      world.io.of('/custom').emit('nobody')
      socket.send('42["message","again"]')
      expect(await socket.next()).toBe('42["message-back","again"]')
      socket.close()
    })

    const attachments = [Buffer.from([1, 2, 3]), Buffer.from([4, 5, 6])]
    const places = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}'

    test('events and acknowledgements carry any JSON', async () => {
      const socket = await connected()
      socket.send('42["message",1,"2",{"3":[true]}]')
      expect(await socket.next()).toBe('42["message-back",1,"2",{"3":[true]}]')
      socket.send('42456["message-with-ack",1,"2",{"3":[false]}]')
      expect(await socket.next()).toBe('43456[1,"2",{"3":[false]}]')
      socket.close()
    })

    test('events and acknowledgements carry binary attachments, each right after its packet', async () => {
      const socket = await connected()
      socket.send(`452-["message",${places}]`, ...attachments)
      expect(await socket.next()).toBe(`452-["message-back",${places}]`)
      expect([await socket.next(), await socket.next()]).toEqual(attachments)
      socket.send(`452-789["message-with-ack",${places}]`, ...attachments)
      expect(await socket.next()).toBe(`462-789[${places}]`)
      expect([await socket.next(), await socket.next()]).toEqual(attachments)
      socket.close()
    })

    for (const [what, frame] of [
      ['of an unknown type', '4abc'],
      ['that is no event', '42{}'],
      ['with a broken acknowledgement id', '42abc["message-with-ack",1]'],
    ] as const) {
      test(`a packet ${what} ends the connection, before and after connecting`, async () => {
        for (const socket of [await connected(), await engine()]) {
          socket.send(frame)
          await socket.closed()
        }
      })
    }
  })
}
