import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import asyncApiSpecs from '@asyncapi/specs'
import { Validator } from '@seriousme/openapi-schema-validator'
import Ajv, { type AnySchema } from 'ajv'
import Ajv2020 from 'ajv/dist/2020.js'
import { openApiDocument } from '../../src/http/openApi.ts'
import { asyncApi } from '../../src/protocol/asyncapi.ts'
import { clientEvents, serverEvents } from '../../src/protocol/events.ts'
import { connect } from '../helpers/client.ts'
import { openTestHttp } from '../helpers/httpApp.ts'
import { APP_SECRET, deliver, type Server, startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'

let server: Server
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const read = async (path: string) => {
  const answer = await fetch(server.url + path)
  expect(answer.status).toBe(200)
  return answer.json()
}

test('documents and their page stay as they were made, and are not sent twice to who keeps them', async () => {
  const page = await (await fetch(`${server.url}/docs`)).text()
  const files = [...page.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, path]) => path!)
  for (const path of ['/openapi.json', '/asyncapi.json', '/docs', ...files]) {
    const [first, second] = [await fetch(server.url + path), await fetch(server.url + path)]
    expect(await second.text()).toBe(await first.text())
    const etag = first.headers.get('etag')
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
    expect(second.headers.get('etag')).toBe(etag)
    const kept = await fetch(server.url + path, { headers: { 'if-none-match': etag! } })
    expect([kept.status, await kept.text()]).toEqual([304, ''])
  }
})

test('the OpenAPI document is that of the routes as they are', async () => {
  const http = openTestHttp(server.databaseUrl)
  const made = openApiDocument(http.app)
  await http.close()
  expect(await read('/openapi.json')).toEqual(JSON.parse(JSON.stringify(made)))
  expect(await read('/asyncapi.json')).toEqual(JSON.parse(JSON.stringify(asyncApi())))
})

test('the OpenAPI document is valid OpenAPI 3.1', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(await read('/openapi.json'))
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
  expect(validator.version).toBe('3.1')
})

test('the OpenAPI document has the routes that the server answers', async () => {
  const { paths } = await read('/openapi.json')
  const named = [
    'get /webhook/whatsapp',
    'post /webhook/whatsapp',
    'get /health',
    'get /ready',
    'post /auth/login',
    'get /users',
    'get /rooms',
    'get /rooms/{id}/messages',
    'post /rooms/{id}/assign',
    'get /messages',
    'get /messages/search',
    'get /openapi.json',
  ]
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method} ${path}`),
  )
  expect(named.filter((one) => !all.includes(one))).toEqual([])
})

test('the OpenAPI document says of each route that takes JSON that a body may be too large for it', async () => {
  const { paths } = (await read('/openapi.json')) as {
    paths: Record<string, Record<string, { requestBody?: { content: object }; responses: object }>>
  }
  const silent: string[] = []
  let asked = 0
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { requestBody, responses }] of Object.entries(methods)) {
      if (path.startsWith('/webhook') || !('application/json' in (requestBody?.content ?? {}))) {
        continue
      }
      const answer = await fetch(server.url + path.replace(/\{\w+\}/, crypto.randomUUID()), {
        method: method.toUpperCase(),
        headers: {
          authorization: `Bearer ${server.admin.token}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify('x'.repeat(300_000)),
      })
      asked++
      if (!(answer.status in responses)) silent.push(`${method} ${path}: ${answer.status}`)
    }
  }
  expect(asked).toBeGreaterThan(20)
  expect(silent).toEqual([])
})

test('the OpenAPI document lets a forward that failed have no message, and one that did not a message', async () => {
  const { components } = await read('/openapi.json')
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const { message } = components.schemas.Forwarded.properties
  const validate = ajv.compile({ components, $ref: '#/components/schemas/Forwarded' })
  const error = { code: 'not_found', message: 'There is no such room.' }
  const failed = { room_id: crypto.randomUUID(), message: null, error }
  expect({ message, valid: validate(failed), errors: validate.errors }).toMatchObject({
    valid: true,
    errors: null,
  })
  expect(JSON.stringify(message)).toContain('"#/components/schemas/Message"')
  expect(validate({ ...failed, message: {} })).toBe(false)
})

test('the OpenAPI document says that a send has either a room or a recipient', async () => {
  const { components } = await read('/openapi.json')
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const content = { text: 'Halo' }
  const target = { room_id: crypto.randomUUID() }
  const recipient = { to: '628123456789' }
  const validate = ajv.compile({ components, $ref: '#/components/schemas/SendText' })
  expect(validate({ ...content, ...target })).toBe(true)
  expect(validate({ ...content, ...recipient })).toBe(true)
  expect(validate(content)).toBe(false)
  expect(validate({ ...content, ...target, ...recipient })).toBe(false)
  const sends = ['Text', 'Template', 'Interactive', 'Location', 'Contacts', 'MediaForm']
  for (const send of sends) expect(components.schemas[`Send${send}`].oneOf).toHaveLength(2)
})

test('the OpenAPI document says where `Retry-After` may come', async () => {
  const { paths } = (await read('/openapi.json')) as {
    paths: Record<string, Record<string, { responses: Record<string, { headers?: object }> }>>
  }
  // Neither says when to try again.
  const plain = ['/webhook/whatsapp', '/ready']
  const silent: string[] = []
  for (const [path, methods] of Object.entries(paths))
    for (const { responses } of Object.values(methods))
      for (const status of ['429', '503'])
        if (!plain.includes(path) && responses[status])
          if (!('Retry-After' in (responses[status].headers ?? {}))) silent.push(path + status)
  expect(silent).toEqual([])
  expect(paths['/rooms']!.get!.responses['429']!.headers).toBeDefined()
})

test('the OpenAPI document names every operation once, and says whether it needs a token', async () => {
  const { paths } = (await read('/openapi.json')) as {
    paths: Record<string, Record<string, { operationId?: string; security?: object[] }>>
  }
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  const ids = operations.map(({ operationId }) => operationId)
  expect(ids.filter((id) => !/^[a-z][A-Za-z]+$/.test(id ?? ''))).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
  expect(paths['/rooms/{id}/messages']!.get!.operationId).toBe('getRoomsByIdMessages')
  const silent = Object.entries(paths).flatMap(([path, methods]) =>
    Object.values(methods).some(({ security }) => security === undefined) ? [path] : [],
  )
  expect(silent).toEqual([])
  expect(paths['/auth/login']!.post!.security).toEqual([])
  expect(paths['/metrics']!.get!.security).toEqual([{ operator: [] }, {}])
})

test('the OpenAPI document says what the webhook answers, also when it refuses', async () => {
  const { paths, components } = await read('/openapi.json')
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const check = async (answer: Response) => {
    const method = answer.url.includes('?') ? 'get' : 'post'
    const described = paths['/webhook/whatsapp'][method].responses[answer.status]
    const schema = described?.content?.['application/json']?.schema ?? false
    return ajv.validate(schema === false ? false : { components, ...schema }, await answer.json())
  }
  const url = `${server.url}/webhook/whatsapp`
  const post = (body: string, signature: string) =>
    fetch(url, { method: 'POST', body, headers: { 'x-hub-signature-256': signature } })
  const signed = (body: string) =>
    `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`
  const wrongToken = '?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1'
  for (const [status, answer] of [
    [403, await fetch(url + wrongToken)],
    [401, await post('{}', 'sha256=00')],
    [400, await post('{', signed('{'))],
    [413, await post(`"${'x'.repeat(4 * 1024 * 1024)}"`, 'sha256=00')],
    [200, await post('{}', signed('{}'))],
  ] as const) {
    expect([answer.status, await check(answer)]).toEqual([status, true])
  }
})

test('the OpenAPI document says what each route that takes a file takes', async () => {
  const { paths } = await read('/openapi.json')
  const typesOf = (path: string) => Object.keys(paths[path].post.requestBody?.content ?? {})
  expect(typesOf('/leads/import')).toEqual(['text/csv', 'multipart/form-data'])
  expect(typesOf('/messages/send-media-combined')).toEqual(['multipart/form-data'])
})

test('every list says where its next page begins', async () => {
  type Answer = { properties?: { data?: { type?: string } }; required?: string[] }
  const { paths } = (await read('/openapi.json')) as {
    paths: Record<
      string,
      { get?: { responses: Record<string, { content?: Record<string, { schema: Answer }> }> } }
    >
  }
  const lists = Object.entries(paths).flatMap(([path, { get }]) => {
    const schema = get?.responses['200']?.content?.['application/json']?.schema
    return schema?.properties?.data?.type === 'array' ? [{ path, schema }] : []
  })
  expect(lists.length).toBeGreaterThan(10)
  const silent = lists.filter(({ schema }) => !schema.required?.includes('next_cursor'))
  expect(silent.map(({ path }) => path)).toEqual([])
})

test('the AsyncAPI document is valid AsyncAPI 3.0, and names every event', async () => {
  const document = await read('/asyncapi.json')
  const ajv = new Ajv({ strict: false, validateFormats: false })
  const validate = ajv.compile(asyncApiSpecs.schemasWithoutId['3.0.0'] as unknown as AnySchema)
  validate(document)
  expect(validate.errors ?? []).toEqual([])
  const names = (action: string) =>
    Object.values(
      document.operations as Record<string, { action: string; messages: { $ref: string }[] }>,
    )
      .filter((operation) => operation.action === action)
      .flatMap(({ messages }) => messages)
      .map(({ $ref }) => document.components.messages[$ref.split('/').at(-1)!].name)
  expect(names('send')).toEqual(Object.keys(serverEvents))
  expect(names('receive')).toEqual(Object.keys(clientEvents))
})

test('the AsyncAPI document has what the acknowledgement of each client event says, and nothing else', async () => {
  const { operations, components } = (await read('/asyncapi.json')) as {
    operations: Record<string, { reply: { messages: { $ref: string }[] } }>
    components: { messages: Record<string, { payload: object }> }
  }
  const ajv = new Ajv({ strict: false, validateFormats: false })
  const fits = (event: string, ack: object) => {
    const { reply } = operations[`receive.${event}`]!
    const key = reply.messages[0]!.$ref.split('/').at(-1)!
    return ajv.validate({ components, ...components.messages[key]!.payload }, ack)
  }
  const { token } = server.admin
  const client = await connect(server.url, { token })
  await deliver(server.url, webhook(textMessage(newPhone(), 'Halo')))
  const { room_id } = await client.event('new_room_complete')
  const client_message_id = 'said'
  const asked: [key: string, event: string, payload: object][] = [
    ['room.join', 'room:join', { room_id }],
    ['room.read', 'room:read', { room_id }],
    ['typing_indicator.sent', 'typing_indicator', { room_id, is_typing: true }],
    ['message.send', 'message:send', { room_id, text: 'Halo', client_message_id }],
    ['send_message', 'send_message', { room_id, text: 'Halo', client_message_id }],
    ['room.leave', 'room:leave', { room_id }],
    ['join_chat', 'join_chat', { chat_id: room_id }],
    ['join_chat_customer', 'join_chat_customer', { chat_id: room_id }],
    ['leave_chat', 'leave_chat', { chat_id: room_id }],
    ['join_room', 'join_room', { room: 'dashboard' }],
    ['leave_room', 'leave_room', { room_id }],
    ['session.renew', 'session:renew', { token }],
  ]
  expect(asked.map(([, event]) => event).sort()).toEqual(Object.keys(clientEvents).sort())
  for (const [key, event, payload] of asked) {
    const ack = await client.emit(event, payload)
    expect([event, ack.status, fits(key, ack)]).toEqual([event, 1, true])
    expect([event, fits(key, { status: 1 })]).toEqual([event, false])
    expect([event, fits(key, await client.emit(event, {}))]).toEqual([event, true])
  }
  client.close()
})

test('every reference in the AsyncAPI document leads somewhere', async () => {
  const document = await read('/asyncapi.json')
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)].map(([, ref]) => ref!)
  const found = (ref: string) =>
    ref
      .split('/')
      .slice(1)
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document)
  expect(refs.filter((ref) => found(ref) === undefined)).toEqual([])
  expect(refs.length).toBeGreaterThan(50)
})

test('the page stands alone: its files come from this server, and nothing is inline', async () => {
  const answer = await fetch(`${server.url}/docs`)
  const page = await answer.text()
  expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'")
  expect(page).not.toMatch(/https?:\/\/|<script>|<style>|\son\w+=|style=/)
  const files = [...page.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, path]) => path!)
  expect(files.length).toBe(3)
  for (const path of [...files, '/docs/documents.js', '/docs/tester.js']) {
    const file = await fetch(server.url + path)
    expect(file.status).toBe(200)
    expect(file.headers.get('content-type')).toMatch(/^text\/(css|javascript)/)
    expect(file.headers.get('x-content-type-options')).toBe('nosniff')
    const text = await file.text()
    for (const [, imported] of text.matchAll(/from ["']([^"']+)["']/g)) {
      expect(imported).toMatch(/^\.\/\w+\.js$/)
    }
  }
  expect((await fetch(`${server.url}/docs/../app.ts`)).status).toBe(404)
  expect((await fetch(`${server.url}/docs/%2e%2e%2fapp.ts`)).status).toBe(404)
  expect((await fetch(`${server.url}/docs/__proto__`)).status).toBe(404)
  expect((await fetch(`${server.url}/docs/constructor`)).status).toBe(404)
})
