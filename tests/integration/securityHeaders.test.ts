import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { openTestHttp } from '../helpers/httpApp.ts'
import { deliver, type Server, startServer } from '../helpers/server.ts'

let server: Server
let database: TestDatabase
beforeAll(async () => {
  server = await startServer()
  database = await testDatabase()
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const get = (path: string, token?: string) =>
  fetch(server.url + path, token ? { headers: { authorization: `Bearer ${token}` } } : {})
const policyOf = (answer: Response) =>
  new Map(
    (answer.headers.get('content-security-policy') ?? '')
      .split(';')
      .map((part) => part.trim().split(/ +/))
      .map(([name, ...sources]) => [name!, sources.join(' ')]),
  )

describe('a page of ours', () => {
  test.each(['/', '/inbox', '/docs'])(
    '%s runs nothing inline and talks to nobody else',
    async (path) => {
      const answer = await get(path)
      expect(answer.status).toBe(200)
      const { host } = new URL(server.url)
      const policy = policyOf(answer)
      expect(policy.get('default-src')).toBe("'none'")
      expect(policy.get('script-src')).toBe("'self'")
      expect(policy.get('style-src')).toBe("'self'")
      expect(policy.get('connect-src')).toBe(`'self' ws://${host} wss://${host}`)
      for (const name of ['base-uri', 'form-action', 'frame-ancestors'])
        expect(policy.get(name)).toBe("'none'")
      expect([...policy.values()].join(' ')).not.toMatch(/unsafe|\*|https?:/)
      const html = await answer.text()
      expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/)
      expect(html).not.toMatch(/<style\b|\son\w+=|\sstyle=|javascript:/i)
      for (const [, source] of html.matchAll(/\b(?:src|href)="([^"]*)"/g))
        expect(source).not.toMatch(/^(https?:)?\/\//)
    },
  )

  test('names no host that is none', async () => {
    const http = openTestHttp(database.url)
    for (const host of ['evil.example; script-src *', 'a"b', "x' https://evil.example"]) {
      const answer = await http.app.request('/docs', { headers: { host } })
      const policy = policyOf(answer)
      expect(policy.get('script-src')).toBe("'self'")
      expect(policy.get('connect-src')).toMatch(/^'self'( ws:\/\/[\w.:-]+ wss:\/\/[\w.:-]+)?$/)
    }
    await http.close()
  })
})

describe('what is no page', () => {
  const ANSWERS: [string, () => Promise<Response>][] = [
    ['data', () => get('/rooms', server.admin.token)],
    ['a file', () => get('/leads/export', server.admin.token)],
    ['a refusal', () => get('/rooms')],
    ['what is not there', () => get('/nothing/here')],
    ['a document', () => get('/openapi.json')],
    ['health', () => get('/health')],
  ]
  test.each(ANSWERS)('%s may do nothing, should it be opened as one', async (_, ask) => {
    const answer = await ask()
    const policy = policyOf(answer)
    expect(policy.get('default-src')).toBe("'none'")
    expect(policy.has('sandbox')).toBe(true)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN')
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin')
  })

  test('is kept by no cache when it is somebody’s', async () => {
    for (const path of ['/rooms', '/users', '/leads/export', '/auth/me', '/audit', '/templates']) {
      const answer = await get(path, server.admin.token)
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
  })

  test('tells nothing of what it is made of', async () => {
    const answers = [await get('/'), await get('/nothing'), await deliver(server.url, '{}')]
    for (const { headers } of answers) {
      expect(headers.get('server')).toBeNull()
      expect(headers.get('x-powered-by')).toBeNull()
    }
  })
})

test('production asks browsers for HTTPS from then on, development does not', async () => {
  const http = openTestHttp(database.url, { production: true })
  const api = await http.app.request('/rooms')
  expect(api.headers.get('strict-transport-security')).toBe('max-age=31536000')
  expect((await get('/rooms')).headers.get('strict-transport-security')).toBeNull()
  await http.close()
})

test('JSON that is nested too deep is refused, wherever it goes, and brackets in texts are only text', async () => {
  const http = openTestHttp(database.url)
  const { token } = await http.signedIn('supervisor')
  const send = (body: string) =>
    http.send('/quick-replies', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body,
    })
  const nested = (levels: number) =>
    `{"shortcut":"${Bun.randomUUIDv7()}","text":"x","more":${'['.repeat(levels)}${']'.repeat(levels)}}`
  expect((await send(nested(31))).status).toBe(201)
  for (const levels of [32, 1000, 100_000]) {
    const refused = await send(nested(levels))
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } })
  }
  const text = `${'['.repeat(500)}\\"{`
  expect((await send(`{"shortcut":"${Bun.randomUUIDv7()}","text":"${text}"}`)).status).toBe(201)
  await http.close()
})

test('a field that stands in the place of a method is not there, however it is spelt', async () => {
  const http = openTestHttp(database.url)
  const { token } = await http.signedIn('supervisor')
  const send = (shortcut: string) =>
    http.send('/quick-replies', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: `{"shortcut":${shortcut},"text":"x"}`,
    })
  for (const shortcut of [
    '{"length":{"toString":1}}',
    '{"length":{"\\u0074oString":1}}',
    '{"length":[{"toString":null,"valueOf":0}]}',
    '[{"length":{"toString":{}}}]',
  ])
    expect(await send(shortcut)).toMatchObject({ status: 400 })
  expect((await send('"toString"')).status).toBe(201)
  await http.close()
})
