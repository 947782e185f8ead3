import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  expect,
  setDefaultTimeout,
  test,
} from 'bun:test'
import { failure } from '../../src/protocol/errors.ts'
import { clientEvents } from '../../src/protocol/events.ts'
import { signBody } from '../../src/whatsapp/signature.ts'
import { type Client, connect } from '../helpers/client.ts'
import { APP_SECRET } from '../helpers/server.ts'
import { send } from './accessLines.ts'
import { ROUTES } from './accessRoutes.ts'
import { type AccessWorld, openAccessWorld } from './accessWorld.ts'

setDefaultTimeout(60_000)

const LONG = 'x'.repeat(10_000)
const PROTO = JSON.parse('{"__proto__":{"room_id":"x","token":"x","name":"x","status":1}}')
const MALFORMED: unknown[] = [null, [], 7, true, 'x', LONG, [LONG], PROTO]

let world: AccessWorld
/** A new one for each test: a connection has a budget of frames. */
let client: Client
let openApi: OpenApi
beforeAll(async () => {
  world = await openAccessWorld()
  openApi = (await world.server.api('GET', '/openapi.json')).body
})
afterAll(() => world.end())
beforeEach(async () => {
  client = await connect(world.server.url, { token: world.people.admin.token })
})
afterEach(() => {
  client.close()
  expect(client.faults).toEqual([])
})

/** On the same connection and by REST, and nothing has leaked into objects that are none of a client's. */
async function stillServes() {
  expect(await client.emit('room:join', { room_id: world.room.id })).toMatchObject({ status: 1 })
  expect((await world.call('GET', `/rooms/${world.room.id}`, world.people.admin)).status).toBe(200)
  expect(({} as { room_id?: unknown }).room_id).toBeUndefined()
}

for (const [event, schema] of Object.entries(clientEvents)) {
  test(`${event}: a malformed payload answers invalid_request, and the connection stays`, async () => {
    const { id } = client.socket
    const fields = [...fieldsOf(schema)]
    expect(fields.length).toBeGreaterThan(0)
    for (const value of [LONG, null, 7, [], PROTO]) {
      expect(await client.emit(event, allOf(fields, value))).toMatchObject({
        status: 0,
        code: 'invalid_request',
      })
    }
    for (const payload of MALFORMED) {
      const answer = await client.emit(event, payload)
      expect({ payload, answer }).toMatchObject({
        payload,
        answer: { status: 0, code: 'invalid_request', message: expect.any(String) },
      })
      client.socket.emit(event, payload)
    }
    expect(await client.emit(event)).toMatchObject({ status: 0, code: 'invalid_request' })
    client.socket.emit(event)
    await stillServes()
    expect(client.socket.id).toBe(id!)
  })
}

test('every route that takes JSON refuses what is malformed', async () => {
  const routes = routesWithBody()
  expect(routes.length).toBeGreaterThan(10)
  for (const { route, fields, mayBeEmpty } of routes) {
    const line = ROUTES.find((one) => one.route === route)
    if (!line) throw new Error(`${route} has no line in accessRoutes.ts`)
    const filled = [LONG, 7, PROTO].map((value) => JSON.stringify(allOf(fields, value)))
    const bodies = MALFORMED.map((body) => JSON.stringify(body))
    const refuse = await refuserOf(line)
    for (const body of [...bodies, ...filled, '{', '\0', LONG]) {
      const { status, refused } = await refuse(body)
      // With nothing that it knows in it, a body that may be empty is one.
      const isEmpty = mayBeEmpty && body === JSON.stringify(PROTO)
      const asExpected = isEmpty ? status < 500 : status === 400 && refused
      expect({ route, body: body.slice(0, 100), status, asExpected }).toMatchObject({
        asExpected: true,
      })
    }
  }
  await stillServes()
})

test('every route that takes no JSON passes it over or refuses it, and never fails', async () => {
  const withBody = new Set(routesWithBody().map(({ route }) => route))
  const others = ROUTES.filter(({ route }) => !/^GET/.test(route) && !withBody.has(route))
  for (const line of others) {
    const refuse = await refuserOf(line)
    for (const body of [...MALFORMED.map((one) => JSON.stringify(one)), '{'])
      expect((await refuse(body)).status).toBeLessThan(500)
  }
  await stillServes()
})

const allOf = (fields: string[], value: unknown) =>
  Object.fromEntries(fields.map((field) => [field, value]))

/** Asks a route as it should be asked, but with another body; anew where the last one was taken. */
async function refuserOf(line: (typeof ROUTES)[number]) {
  let asked = await line.ask(world, 'admin')
  return async (body: string) => {
    const headers = {
      ...asked.headers,
      'content-type': 'application/json',
      ...(asked.path.startsWith('/webhook') && { 'x-hub-signature-256': signatureOf(body) }),
    }
    const answer = await send(world, 'admin', line.route, { ...asked, body, headers })
    const json = await answer.json().catch(() => null)
    if (answer.ok) asked = await line.ask(world, 'admin')
    const refused = failure.safeParse(json).success && json.error.code === 'invalid_request'
    return { status: answer.status, refused }
  }
}

const signatureOf = (body: string) => signBody(Buffer.from(body), APP_SECRET)

type Schema = {
  $ref?: string
  properties?: Record<string, Schema>
  required?: string[]
  anyOf?: Schema[]
  oneOf?: Schema[]
}
type OpenApi = {
  paths: Record<
    string,
    Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>
  >
  components: { schemas: Record<string, Schema> }
}

/** Ours: Meta's webhook takes any JSON that is signed. */
function routesWithBody() {
  return Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) => {
      const named = requestBody?.content['application/json']?.schema
      if (!named || path.startsWith('/webhook')) return []
      const schema = openApi.components.schemas[named.$ref?.split('/').at(-1) ?? ''] ?? named
      const variants = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
      const fields = variants.flatMap(({ properties }) => Object.keys(properties ?? {}))
      return [
        {
          route: `${method.toUpperCase()} ${path}`,
          fields: [...new Set(fields)],
          mayBeEmpty: variants.every(({ required }) => !required?.length),
        },
      ]
    }),
  )
}

/** The names of an event's fields, of every variant. */
function fieldsOf(schema: unknown): Set<string> {
  const { shape, options } = schema as { shape?: object; options?: unknown[] }
  return new Set([
    ...Object.keys(shape ?? {}),
    ...(options ?? []).flatMap((one) => [...fieldsOf(one)]),
  ])
}
