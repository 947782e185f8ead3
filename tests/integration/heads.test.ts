import { afterAll, expect, test } from 'bun:test'
import { startServer } from '../helpers/server.ts'

const server = await startServer()
afterAll(() => server.stop())

const headers = { authorization: `Bearer ${server.admin.token}` }
const verification =
  '/webhook/whatsapp?hub.mode=subscribe&hub.verify_token=test_verify_token&hub.challenge=12345'

test.each([
  '/health',
  '/',
  '/openapi.json',
  '/docs',
  '/rooms?limit=1',
  '/rooms?limit=x',
  '/nowhere',
  verification,
])('HEAD %s tells the type and the length of what GET gets, and nothing more', async (path) => {
  const got = await fetch(server.url + path, { headers, decompress: false })
  const told = await fetch(server.url + path, { method: 'HEAD', headers, decompress: false })
  expect(told.status).toBe(got.status)
  expect(told.headers.get('content-type')).toBe(got.headers.get('content-type'))
  expect(told.headers.get('etag')).toBe(got.headers.get('etag'))
  expect(told.headers.get('content-length')).toBe(String((await got.arrayBuffer()).byteLength))
  expect(await told.text()).toBe('')
})

test('HEAD of a file that is made while it is sent tells no length', async () => {
  const told = await fetch(`${server.url}/leads/export`, { method: 'HEAD', headers })
  expect(told.status).toBe(200)
  expect(told.headers.get('content-length')).toBeNull()
  expect(await told.text()).toBe('')
})
