import { afterAll, expect, test } from 'bun:test'
import { changeUser } from '../../src/actions/changeUser.ts'
import { signOutEverywhere } from '../../src/actions/signOutEverywhere.ts'
import { openFeedWorld, type Someone } from './feedWorld.ts'
import { openRaw } from './rawProtocol.ts'

const a = await openFeedWorld()
afterAll(a.stop)
await a.newRoom('missed')

/** Another process, which remembers nothing: what was missed is read from the database, page by page. */
const anotherProcess = () => openFeedWorld({ databaseUrl: a.databaseUrl, pollMs: 3_600_000 })
type Process = Awaited<ReturnType<typeof anotherProcess>>

const signOut = (who: Someone) => signOutEverywhere(a.ctx, { userId: who.id, address: '127.0.0.1' })

/** Lets `begin` connect; back when the first page of what was missed is read, and nothing of it is sent. */
async function inMidReplay<T>(process: Process, begin: () => T) {
  const access = process.pauseNextRead()
  const begun = begin()
  await access.reached
  const page = process.pauseNextRead()
  access.release()
  await page.reached
  return { begun, release: page.release }
}

for (const [what, end, reason] of [
  ['signed out', signOut, 'signed_out'],
  ['disabled', (who) => changeUser(a.ctx, who.id, { disabled: true }), 'disabled'],
] as [string, (who: Someone) => Promise<unknown>, string][]) {
  test(`[J3] who is ${what} on another process while it catches up is told so, and nothing of before or after`, async () => {
    const c = await anotherProcess()
    const room = await a.newRoom()
    const supervisor = await a.person('supervisor')
    const { begun, release } = await inMidReplay(c, () =>
      c.connect(supervisor, { last_event_id: 0 }),
    )
    await end(supervisor)
    await a.say(room, 'not for you')
    await c.feed.poke()
    release()
    const client = await begun
    await client.until(() => !client.socket.connected, 'the end of the connection')
    expect(client.seen).toEqual([{ event: 'session_expired', payload: { reason } }])
    expect(c.watches.open).toBe(0)
    await c.stop()
  })
}

test('[J3] who leaves the namespace while it catches up gets nothing more on the connection that it kept', async () => {
  const c = await anotherProcess()
  const room = await a.newRoom()
  const supervisor = await a.person('supervisor')
  const conn = Promise.withResolvers<{ close: () => void }>()
  c.engine.engine.once('connection', conn.resolve)
  const raw = await openRaw(`${c.url}/socket.io/?EIO=4&transport=websocket`)
  await raw.next()
  const { release } = await inMidReplay(c, () =>
    raw.send(`40${JSON.stringify({ token: supervisor.token, last_event_id: 0 })}`),
  )
  expect(String(await raw.next())).toStartWith('40')
  const left = new Promise((resolve) => {
    for (const socket of c.io.of('/').sockets.values()) socket.once('disconnect', resolve)
  })
  raw.send('41')
  await left
  // It is out of reach of whatever ends sockets.
  c.endSessions({ familyId: supervisor.familyId, reason: 'signed_out' })
  await a.say(room, 'not for you')
  await c.feed.poke()
  release()
  // Whoever comes later has its turns later.
  await c.connect(await a.person('supervisor'), { last_event_id: 0 })
  ;(await conn.promise).close()
  await raw.closed()
  await expect(raw.next()).rejects.toThrow('closed before a frame')
  expect(c.watches.open).toBe(0)
  await c.stop()
})
