import { afterAll, expect, test } from 'bun:test'
import { startServer } from '../helpers/server.ts'
import { pollingSession } from './rawProtocol.ts'

/**
 * What the server promises: a ping every 15 s, and 10 s for its answer. In beats of a timer like the server's own, which a
 * busy machine delays as much, and a little for those between two beats.
 */
const [FIRST_AFTER, GONE_AFTER, SLACK] = [7, 25, 3]

const server = await startServer()
afterAll(() => server.stop())

let beats = 0
const timer = setInterval(() => beats++, 1000)
afterAll(() => clearInterval(timer))
/** Resolves after so many beats. */
async function beat(count: number) {
  while (beats < count) await Bun.sleep(50)
}

type Watched = {
  opened: Promise<void>
  pings: number
  closedAfter: number | null
  stop: () => void
}

const connected = `40${JSON.stringify({ token: server.admin.token })}`

function overWebSocket(answers: boolean): Watched {
  const url = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`
  const ws = new WebSocket(url)
  const opened = Promise.withResolvers<void>()
  const watched: Watched = {
    opened: opened.promise,
    pings: 0,
    closedAfter: null,
    stop: () => ws.close(),
  }
  ws.onmessage = ({ data }) => {
    if (String(data).startsWith('0')) {
      opened.resolve()
      ws.send(connected)
    }
    if (data !== '2') return
    watched.pings++
    if (answers) ws.send('3')
  }
  ws.onclose = () => {
    watched.closedAfter = beats
  }
  return watched
}

/** Asks for what is there until the session is not known any more. */
function byPolling(answers: boolean): Watched {
  const opened = Promise.withResolvers<void>()
  let stopped = false
  const watched: Watched = {
    opened: opened.promise,
    pings: 0,
    closedAfter: null,
    stop: () => {
      stopped = true
    },
  }
  const poll = async () => {
    const sid = await pollingSession(server.url)
    opened.resolve()
    const url = `${server.url}/socket.io/?EIO=4&transport=polling&sid=${sid}`
    await fetch(url, { method: 'POST', body: connected })
    while (!stopped) {
      const answer = await fetch(url)
      if (!answer.ok) break
      if (!(await answer.text()).split('\x1e').includes('2')) continue
      watched.pings++
      if (answers) await fetch(url, { method: 'POST', body: '3' })
    }
    watched.closedAfter = beats
  }
  poll()
  return watched
}

test('a client that answers pings stays, one that does not is closed in time, by WebSocket and by polling', async () => {
  const loud = [overWebSocket(true), byPolling(true)]
  const silent = [overWebSocket(false), byPolling(false)]
  const all = [...loud, ...silent]
  await Promise.all(all.map(({ opened }) => opened))
  beats = 0
  await beat(FIRST_AFTER)
  expect(all.map(({ pings }) => pings)).toEqual([0, 0, 0, 0])
  await beat(GONE_AFTER + SLACK)
  expect(loud.map(({ closedAfter }) => closedAfter)).toEqual([null, null])
  for (const { pings, closedAfter } of silent) {
    expect(pings).toBe(1)
    expect(closedAfter!).toBeGreaterThan(10)
  }
  for (const { pings } of loud) expect(pings).toBeGreaterThanOrEqual(1)
  for (const { stop } of all) stop()
})
