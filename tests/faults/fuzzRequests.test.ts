import { afterAll, expect, test } from 'bun:test'
import { connect } from 'node:net'
import fc from 'fast-check'
import { failure } from '../../src/protocol/errors.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { deliver } from '../helpers/server.ts'
import { textMessage, webhook } from '../helpers/webhooks.ts'
import { type Raw, type Request, rawRequests, requestsOf } from './fuzzRequest.ts'
import { fuzz, fuzzRuns, fuzzSeed, watchMemory } from './fuzzRun.ts'
import type { Document } from './fuzzSchema.ts'
import { freePort, launchServer, signInPeople } from './serverProcess.ts'

const RUNS = fuzzRuns(0.3, 2500)

const database = await testDatabase()
afterAll(() => database.drop())

test(`${RUNS} generated requests: none fails, every answer is valid, and memory does not grow`, async () => {
  const port = await freePort()
  const server = await launchServer(database.url, port)
  const people = await signInPeople(server.url)
  const tokens = { admin: people.admin.token, agent: people.agent.token }
  const signedIn = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
    return (await answer.json()) as any
  }
  for (let n = 0; n < 20; n++)
    await deliver(server.url, webhook(textMessage(`62812345678${n}`, `Halo ${n}`)))
  const rooms: { room_id: string; channel: { id: string } }[] = (await signedIn('GET', '/rooms'))
    .data
  await people.assign(rooms.slice(0, 5).map(({ room_id }) => room_id))
  const [message] = (await signedIn('GET', `/messages?room_id=${rooms[0]!.room_id}`)).data
  const lead = await signedIn('POST', '/leads', { name: 'Ana' })
  const reply = await signedIn('POST', '/quick-replies', { shortcut: 'a', text: 'b' })
  // Without a token, since the run would sign itself out.
  const colleague = await signedIn('POST', '/users', {
    email: 'colleague@example.com',
    password: 'correct horse battery',
    name: 'C',
    role: 'agent',
  })
  const ids = fc.constantFrom(
    ...rooms.map(({ room_id }) => room_id),
    ...[rooms[0]!.channel.id, message.id, lead.data.id, reply.data.id, colleague.data.id],
    '01a1fcae-8777-75bd-b715-fdbda480a2c1',
  )
  const document: Document = await signedIn('GET', '/openapi.json')

  const memory = watchMemory(server.pid)
  const statuses = new Map<number, number>()
  const count = (status: number) => statuses.set(status, (statuses.get(status) ?? 0) + 1)
  /** Set while signing in again, after one of the requests has signed its user out. */
  let signingIn: Promise<void> | null = null
  const signInAgain = async () => {
    const again = await signInPeople(server.url)
    tokens.admin = again.admin.token
    tokens.agent = again.agent.token
    signingIn = null
  }
  const ask = async ({ method, path, type, body }: Request, token: string | null) => {
    const answer = await fetch(server.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(type && body && { 'content-type': type }),
      },
      ...(body && { body: body as BodyInit }),
    })
    return { answer, text: await answer.text() }
  }
  /** A download breaks off if another request signs its caller out meanwhile. */
  const hasBrokenOff = async ({ path }: Request, token: string | null) =>
    path.includes('/export') &&
    (await ask({ method: 'GET', path: '/rooms' } as Request, token)).answer.status === 401
  const attempt = async (input: Request | Raw): Promise<string | null> => {
    if ('raw' in input) return sendRaw(port, input.raw)
    const { who } = input
    const token = who === 'made up' ? 'a.b.c' : who === 'nobody' ? null : tokens[who]
    const answered = await ask(input, token).catch(async (error) => {
      if (!(await hasBrokenOff(input, token))) throw error
      return null
    })
    if (answered === null) return null
    const { answer, text } = answered
    count(answer.status)
    if (answer.status >= 500) return `${answer.status} ${text}`
    if (answer.status === 401 && (who === 'admin' || who === 'agent')) {
      if (tokens[who] === token) signingIn ??= signInAgain()
      await signingIn
    }
    return faultOf(answer, text)
  }
  const done = await fuzz<Request | Raw>({
    arbitrary: fc.oneof(
      { weight: 9, arbitrary: requestsOf(document, ids) as fc.Arbitrary<Request | Raw> },
      { weight: 1, arbitrary: rawRequests },
    ),
    runs: RUNS,
    seed: fuzzSeed('requests'),
    midway: memory.midway,
    log: () => server.output().slice(-4000),
    attempt,
  })
  expect(server.runs()).toBe(true)
  expect((await fetch(`${server.url}/ready`)).status).toBe(200)
  const mb = await memory.expectFlat()
  expect(await server.end('SIGTERM')).toBe(0)
  console.log(`${done} requests: ${JSON.stringify(Object.fromEntries(statuses))}, ${mb}`)
}, 900_000)

/** What is wrong with an answer's format: every refusal must be as in the protocol. */
function faultOf(answer: Response, text: string): string | null {
  if (answer.status < 400) return null
  const isJson = answer.headers.get('content-type')?.startsWith('application/json')
  if (!isJson) return `${answer.status} is no JSON: ${text}`
  const read = failure.safeParse(JSON.parse(text))
  return read.success ? null : `${answer.status} is no failure: ${text}`
}

/** Resolves when the server has closed the connection, or has had a moment to. */
function sendRaw(port: number, bytes: Uint8Array): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let answer = ''
    socket.setTimeout(100, () => socket.destroy())
    socket.on('data', (data) => {
      answer += data.toString('latin1')
    })
    socket.on('error', () => {})
    // 505 is right: the client asked for another version of HTTP.
    const isFault = () => /^HTTP\/1\.1 5/.test(answer) && !answer.startsWith('HTTP/1.1 505')
    socket.on('close', () => resolve(isFault() ? answer.slice(0, 2000) : null))
  })
}
