import { describe, expect, test } from 'bun:test'
import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { answer, failures, jsonBody, success } from '../../src/http/answers.ts'
import { createHttp, type Mount } from '../../src/http/app.ts'
import { allowEmptyBody } from '../../src/http/bodies.ts'
import type { HttpDeps, HttpEnv } from '../../src/http/deps.ts'
import { AppError, failure, HTTP_STATUS } from '../../src/protocol/errors.ts'
import { isDatabaseUnavailable } from '../../src/store/unavailable.ts'

const KB_256 = 256 * 1024
const withCode = (code: string) => Object.assign(new Error('secret detail'), { code })

/** The app with routes that need no database: `/t/fail` throws, `/t/echo/:id` takes `{text}`. */
function open({ thrown, corsOrigins = [] }: { thrown?: unknown; corsOrigins?: string[] } = {}) {
  const logged: object[] = []
  const log = (fields: object, text: string) => void logged.push({ ...fields, text })
  const deps = {
    config: {
      production: false,
      corsOrigins,
      trustedProxies: [],
      rateLimits: null,
      refreshTokenMs: 1,
      oidc: null,
    },
    ctx: { now: () => 0 },
    log: { info: log, warn: log, error: log },
  } as unknown as HttpDeps
  const routes = new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'post',
        path: '/echo/{id}',
        request: {
          params: z.object({ id: z.uuid() }),
          body: jsonBody(z.object({ text: z.string(), deep: z.array(z.number()).optional() })),
        },
        responses: {
          200: answer('The same', z.object({ text: z.string() })),
          ...failures('invalid_request'),
        },
      }),
      (c) => success(c, c.req.valid('json')),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/poke',
        middleware: [allowEmptyBody] as const,
        responses: { 200: answer('Poked', z.object({})) },
      }),
      (c) => success(c, {}),
    )
    .get('/fail', () => {
      throw thrown
    })
  const own = new OpenAPIHono().post('/', async (c) => c.text(String((await c.req.text()).length)))
  const mounts: Mount[] = [
    { path: '/t', app: routes },
    { path: '/own', app: own, bodies: 'own' },
  ]
  return { app: createHttp(deps, mounts), logged }
}

const ECHO = '/t/echo/018f4e6a-0000-7000-8000-000000000001'
const json = (body: BodyInit) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body,
})

async function failureOf(response: Response) {
  const body = failure.parse(await response.json())
  expect(response.status).toBe(HTTP_STATUS[body.error.code])
  return body.error
}

describe('failures', () => {
  test('an AppError answers its code, message and details', async () => {
    const { app, logged } = open({ thrown: new AppError('conflict', 'Taken.', { reason: 'x' }) })
    const error = await failureOf(await app.request('/t/fail'))
    expect(error).toEqual({ code: 'conflict', message: 'Taken.', details: { reason: 'x' } })
    expect(logged).toBeEmpty()
  })

  test('anything else answers one constant text and is logged', async () => {
    const { app, logged } = open({ thrown: withCode('22P02') })
    const response = await app.request('/t/fail')
    const error = await failureOf(response)
    expect(error).toEqual({ code: 'internal', message: 'Something went wrong on our side.' })
    const request_id = response.headers.get('x-request-id')
    expect(logged).toMatchObject([{ request_id, method: 'GET', path: '/t/fail', code: '22P02' }])
  })

  test('a database out of reach answers unavailable', async () => {
    const { app } = open({ thrown: withCode('CONNECTION_CLOSED') })
    expect((await failureOf(await app.request('/t/fail'))).code).toBe('unavailable')
  })

  test('a log entry holds no parameters and no values of rows', async () => {
    const thrown = Object.assign(withCode('23505'), {
      detail: 'Key (email)=(siti@example.com) already exists.',
      parameters: ['siti@example.com'],
    })
    const { app, logged } = open({ thrown })
    await app.request('/t/fail')
    expect(JSON.stringify(logged)).not.toContain('siti@example.com')
  })

  test('an unknown route answers not_found, and so does a known path by another method', async () => {
    const { app } = open()
    for (const init of [{}, { method: 'POST' }, { method: 'DELETE' }]) {
      expect((await failureOf(await app.request('/nowhere', init))).code).toBe('not_found')
    }
    expect((await failureOf(await app.request('/auth/login'))).code).toBe('not_found')
  })

  test('an id that is no UUID answers not_found, like what is not there', async () => {
    const { app } = open()
    for (const id of ['1', '%00', "';--", '018f4e6a-0000-7000-8000-00000000000g']) {
      const response = await app.request(`/t/echo/${id}`, json('{"text":""}'))
      expect((await failureOf(response)).code).toBe('not_found')
    }
  })

  test('what a schema refuses is named with its path', async () => {
    const { app } = open()
    const error = await failureOf(await app.request(ECHO, json('{"text":1,"deep":[1,"2"]}')))
    expect(error.code).toBe('invalid_request')
    expect(error.details).toEqual([
      { path: 'text', message: expect.any(String) },
      { path: 'deep.1', message: expect.any(String) },
    ])
  })

  test.each([
    ['malformed JSON', json('{"text":')],
    ['no body', { method: 'POST', headers: { 'content-type': 'application/json' } }],
    ['no media type', { method: 'POST', body: new Blob(['{"text":""}']) }],
    ['another media type', { ...json('{"text":""}'), headers: { 'content-type': 'text/plain' } }],
    ['null', json('null')],
    ['an array', json('[]')],
    ['a number', json('1e999')],
    ['a string', json('"text"')],
    ['only __proto__', json('{"__proto__":{"text":"x"}}')],
    ['brackets 20,000 deep', json('['.repeat(20_000))],
  ])('a body of %s answers invalid_request', async (_, init) => {
    const response = await open().app.request(ECHO, init)
    expect((await failureOf(response)).code).toBe('invalid_request')
  })
})

describe('large bodies', () => {
  const body = (bytes: number) => JSON.stringify({ text: 'x'.repeat(bytes - '{"text":""}'.length) })
  const streamed = (text: string) =>
    new ReadableStream({
      start(controller) {
        for (let at = 0; at < text.length; at += 10_000) {
          controller.enqueue(new TextEncoder().encode(text.slice(at, at + 10_000)))
        }
        controller.close()
      },
    })

  test('JSON of 256 kB passes and one byte more answers payload_too_large, streamed or not', async () => {
    const { app } = open()
    for (const form of [(text: string) => text, streamed]) {
      expect((await app.request(ECHO, json(form(body(KB_256))))).status).toBe(200)
      const error = await failureOf(await app.request(ECHO, json(form(body(KB_256 + 1)))))
      expect(error.code).toBe('payload_too_large')
    }
  })

  test('an endless body is read no further than the limit', async () => {
    let pulled = 0
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 10_000
        controller.enqueue(new Uint8Array(10_000).fill(32))
      },
    })
    const error = await failureOf(await open().app.request(ECHO, json(endless)))
    expect(error.code).toBe('payload_too_large')
    expect(pulled).toBeLessThan(KB_256 * 2)
  })

  test('a body that a route does without stays unread, of whatever length', async () => {
    let pulled = 0
    const large = new ReadableStream({
      pull(controller) {
        pulled += 1
        if (pulled > 1000) controller.close()
        else controller.enqueue(new Uint8Array(10_000))
      },
    })
    const csv = { method: 'POST', headers: { 'content-type': 'text/csv' }, body: large }
    expect((await open().app.request('/t/poke', csv)).status).toBe(200)
    expect(pulled).toBeLessThan(10)
  })

  test('a route that limits its bodies itself gets more', async () => {
    const response = await open().app.request('/own', json(body(KB_256 * 4)))
    expect(await response.text()).toBe(String(KB_256 * 4))
  })
})

describe('headers', () => {
  test('every answer has a request id: the caller’s where it is harmless, else a new one', async () => {
    const { app } = open()
    const idOf = async (sent: string) =>
      (await app.request('/nowhere', { headers: { 'x-request-id': sent } })).headers.get(
        'x-request-id',
      )
    expect(await idOf('trace-1')).toBe('trace-1')
    expect(await idOf('{"a":"b"}')).toMatch(/^[\w-]{36}$/)
    expect(await idOf('x'.repeat(300))).toMatch(/^[\w-]{36}$/)
  })

  test('answers and failures are neither sniffed, nor cached, nor told to other sites', async () => {
    const { app } = open({ thrown: new Error('x') })
    const requests = [
      app.request(ECHO, json('{"text":""}')),
      app.request('/t/fail'),
      app.request('/x'),
    ]
    for (const { headers } of await Promise.all(requests)) {
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
    }
  })

  const from = (origin: string, method = 'GET') => ({ method, headers: { origin } })

  test('only configured origins may read answers, failures too', async () => {
    const { app } = open({ corsOrigins: ['https://inbox.example'], thrown: new Error('x') })
    for (const path of ['/t/fail', '/nowhere']) {
      const allowed = await app.request(path, from('https://inbox.example'))
      expect(allowed.headers.get('access-control-allow-origin')).toBe('https://inbox.example')
      for (const origin of ['https://evil.example', 'https://inbox.example.evil.example', 'null']) {
        const { headers } = await app.request(path, from(origin))
        expect(headers.get('access-control-allow-origin')).toBeNull()
        expect(headers.get('vary')).toContain('Origin')
      }
    }
  })

  test('a configured origin may ask beforehand; no origin may without configuration', async () => {
    const preflight = from('https://inbox.example', 'OPTIONS')
    const allowed = await open({ corsOrigins: ['https://inbox.example'] }).app.request(
      ECHO,
      preflight,
    )
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get('access-control-allow-methods')).toContain('PATCH')
    const refused = await open().app.request(ECHO, preflight)
    expect(refused.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('the OpenAPI registry', () => {
  const document = open().app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'ruang', version: '1' },
  })

  test('knows every route, its failures and who may call it', () => {
    expect(Object.keys(document.paths ?? {})).toEqual(
      expect.arrayContaining([
        '/auth/login',
        '/auth/logout',
        '/users',
        '/users/{id}',
        '/t/echo/{id}',
      ]),
    )
    const patch = document.paths?.['/users/{id}']?.patch
    expect(Object.keys(patch?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '404', '409', '500', '503']),
    )
    expect(patch?.security).toEqual([{ bearer: [] }])
    expect(document.paths?.['/auth/login']?.post?.security).toBeUndefined()
  })

  test('names the payloads of the contract', () => {
    expect(Object.keys(document.components?.schemas ?? {})).toEqual(
      expect.arrayContaining(['User', 'Session', 'Failure', 'NewUser', 'UserChange']),
    )
    expect(document.components?.securitySchemes).toHaveProperty('bearer')
  })
})

describe('a database out of reach', () => {
  test.each([
    'CONNECTION_CLOSED',
    'CONNECTION_ENDED',
    'CONNECT_TIMEOUT',
    'ECONNREFUSED',
    'ECONNRESET',
    '57P01',
    '57P02',
    '57P03',
    '08000',
    '08006',
    '53300',
    '53100',
    '25006',
  ])('is told by %s, also as a cause', (code) => {
    expect(isDatabaseUnavailable(withCode(code))).toBe(true)
    expect(isDatabaseUnavailable(new Error('query failed', { cause: withCode(code) }))).toBe(true)
    expect(isDatabaseUnavailable(new AggregateError([withCode(code)]))).toBe(true)
  })

  test('is not told by what a request did wrong', () => {
    for (const code of ['23505', '40P01', '22021', '54000', '57014', '0800', '']) {
      expect(isDatabaseUnavailable(withCode(code))).toBe(false)
    }
    const cyclic = new Error('x')
    cyclic.cause = cyclic
    for (const thrown of [null, undefined, '57P01', { code: '57P01' }, cyclic]) {
      expect(isDatabaseUnavailable(thrown)).toBe(false)
    }
  })
})
