import { afterAll, describe, expect, spyOn, test } from 'bun:test'
import { connect } from '../helpers/client.ts'
import { openSocketDoor, pollingSession, rawSocket } from './rawSocketWorld.ts'

const { server, stop } = await openSocketDoor()
afterAll(stop)

function poll(method: string, sid: string, body?: string) {
  const url = `${server.url}/socket.io/?EIO=4&transport=polling${sid && `&sid=${sid}`}`
  return fetch(url, { method, ...(body !== undefined && { body }) })
}

describe('floods', () => {
  test('of pongs before signing in is cut off', async () => {
    const { socket, closed } = await rawSocket(server.url)
    for (let n = 0; n < 1000; n++) socket.send('3')
    expect((await closed).code).toBe(1008)
  })

  test('of pongs by polling leaves one timer, not as many as there were pongs', async () => {
    const session = await pollingSession(server.url)
    const running = new Set<unknown>()
    const [start, stop] = [globalThis.setTimeout, globalThis.clearTimeout]
    const starts = spyOn(globalThis, 'setTimeout').mockImplementation(((
      then: (...args: unknown[]) => void,
      ...rest: unknown[]
    ) => {
      const over = (...args: unknown[]) => {
        running.delete(timer)
        then(...args)
      }
      const timer = (start as (...args: unknown[]) => Timer)(over, ...rest)
      running.add(timer)
      return timer
    }) as never)
    const stops = spyOn(globalThis, 'clearTimeout').mockImplementation(((timer: Timer) => {
      running.delete(timer)
      stop(timer)
    }) as never)
    try {
      const pongs = Array.from({ length: 10_000 }, () => '3').join('\x1e')
      expect((await session.post(pongs)).status).toBe(200)
      expect(running.size).toBeLessThan(20)
    } finally {
      starts.mockRestore()
      stops.mockRestore()
    }
  })

  test('of events from one who is signed in is cut off, and others go on', async () => {
    const [flood, other] = [
      await connect(server.url, { token: server.admin.token }),
      await connect(server.url, { token: server.admin.token }),
    ]
    for (let n = 0; n < 1000; n++) flood.socket.emit('room:leave', { room_id: n })
    await flood.until(() => !flood.socket.connected, 'the end')
    expect(await other.emit('room:leave', {})).toMatchObject({ status: 0 })
    other.close()
  })
})

test('a polling client that floods packets is cut off, and others are served meanwhile', async () => {
  const session = await poll('GET', '')
  const sid = JSON.parse((await session.text()).slice(1)).sid as string
  await poll('POST', sid, `40${JSON.stringify({ token: (await server.person('agent')).token })}`)
  // Answers pile up that nobody takes.
  while (!(await (await poll('GET', sid)).text()).includes('session_ready'));
  for (let n = 0; n < 3; n++) await poll('POST', sid, '420["room:join",{"room_id":"x"}]')
  const flood = Array.from({ length: 1400 }, () => '420["room:join",{"room_id":"x"}]').join('\x1e')
  const statuses: number[] = []
  for (let round = 0; round < 5; round++) statuses.push((await poll('POST', sid, flood)).status)
  expect(statuses.at(-1)).toBe(400)
})
