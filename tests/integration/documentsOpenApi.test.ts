import { afterAll, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { Validator } from '@seriousme/openapi-schema-validator'
import Ajv2020 from 'ajv/dist/2020.js'
import { openApiDocument } from '../../src/http/openApi.ts'
import { asyncApi } from '../../src/protocol/asyncapi.ts'
import { openTestHttp } from '../helpers/httpApp.ts'
import { APP_SECRET } from '../helpers/server.ts'
import { openDocuments } from './documentsWorld.ts'

const { server, read } = await openDocuments()
afterAll(() => server.stop())

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
