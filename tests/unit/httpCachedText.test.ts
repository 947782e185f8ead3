import { expect, test } from 'bun:test'
import { Hono } from 'hono'
import { cachedText } from '../../src/http/cachedText.ts'

test('a text for strangers is made at the first request, however many come', async () => {
  let made = 0
  const app = new Hono().get(
    '/',
    cachedText('text/plain', async () => `made ${++made}`),
  )
  expect(made).toBe(0)
  const answers = await Promise.all([1, 2, 3].map(() => app.request('/')))
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual([
    'made 1',
    'made 1',
    'made 1',
  ])
  expect(made).toBe(1)
})

test('who has it already is not sent it again', async () => {
  const app = new Hono().get(
    '/',
    cachedText('text/plain', () => 'Halo'),
  )
  const etag = (await app.request('/')).headers.get('etag')!
  const again = (known: string) => app.request('/', { headers: { 'if-none-match': known } })
  const fresh = await again(etag)
  expect([fresh.status, await fresh.text(), fresh.headers.get('etag')]).toEqual([304, '', etag])
  expect((await again('"another"')).status).toBe(200)
})

test('what could not be made is tried again', async () => {
  let tries = 0
  const app = new Hono().get(
    '/',
    cachedText('text/plain', () => {
      if (++tries === 1) throw new Error('no file handles')
      return 'Halo'
    }),
  )
  expect((await app.request('/')).status).toBe(500)
  expect(await (await app.request('/')).text()).toBe('Halo')
})
