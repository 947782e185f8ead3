import { afterAll, expect, test } from 'bun:test'
import fc from 'fast-check'
import { clientEvents, serverEvents } from '../../src/protocol/events.ts'
import { connect } from '../helpers/client.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { deliver } from '../helpers/server.ts'
import { textMessage, webhook } from '../helpers/webhooks.ts'
import { fuzz, fuzzRuns, fuzzSeed, watchMemory } from './fuzzRun.ts'
import { openFuzzSocket } from './fuzzSocket.ts'
import { anyJson, changed, damaged, nastyText } from './fuzzValues.ts'
import { freePort, launchServer, signInPeople } from './serverProcess.ts'

/** Packets that are sent before the test checks that the connection still answers. */
const IN_A_ROW = 10
const RUNS = fuzzRuns(0.3, 3000)

const database = await testDatabase()
afterAll(() => database.drop())

const events = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...Object.keys(clientEvents)) },
  fc.constantFrom(...Object.keys(serverEvents), 'error', 'toString'),
  nastyText,
)
/** Event names that Socket.IO reserves. */
const reserved = fc.constantFrom('connect', 'connect_error', 'disconnect', 'newListener')

/** Packets of Socket.IO and Engine.IO, from valid to very wrong. */
function packetsOf(ids: fc.Arbitrary<string>, token: string) {
  const payload = fc.oneof(
    {
      weight: 4,
      arbitrary: changed(
        fc.record(
          {
            room_id: ids,
            chat_id: ids,
            room: fc.constantFrom('PartnerApp', 'CustomerApp', 'dashboard', 'nowhere'),
            is_typing: fc.boolean(),
            token: fc.constantFrom(token, 'a.b.c'),
            text: fc.constantFrom('Halo', 'x'.repeat(5000)),
            client_message_id: fc.constantFrom('one', 'two'),
          },
          { requiredKeys: ['room_id', 'chat_id'] },
        ),
      ),
    },
    anyJson,
  )
  const eventWith = (id: fc.Arbitrary<string>, name: fc.Arbitrary<string>) =>
    fc
      .tuple(id, name, fc.array(payload, { maxLength: 3 }))
      .map(([id, name, args]) => `42${id}${JSON.stringify([name, ...args])}`)
  const event = eventWith(fc.oneof(fc.constant(''), fc.nat(1000).map(String)), events)
  const badEvent = fc.oneof(
    eventWith(fc.constantFrom('-1', '1e9', 'x', '9'.repeat(400)), events),
    eventWith(fc.constant(''), reserved),
  )
  const attached = fc
    .tuple(fc.constantFrom('0', '1', '2', '11', '99999', 'x'), events, fc.nat(12))
    .map(
      ([count, name, num]) => `45${count}-${JSON.stringify([name, { _placeholder: true, num }])}`,
    )
  const text = fc.oneof(
    { weight: 3, arbitrary: event },
    { weight: 3, arbitrary: badEvent },
    attached,
    anyJson.map((auth) => `40${JSON.stringify(auth)}`),
    fc.constantFrom(
      '2',
      '3',
      '6',
      '5',
      '2probe',
      '41',
      '40',
      '43',
      '44',
      '46',
      '4',
      '40/admin,',
      '42/admin,["x"]',
      '43[]',
      '430[]',
      '0{}',
    ),
    fc.tuple(fc.nat(9), nastyText).map(([type, rest]) => `${type}${rest}`),
    fc
      .tuple(fc.constantFrom('42[', '42[[', '42{"a":'), fc.nat(20_000))
      .map(([open, n]) => open + open.slice(2).repeat(n)),
  )
  const any = fc.oneof(
    { weight: 6, arbitrary: text.map((packet) => packet.toWellFormed()) },
    {
      weight: 1,
      arbitrary: damaged(text).map((bytes) => Buffer.from(bytes).toString().toWellFormed()),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }) },
  )
  // Packets that end the connection come last, so that all others are read.
  const wellFormed = event.map((packet): string | Uint8Array => packet.toWellFormed())
  return fc
    .tuple(fc.array(wellFormed, { minLength: IN_A_ROW - 1, maxLength: IN_A_ROW - 1 }), any)
    .map(([first, last]) => [...first, last])
}

test(`${RUNS} generated packets: none breaks anything, every answer is valid, and memory does not grow`, async () => {
  const server = await launchServer(database.url, await freePort(), {
    keepOutput: Number.POSITIVE_INFINITY,
  })
  const { agent, assign } = await signInPeople(server.url)
  for (let n = 0; n < 5; n++)
    await deliver(server.url, webhook(textMessage(`62812345678${n}`, `Halo ${n}`)))
  const bystander = await connect(server.url, { token: agent.token })
  const headers = { authorization: `Bearer ${(await signInPeople(server.url)).admin.token}` }
  const { data } = (await (await fetch(`${server.url}/rooms`, { headers })).json()) as {
    data: { room_id: string }[]
  }
  const rooms = data.map(({ room_id }) => room_id)
  await assign(rooms.slice(0, 3))
  const ids = fc.constantFrom(...rooms, '01a1fcae-8777-75bd-b715-fdbda480a2c1')

  const memory = watchMemory(server.pid)
  const closed = new Map<string, number>()
  const count = (name: string) => closed.set(name, (closed.get(name) ?? 0) + 1)
  const base = `${server.url}/socket.io/?EIO=4&transport=polling`
  const sockets: Awaited<ReturnType<typeof openFuzzSocket>>[] = []
  let marker = 1_000_000

  const overSocket = async (packets: (string | Uint8Array)[], lane: number) => {
    if (!sockets[lane]?.isOpen()) sockets[lane] = await openFuzzSocket(server.url, agent.token)
    const socket = sockets[lane]!
    for (const packet of packets) if (socket.isOpen()) socket.send(packet)
    const id = marker++
    if (socket.isOpen()) socket.send(`42${id}["room:leave",{}]`)
    await socket.answered(id)
    count(socket.isOpen() ? 'answered' : `closed ${socket.code()}`)
    return socket.faults[0] ?? null
  }
  /** All of them in one body. */
  const overPolling = async (packets: (string | Uint8Array)[]) => {
    const opened = await (await fetch(base)).text()
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string }
    const body = packets
      .map((packet) =>
        typeof packet === 'string' ? packet : `b${Buffer.from(packet).toString('base64')}`,
      )
      .join('\x1e')
    const signedIn = `40${JSON.stringify({ token: agent.token })}\x1e`
    const answer = await fetch(`${base}&sid=${sid}`, { method: 'POST', body: signedIn + body })
    await answer.text()
    count(`polling ${answer.status}`)
    await fetch(`${base}&sid=${sid}`, { method: 'POST', body: '1' }).then((left) => left.text())
    return answer.status >= 500 ? `polling answered ${answer.status}` : null
  }
  const done = await fuzz({
    arbitrary: fc.record({
      packets: packetsOf(ids, agent.token),
      polling: fc.nat(9).map((n) => n === 0),
    }),
    runs: Math.ceil(RUNS / IN_A_ROW),
    seed: fuzzSeed('packets'),
    midway: memory.midway,
    log: () => server.output().slice(-4000),
    attempt: ({ packets, polling }, lane) =>
      polling ? overPolling(packets) : overSocket(packets, lane),
  })
  for (const socket of sockets) socket?.close()
  expect(server.runs()).toBe(true)
  // Other clients are not affected and get their events.
  expect(bystander.socket.connected).toBe(true)
  expect(bystander.faults).toEqual([])
  const faults = server
    .output()
    .split('\n')
    .filter((line) => /"level":(50|60)/.test(line))
  expect(faults).toEqual([])
  bystander.close()
  const mb = await memory.expectFlat()
  expect(await server.end('SIGTERM')).toBe(0)
  console.log(`${done * IN_A_ROW} packets: ${JSON.stringify(Object.fromEntries(closed))}, ${mb}`)
}, 900_000)
