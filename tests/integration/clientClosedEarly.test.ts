import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { connect } from '../../src/client/connect.ts'
import { openClients } from './clientWorld.ts'

setDefaultTimeout(60_000)

const { open, server, supervisor, stop } = await openClients()
afterAll(stop)

/** A proxy that can take WebSockets only to close them cleanly, before anything was said. */
function openProxy(closes: number) {
  const state = { closes, taken: 0 }
  const proxy = Bun.serve<{ target: string; out?: WebSocket; early: string[] }>({
    port: 0,
    fetch(request, own) {
      const { pathname, search } = new URL(request.url)
      const target = server.url.replace('http', 'ws') + pathname + search
      own.upgrade(request, { data: { target, early: [] } })
    },
    websocket: {
      open(inside) {
        state.taken++
        if (state.closes-- > 0) return inside.close(1001, 'draining')
        const out = new WebSocket(inside.data.target)
        inside.data.out = out
        out.onopen = () => {
          for (const said of inside.data.early) out.send(said)
        }
        out.onmessage = ({ data }) => void inside.send(data)
        out.onclose = () => inside.close()
      },
      message({ data: { out, early } }, said) {
        if (out?.readyState === WebSocket.OPEN) out.send(said)
        else early.push(String(said))
      },
      close: ({ data }) => data.out?.close(),
    },
  })
  return { url: `http://127.0.0.1:${proxy.port}`, state, stop: () => proxy.stop(true) }
}

/** A client that retries after 5 ms. `failures`: how many had failed in a row before each retry. */
function openClient(url: string, onState: (state: string) => void) {
  const failures: number[] = []
  const connection = connect({
    url,
    token: supervisor.token,
    retryAfter: (n) => {
      failures.push(n)
      return 5
    },
    onState,
  })
  open.push(connection)
  return { connection, failures }
}

test('a connection that is closed cleanly before its handshake is tried again at once, with the usual backoff', async () => {
  const proxy = openProxy(2)
  try {
    const states: string[] = []
    const live = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const begun = Date.now()
    const { connection, failures } = openClient(proxy.url, (state) => {
      states.push(state)
      if (state === 'live') live.shift()?.resolve()
    })
    await live[0]!.promise
    expect(failures).toEqual([0, 1])
    expect(proxy.state.taken).toBe(3)
    const { promise } = live[0]!
    proxy.state.closes = 2
    connection.socket.io.engine.close()
    await promise
    // One for the lost connection, two for those that were closed early.
    expect(failures).toEqual([0, 1, 0, 1, 2])
    expect(states).toEqual(['live', 'reconnecting', 'live'])
    // Socket.IO's own timeout is 20 s.
    expect(Date.now() - begun).toBeLessThan(15_000)
    connection.close()
  } finally {
    proxy.stop()
  }
})

test('an attempt that is given up for another, or for good, is not retried', async () => {
  const live = Promise.withResolvers<void>()
  const { connection, failures } = openClient(server.url, (state) => {
    if (state === 'live') live.resolve()
  })
  connection.tryNow()
  await live.promise
  connection.cut(60_000)
  connection.tryNow()
  connection.close()
  expect(failures).toEqual([0])
  expect(connection.state).toBe('ended')
})
