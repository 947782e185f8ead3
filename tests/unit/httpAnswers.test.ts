import { describe, expect, test } from 'bun:test'
import { ECHO, failureOf, json, open } from './httpWorld.ts'

const KB_256 = 256 * 1024

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
      const readable = allowed.headers.get('access-control-expose-headers')?.split(',')
      expect(readable).toContain('Retry-After')
      expect(readable).toContain('Content-Disposition')
      expect(readable).toContain('Content-Range')
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
