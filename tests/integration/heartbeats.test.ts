import { afterAll, expect, test } from 'bun:test'
import { startServer } from '../helpers/server.ts'
import { pollingSession } from './rawProtocol.ts'

/** What the server promises: a ping every 15 s, and 10 s for its answer; a little for a busy machine. */
const [FIRST_AFTER_MS, GONE_MS, SLACK_MS] = [7000, 25_000, 2000]

const server = await startServer()
afterAll(() => server.stop())

type Watched = { pings: number; closedAfterMs: number | null; stop: () => void }

const connected = `40${JSON.stringify({ token: server.admin.token })}`

function overWebSocket(answers: boolean): Watched {
  const startedAt = performance.now()
  const url = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`
  const ws = new WebSocket(url)
  const watched: Watched = { pings: 0, closedAfterMs: null, stop: () => ws.close() }
  ws.onmessage = ({ data }) => {
    if (String(data).startsWith('0')) ws.send(connected)
    if (data !== '2') return
    watched.pings++
    if (answers) ws.send('3')
  }
  ws.onclose = () => {
    watched.closedAfterMs = performance.now() - startedAt
  }
  return watched
}

/** Asks for what is there until the session is not known any more. */
function byPolling(answers: boolean): Watched {
  const startedAt = performance.now()
  let stopped = false
  const watched: Watched = {
    pings: 0,
    closedAfterMs: null,
    stop: () => {
      stopped = true
    },
  }
  const poll = async () => {
    const sid = await pollingSession(server.url)
    const url = `${server.url}/socket.io/?EIO=4&transport=polling&sid=${sid}`
    await fetch(url, { method: 'POST', body: connected })
    while (!stopped) {
      const answer = await fetch(url)
      if (!answer.ok) break
      if (!(await answer.text()).split('\x1e').includes('2')) continue
      watched.pings++
      if (answers) await fetch(url, { method: 'POST', body: '3' })
    }
    watched.closedAfterMs = performance.now() - startedAt
  }
  poll()
  return watched
}

test('a client that answers pings stays, one that does not is closed in time, by WebSocket and by polling', async () => {
  const loud = [overWebSocket(true), byPolling(true)]
  const silent = [overWebSocket(false), byPolling(false)]
  const all = [...loud, ...silent]
  await Bun.sleep(FIRST_AFTER_MS)
  expect(all.map(({ pings }) => pings)).toEqual([0, 0, 0, 0])
  await Bun.sleep(GONE_MS + SLACK_MS - FIRST_AFTER_MS)
  expect(loud.map(({ closedAfterMs }) => closedAfterMs)).toEqual([null, null])
  for (const { pings, closedAfterMs } of silent) {
    expect(pings).toBe(1)
    expect(closedAfterMs!).toBeGreaterThan(10_000)
    expect(closedAfterMs!).toBeLessThan(GONE_MS + SLACK_MS)
  }
  for (const { pings } of loud) expect(pings).toBeGreaterThanOrEqual(1)
  for (const { stop } of all) stop()
})
