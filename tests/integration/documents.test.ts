import { afterAll, expect, test } from 'bun:test'
import { openDocuments } from './documentsWorld.ts'

const { server } = await openDocuments()
afterAll(() => server.stop())

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
