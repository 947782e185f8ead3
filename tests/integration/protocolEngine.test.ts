import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startWorld, type World } from './adapterWorld.ts'
import { openRaw, pollingSession } from './rawProtocol.ts'

/** So long that no ping comes between the steps of a test, however slow the machine is. */
const PATIENT = { pingInterval: 60_000, pingTimeout: 60_000 }
const MAX_BYTES = 1_000_000
const SEPARATOR = '\x1e'

for (const name of ['stock', 'native'] as const) {
  describe(`Engine.IO under the ${name} adapter`, () => {
    let world: World
    let path: string
    beforeAll(() => {
      world = startWorld(name, { engine: { ...PATIENT, maxHttpBufferSize: MAX_BYTES } })
      path = `${world.url}/socket.io/`
      // Echoes through a room of its own, so that with the native adapter every answer is a publish.
      world.io.on('connection', (socket) => {
        const mine = `mine:${socket.id}`
        socket.join(mine)
        socket.on('echo', (...args) => world.io.to(mine).emit('echo', ...args))
      })
    })
    afterAll(() => world.stop())

    const websocket = (query = 'EIO=4&transport=websocket') => openRaw(`${path}?${query}`)
    const pollAt = (url: string, sid: string, body?: string) =>
      fetch(
        `${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`,
        body ? { method: 'POST', body } : {},
      )
    const poll = (sid: string, body?: string) => pollAt(world.url, sid, body)
    const handshake = { ...PATIENT, maxPayload: MAX_BYTES }

    test('a handshake by polling offers WebSocket, one by WebSocket nothing more', async () => {
      const answer = await fetch(`${path}?EIO=4&transport=polling`)
      expect(answer.status).toBe(200)
      const packet = await answer.text()
      expect(packet[0]).toBe('0')
      const sid = expect.any(String)
      expect(JSON.parse(packet.slice(1))).toEqual({ ...handshake, sid, upgrades: ['websocket'] })
      const socket = await websocket()
      const frame = String(await socket.next())
      expect(JSON.parse(frame.slice(1))).toEqual({ ...handshake, sid, upgrades: [] })
      socket.close()
    })

    for (const query of ['transport=T', 'EIO=abc&transport=T', 'EIO=4', 'EIO=4&transport=abc']) {
      test(`a handshake with ${query} is refused`, async () => {
        const polled = await fetch(`${path}?${query.replace('T', 'polling')}`)
        expect(polled.status).toBe(400)
        expect((await websocket(query.replace('T', 'websocket'))).opened).toBe(false)
      })
    }

    test('a handshake is a GET', async () => {
      for (const method of ['POST', 'PUT']) {
        const answer = await fetch(`${path}?EIO=4&transport=polling`, { method })
        expect(answer.status).toBe(400)
      }
    })

    test('several packets go in one payload, both ways', async () => {
      const sid = await pollingSession(world.url)
      expect(await (await poll(sid, '40')).text()).toBe('ok')
      expect(await (await poll(sid)).text()).toStartWith('40{"sid":')
      const payload = ['42["echo",1]', '42["echo",2]', '42["echo","3"]'].join(SEPARATOR)
      expect((await poll(sid, payload)).status).toBe(200)
      expect(await (await poll(sid)).text()).toBe(payload)
    })

    test('text and binary packets go in one payload, both ways', async () => {
      const sid = await pollingSession(world.url)
      await poll(sid, '40')
      await poll(sid)
      const payload = `451-["echo",{"_placeholder":true,"num":0}]${SEPARATOR}bAQIDBA==`
      await poll(sid, payload)
      expect(await (await poll(sid)).text()).toBe(payload)
    })

    test('a packet of no known type ends the session, by either transport', async () => {
      const sid = await pollingSession(world.url)
      await poll(sid, 'abc').catch(() => {})
      expect((await poll(sid)).status).toBe(400)
      const socket = await websocket()
      await socket.next()
      socket.send('abc')
      await socket.closed()
    })

    test('two polls at once end the session, and so does one that is called off', async () => {
      const sid = await pollingSession(world.url)
      const first = poll(sid)
      await world.polled(sid)
      const second = await poll(sid)
      expect([(await first).status, await (await first).text()]).toEqual([200, '1'])
      expect(second.status).toBe(400)
      expect((await poll(sid)).status).toBe(400)

      const other = await pollingSession(world.url)
      const controller = new AbortController()
      const { signal } = controller
      const called = fetch(`${path}?EIO=4&transport=polling&sid=${other}`, { signal })
      await world.polled(other)
      controller.abort()
      await called.catch(() => {})
      expect((await poll(other)).status).toBe(400)
    })

    test('who answers pings stays', async () => {
      // For longer than both together; each pong has far more time than it needs.
      const [pingInterval, pingTimeout, pings] = [150, 2000, 16]
      const quick = startWorld(name, { engine: { pingInterval, pingTimeout } })
      const sid = await pollingSession(quick.url)
      const socket = await openRaw(`${quick.url}/socket.io/?EIO=4&transport=websocket`)
      for (let ping = 0; ping < pings; ping++) {
        expect(await (await pollAt(quick.url, sid)).text()).toBe('2')
        expect((await pollAt(quick.url, sid, '3')).status).toBe(200)
      }
      await socket.pinged(pings)
      socket.close()
      await quick.stop()
    })

    test('who does not is gone after interval and timeout', async () => {
      const [pingInterval, pingTimeout] = [300, 200]
      const quick = startWorld(name, { engine: { pingInterval, pingTimeout } })
      const sid = await pollingSession(quick.url)
      const began = performance.now()
      const url = `${quick.url}/socket.io/?EIO=4&transport=websocket`
      const socket = await openRaw(url, { answersPings: false })
      await socket.closed()
      expect(performance.now() - began).toBeGreaterThan(pingInterval)
      // Its timers were set before those of the socket.
      expect((await pollAt(quick.url, sid)).status).toBe(400)
      await quick.stop()
    })

    test('a close packet ends the session, by either transport', async () => {
      const sid = await pollingSession(world.url)
      const polled = poll(sid)
      await world.polled(sid)
      await poll(sid, '1')
      expect(await (await polled).text()).toBe('6')
      expect((await poll(sid)).status).toBe(400)
      const socket = await websocket()
      await socket.next()
      socket.send('1')
      await socket.closed()
    })

    test('an upgrade is probed, ends the poll that waits, and takes the session over', async () => {
      const sid = await pollingSession(world.url)
      await poll(sid, '40')
      await poll(sid)
      const socket = await websocket(`EIO=4&transport=websocket&sid=${sid}`)
      socket.send('2probe')
      expect(await socket.next()).toBe('3probe')
      expect(await (await poll(sid)).text()).toBe('6')
      socket.send('5', '42["echo","upgraded"]')
      expect(await socket.next()).toBe('42["echo","upgraded"]')
      expect((await poll(sid)).status).toBe(400)
      expect((await websocket(`EIO=4&transport=websocket&sid=${sid}`)).opened).toBe(false)
      socket.send('42["echo","still there"]')
      expect(await socket.next()).toBe('42["echo","still there"]')
      socket.close()
    })
  })
}
