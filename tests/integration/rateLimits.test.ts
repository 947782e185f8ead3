import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { io } from 'socket.io-client'
import { connect } from '../helpers/client.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { LIMITS, openTestHttp } from '../helpers/httpApp.ts'
import { type Server, startServer } from '../helpers/server.ts'

setDefaultTimeout(60_000)

/** Ten seconds' worth of each is 5. */
const FEW = 30
let server: Server
beforeAll(async () => {
  const now = Date.now()
  server = await startServer({
    // It stands still: what is used up stays used up, however long a test takes.
    now: () => now,
    config: { rateLimits: { ...LIMITS, requests: FEW, handshakes: FEW, events: FEW } },
  })
})
afterAll(() => server.stop())

const many = <T>(times: number, work: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: times }, (_, n) => work(n)))
const count = (statuses: number[], status: number) =>
  statuses.filter((one) => one === status).length

describe('requests', () => {
  test('of one user are limited, with the time to wait, and another user’s are not', async () => {
    const http = openTestHttp((await testDatabase()).url, {
      rateLimits: { ...LIMITS, requests: FEW },
    })
    const [one, other] = [await http.signedIn(), await http.signedIn()]
    const me = (token: string) => http.call('GET', '/auth/me', { token })
    const answers = await many(20, () => me(one.token))
    const statuses = answers.map(({ status }) => status)
    expect(count(statuses, 200)).toBe(5)
    const refused = answers.find(({ status }) => status === 429)!
    expect(refused.body.error.code).toBe('rate_limited')
    expect(refused.headers.get('retry-after')).toBe('2')
    expect((await me(other.token)).status).toBe(200)
    http.clock.now += 2000
    expect((await me(one.token)).status).toBe(200)
    expect((await me(one.token)).status).toBe(429)
    await http.close()
  })

  test('without a sign-in are limited by address, whatever token is made up', async () => {
    const http = openTestHttp((await testDatabase()).url, {
      rateLimits: { ...LIMITS, requests: FEW },
    })
    const ask = (n: number, address: string) =>
      http.call('GET', '/rooms', { token: `a.b.${n}`, address })
    const statuses = (await many(20, (n) => ask(n, '203.0.113.9'))).map(({ status }) => status)
    expect([count(statuses, 401), count(statuses, 429)]).toEqual([5, 15])
    expect((await ask(0, '203.0.113.10')).status).toBe(401)
    const network = await many(20, (n) => ask(n, `2001:db8::${n + 1}`))
    expect(
      count(
        network.map(({ status }) => status),
        401,
      ),
    ).toBe(5)
    const refreshes = await many(20, () =>
      http.call('POST', '/auth/refresh', {
        body: { refresh_token: 'made up' },
        address: '203.0.113.11',
      }),
    )
    expect(
      count(
        refreshes.map(({ status }) => status),
        401,
      ),
    ).toBe(5)
    await http.close()
  })

  test('by the link of a file count as those of its user, and by a made-up one as a stranger’s', async () => {
    const http = openTestHttp((await testDatabase()).url, {
      rateLimits: { ...LIMITS, requests: FEW },
    })
    const { token } = await http.signedIn()
    const file = Bun.randomUUIDv7()
    const { link } = http.deps.media.links.issue(file, (await http.tokens.verify(token))!)
    const use = async (shown: string, address: string) =>
      (await http.call('GET', `/media/${file}?link=${shown}`, { address })).status
    const made = await many(20, () => use('x', '203.0.113.20'))
    expect([count(made, 401), count(made, 429)]).toEqual([5, 15])
    const used = await many(20, (n) => use(link, `203.0.113.${30 + n}`))
    expect([count(used, 404), count(used, 429)]).toEqual([5, 15])
    expect((await http.call('GET', '/auth/me', { token })).status).toBe(429)
    await http.close()
  })

  test('health is never limited', async () => {
    const statuses = await many(50, async () => (await fetch(`${server.url}/health`)).status)
    expect(count(statuses, 200)).toBe(50)
  })
})

test('events of one socket are limited, told so in the acknowledgement, and the socket stays', async () => {
  const client = await connect(server.url, { token: server.admin.token })
  const leave = () => client.emit('room:leave', { room_id: Bun.randomUUIDv7() })
  const answers = await many(30, leave)
  const passed = answers.filter(({ status }) => status === 1)
  const refused = answers.filter(({ code }) => code === 'rate_limited')
  expect([passed.length, refused.length]).toEqual([5, 25])
  expect(client.socket.connected).toBe(true)
  client.close()
})

test('handshakes of one address are limited, by either transport, and open sockets stay', async () => {
  const ask = async () => {
    const answer = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`)
    return { status: answer.status, wait: answer.headers.get('retry-after') }
  }
  const answers = await many(30, ask)
  const statuses = answers.map(({ status }) => status)
  expect(count(statuses, 200)).toBeLessThanOrEqual(5)
  expect(count(statuses, 429)).toBe(30 - count(statuses, 200))
  expect(Number(answers.find(({ status }) => status === 429)!.wait)).toBeGreaterThan(0)
  const socket = io(server.url, {
    auth: { token: server.admin.token },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  })
  await new Promise((resolve) => socket.once('connect_error', resolve))
  socket.close()
})

describe('sockets of one user', () => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ config: { rateLimits: { ...LIMITS, sockets: 3 } } })
  })
  afterAll(() => server.stop())

  const open = ({ token }: { token: string }, transport = 'websocket') =>
    connect(server.url, { token }, { transports: [transport] })

  test('are limited, whichever their transport; one too many is told why, and those of another user are let in', async () => {
    const clients = await Promise.all(
      ['websocket', 'polling', 'websocket'].map((transport) => open(server.admin, transport)),
    )
    for (const transport of ['websocket', 'polling'])
      await expect(open(server.admin, transport)).rejects.toThrow('too_many_sockets')
    const other = await open(await server.person('agent'))
    expect([...clients, other].map(({ socket }) => socket.connected)).toEqual(Array(4).fill(true))
    for (const client of [...clients, other]) client.close()
  })

  test('count for as long as they are open', async () => {
    const agent = await server.person('agent')
    const [first, ...others] = await many(3, () => open(agent))
    await expect(open(agent)).rejects.toThrow('too_many_sockets')
    first!.close()
    let next: Awaited<ReturnType<typeof open>> | null = null
    // The server learns of it in a moment.
    while (!next) next = await open(agent).catch(() => null)
    await expect(open(agent)).rejects.toThrow('too_many_sockets')
    for (const client of [next, ...others]) client.close()
  })
})
