import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { freePort, type Launched, launchServer, signInPeople } from '../faults/serverProcess.ts'
import { connect } from '../helpers/client.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { deliver } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { type FrontDoor, type RedisServer, startCaddy, startNginx, startRedis } from './programs.ts'

setDefaultTimeout(120_000)

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

const DOORS = [
  ['nginx', startNginx],
  ['Caddy', startCaddy],
] as const

describe.each(DOORS)('%s with the file that is shipped', (name, open) => {
  const absent = !Bun.which(name.toLowerCase())
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

  test.skipIf(absent)('does not serve the routes for operators', async () => {
    expect((await fetch(`${door.url}/metrics`)).status).toBe(404)
  })
})

test.skipIf(!Bun.which('caddy'))(
  'behind either proxy, webhooks succeed although one server is gone',
  async () => {
    const ports = servers.map(({ port }) => port)
    const gone = await freePort()
    for (const [, open] of DOORS) {
      const door = await open({ sockets: [gone, ...ports], web: [gone, ...ports] })
      for (let n = 0; n < 10; n++) {
        const answer = await deliver(door.url, webhook(textMessage(newPhone(), 'Halo')))
        expect(answer.status).toBe(200)
      }
      await door.stop()
    }
  },
)
