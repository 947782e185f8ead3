import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { connect as connectTcp } from 'node:net'
import { freePort, type Launched, launchServer, signInPeople } from '../faults/serverProcess.ts'
import { connect } from '../helpers/client.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { deliver } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import {
  type FrontDoor,
  type RedisServer,
  startCaddy,
  startHaproxy,
  startNginx,
  startRedis,
} from './programs.ts'

setDefaultTimeout(120_000)

const deploy = (file: string) => new URL(`../../deploy/${file}`, import.meta.url).pathname

/** Meta sends up to 3 MB. */
const LARGE = 2_900_000

let database: TestDatabase
let redis: RedisServer
let servers: { port: number; server: Launched }[]
let token: string
beforeAll(async () => {
  database = await testDatabase()
  redis = await startRedis()
  const start = async () => {
    const port = await freePort()
    const env = { REDIS_URL: redis.url, TRUSTED_PROXIES: '127.0.0.1' }
    return { port, server: await launchServer(database.url, port, { env }) }
  }
  servers = [await start(), await start()]
  token = (await signInPeople(servers[0]!.server.url)).admin.token
})
afterAll(async () => {
  for (const { server } of servers) await server.end('SIGTERM')
  await redis.destroy()
  await database.drop()
})

/** Sends these bytes. @returns the answer, once the connection is closed */
function sendRaw(port: number, request: string): Promise<string> {
  const socket = connectTcp(port, '127.0.0.1', () => socket.write(request))
  let answer = ''
  socket.on('data', (data) => {
    answer += data.toString('latin1')
  })
  return new Promise((resolve, reject) => {
    socket.on('close', () => resolve(answer)).on('error', reject)
  })
}

const DOORS = [
  ['nginx', startNginx],
  ['Caddy', startCaddy],
  ['HAProxy', startHaproxy],
] as const
const isThere = (name: string) => Bun.which(name.toLowerCase()) !== null

// Only root may write where packages of nginx have their log.
test.skipIf(process.getuid?.() !== 0)(
  'nginx takes the configuration in deploy/ as it is',
  async () => {
    const { exitCode, stderr } = await Bun.$`nginx -t -c ${deploy('nginx.conf')}`.quiet().nothrow()
    expect({ exitCode, said: stderr.toString() }).toEqual({
      exitCode: 0,
      said: expect.stringContaining('test is successful'),
    })
  },
)

describe.each(DOORS)('%s with the file that is shipped', (name, open) => {
  const absent = !isThere(name)
  let door: FrontDoor
  beforeAll(async () => {
    if (absent) return
    const ports = servers.map(({ port }) => port)
    door = await open({ sockets: ports, web: ports })
  })
  afterAll(() => door?.stop())

  test.skipIf(absent)('lets webhooks through, also the largest that Meta sends', async () => {
    const body = webhook(textMessage(newPhone(), 'x'.repeat(LARGE)))
    expect((await deliver(door.url, body)).status).toBe(200)
  })

  test.skipIf(absent).each([[['websocket']], [['polling']], [['polling', 'websocket']]] as const)(
    'a client by %p gets the events of webhooks to either server',
    async (transports) => {
      const client = await connect(door.url, { token }, { transports: [...transports] })
      const phones = Array.from({ length: 6 }, () => newPhone())
      for (const phone of phones) await deliver(door.url, webhook(textMessage(phone, 'Halo')))
      await client.event('new_room_complete', phones.length)
      const heard = client.named('new_room_complete').map(({ room_phone }) => room_phone)
      expect(heard.toSorted()).toEqual(phones.toSorted())
      expect(client.faults).toEqual([])
      client.close()
    },
  )

  test.skipIf(absent).each([
    [
      'a method that no server knows',
      'BREW /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    ],
    ['a CONNECT', 'CONNECT x:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    [
      'a body in broken pieces',
      'POST /auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n',
    ],
  ])('%s takes no server away from others', async (_, request) => {
    for (let n = 0; n < 4; n++) await sendRaw(door.port, request)
    const others = Array.from({ length: 8 }, async (_, n) => {
      // A GET might be held back until a server is back, a POST not.
      const init = n % 2 === 0 ? {} : { method: 'POST' }
      const answer = await fetch(`${door.url}/sign-in`, {
        ...init,
        signal: AbortSignal.timeout(1000),
      })
      return answer.status
    })
    expect(await Promise.all(others)).toEqual([200, 404, 200, 404, 200, 404, 200, 404])
  })

  test.skipIf(absent)('lets through health checks by HTTP/1.0 that name no host', async () => {
    const answer = await sendRaw(door.port, 'GET /ready HTTP/1.0\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.[01] 200 .*"status":/s)
  })

  test.skipIf(absent)('does not serve the routes for operators', async () => {
    expect((await fetch(`${door.url}/metrics`)).status).toBe(404)
  })
})

test.each(DOORS.filter(([name]) => isThere(name)))(
  'behind %s, webhooks succeed although one server is gone',
  async (_, open) => {
    const ports = servers.map(({ port }) => port)
    const gone = await freePort()
    const door = await open({ sockets: [gone, ...ports], web: [gone, ...ports] })
    for (let n = 0; n < 10; n++) {
      const answer = await deliver(door.url, webhook(textMessage(newPhone(), 'Halo')))
      expect(answer.status).toBe(200)
    }
    await door.stop()
  },
)
