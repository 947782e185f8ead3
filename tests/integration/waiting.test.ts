import { heapStats } from 'bun:jsc'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openFeedWorld, type Someone } from './feedWorld.ts'
import { openRaw, type RawSocket } from './rawProtocol.ts'

const MOST_WAITING = 180
/** What no schema knows of: as many objects in each event. */
const JUNK = Array.from({ length: 5000 }, () => [])

let a: Awaited<ReturnType<typeof openFeedWorld>>
let c: typeof a
let raw: RawSocket
let who: Someone
let page: ReturnType<(typeof a)['pauseNextRead']>

beforeAll(async () => {
  a = await openFeedWorld()
  await a.newRoom('missed')
  who = await a.person('supervisor')
  // It remembers nothing yet: what was missed is read from the database, page by page.
  c = await openFeedWorld({ databaseUrl: a.databaseUrl, pollMs: 3_600_000 })
  raw = await openRaw(`${c.url}/socket.io/?EIO=4&transport=websocket`)
  await raw.next()
  const access = c.pauseNextRead()
  raw.send(`40${JSON.stringify({ token: who.token, last_event_id: 0 })}`)
  await access.reached
  page = c.pauseNextRead()
  access.release()
  await page.reached
  expect(String(await raw.next())).toStartWith('40')
})
afterAll(async () => {
  raw.close()
  await c.stop()
  await a.stop()
})

let asked = 0
function say(event: string, payload: object): string {
  const id = String(asked++)
  raw.send(`42${id}${JSON.stringify([event, payload])}`)
  return id
}
async function answerTo(id: string) {
  for (;;) {
    const frame = String(await raw.next())
    if (frame.startsWith(`43${id}[`)) return JSON.parse(frame.slice(2 + id.length))[0]
  }
}

test('while a socket catches up, a limited number of its events wait, and only their parsed payloads are kept', async () => {
  const objects = () => {
    Bun.gc(true)
    return heapStats().objectCount
  }
  const before = objects()
  for (let n = 0; n < MOST_WAITING; n++) say('room:leave', { room_id: who.id, junk: JUNK })
  for (const [event, payload] of [
    ['message:send', { room_id: who.id, text: 'x' }],
    ['room:read', { room_id: who.id }],
    ['typing_indicator', { room_id: who.id, is_typing: true }],
    ['room:join', { room_id: who.id }],
    ['join_room', { room: 'dashboard' }],
  ] as const)
    expect(await answerTo(say(event, payload))).toMatchObject({ status: 0, code: 'rate_limited' })
  expect(objects() - before).toBeLessThan((MOST_WAITING * JUNK.length) / 2)
})

test('a token is renewed while catching up, and waiting events are handled once the socket is live', async () => {
  expect(await answerTo(say('session:renew', { token: who.token }))).toMatchObject({ status: 1 })
  page.release()
  expect(await answerTo(String(MOST_WAITING - 1))).toEqual({ status: 1, room_id: who.id })
  expect(await answerTo(say('join_room', { room: 'dashboard' }))).toMatchObject({ status: 1 })
})
