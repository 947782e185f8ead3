import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type ConnectOptions, connect } from '../../src/client/connect.ts'
import { httpAnswer, rawServer } from '../helpers/rawServer.ts'
import { ADMIN, startServer } from '../helpers/server.ts'
import { next, openClients } from './clientWorld.ts'

setDefaultTimeout(60_000)

const { open, server, supervisor, stop } = await openClients()
afterAll(stop)

const OPENED = { sid: 'one', upgrades: [], pingInterval: 25_000, pingTimeout: 20_000 }

/** A client whose backoff is counted. `failed` resolves with the counts once there are so many. */
function counted(enough: number, options: ConnectOptions) {
  const failures: number[] = []
  const failed = Promise.withResolvers<number[]>()
  const connection = connect({
    ...options,
    retryAfter: (n) => {
      failures.push(n)
      if (failures.length === enough) failed.resolve(failures)
      return 5
    },
  })
  open.push(connection)
  return { connection, failures, failed: failed.promise }
}

test('a transport error before Socket.IO’s own handshake is done counts as one failure', async () => {
  let opened = 0
  // Engine.IO opens, and takes the CONNECT; what should bring the answer to it is cut.
  const raw = await rawServer((socket, head) => {
    if (head.startsWith('POST')) return socket.write(httpAnswer(200, 'ok'))
    if (head.includes('sid=')) return socket.destroy()
    opened++
    socket.write(httpAnswer(200, `0${JSON.stringify(OPENED)}`))
  })
  try {
    const socket = { transports: ['polling'] }
    const { connection, failed } = counted(4, { url: raw.url, token: 'none', socket })
    expect(await failed).toEqual([0, 1, 2, 3])
    expect(opened).toBe(4)
    connection.close()
  } finally {
    raw.stop()
  }
})

test('an expired token counts as one failure, though the server tells of it and closes', async () => {
  const short = await startServer({ config: { accessTokenMs: 2000 } })
  try {
    const { data } = (await short.api('POST', '/auth/login', { body: ADMIN })).body
    const expired = Promise.withResolvers<void>()
    // The renewal in time is not answered in time.
    const onToken = async () => {
      await expired.promise
      const body = { refresh_token: data.refresh_token }
      return (await short.api('POST', '/auth/refresh', { body })).body.data.token as string
    }
    const { connection, failures } = counted(1, { url: short.url, token: data.token, onToken })
    await next(connection, 'session_expired')
    expired.resolve()
    await next(connection, 'session_ready')
    expect(failures).toEqual([0])
    connection.close()
  } finally {
    await short.stop()
  }
})

test('“try now”, pressed while a new token is awaited, neither counts nor connects twice', async () => {
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<string>()
  let times = 0
  const onToken = () => {
    times++
    asked.resolve()
    return answer.promise
  }
  const { connection, failures } = counted(1, { url: server.url, token: 'expired', onToken })
  await asked.promise
  connection.tryNow()
  connection.tryNow()
  answer.resolve(supervisor.token)
  await next(connection, 'session_ready')
  expect({ times, failures }).toEqual({ times: 1, failures: [0] })
})
