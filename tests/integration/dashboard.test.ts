import { afterAll, beforeAll, expect, test } from 'bun:test'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { type Server, startServer } from '../helpers/server.ts'

let server: Server
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const FIRST_LOAD_BYTES = 200_000
const get = (path: string, encoding = 'identity') =>
  fetch(server.url + path, { headers: { 'accept-encoding': encoding }, decompress: false })
const page = async () => (await get('/')).text()
const linked = (html: string) =>
  [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!)

test('the dashboard stands alone: its files come from this server, and nothing is inline', async () => {
  const answer = await get('/')
  const html = await answer.text()
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(answer.headers.get('cache-control')).toBe('no-cache')
  const policy = answer.headers.get('content-security-policy')
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
  expect(policy).not.toContain('unsafe')
  expect(html).not.toMatch(/https?:\/\/|<script>|<style>|\son\w+=|style=/)
  expect(linked(html).length).toBeGreaterThan(3)
  for (const path of linked(html)) expect((await get(path)).status).toBe(200)
})

const PAGES = [
  '/sign-in',
  '/inbox',
  '/lead-list',
  '/template-list',
  '/statistics',
  '/manage/',
  '/settings',
]

test('every page of the dashboard is the same file; what is none of them stays the API’s', async () => {
  const html = await page()
  for (const path of [...PAGES, '/inbox/x', '/manage/users']) {
    expect(await (await get(path)).text()).toBe(html)
  }
  expect((await get('/rooms')).status).toBe(401)
  expect((await get('/nothing')).headers.get('content-type')).toContain('application/json')
})

test('the reference names every page of the dashboard', async () => {
  const { paths } = (await (await get('/openapi.json')).json()) as {
    paths: { '/': { get: { summary: string } } }
  }
  const row = /^\| `GET \/` .*$/m.exec(
    await Bun.file(new URL('../../docs/reference.md', import.meta.url)).text(),
  )![0]
  for (const told of [paths['/'].get.summary, row])
    expect(PAGES.filter((path) => !told.includes(path))).toEqual([])
})

test('the page to play customers on is there where the simulator is, and nowhere else', async () => {
  expect(await (await get('/simulator')).text()).toBe(await page())
  expect(await page()).toContain('<meta name="simulator"')
  const without = await startServer({ config: { simulator: false } })
  try {
    expect((await fetch(`${without.url}/simulator`)).status).toBe(404)
    expect(await (await fetch(without.url)).text()).not.toContain('simulator')
  } finally {
    await without.stop()
  }
})

test('what is named by its content may be kept for ever, and nothing else is served beside it', async () => {
  for (const path of linked(await page())) {
    expect((await get(path)).headers.get('cache-control')).toBe(
      'public, max-age=31536000, immutable',
    )
  }
  for (const path of [
    'index.html',
    'main.js',
    '..%2fpackage.json',
    'main.tsx',
    '%2e%2e%2fapp.ts',
  ]) {
    expect((await get(`/assets/${path}`)).status).toBe(404)
  }
})

test('each encoding gives the same file, and who wants none gets none', async () => {
  const path = linked(await page()).find((one) => one.includes('/main-'))!
  const plain = Buffer.from(await (await get(path)).arrayBuffer())
  const decoders = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync }
  for (const [encoding, decode] of Object.entries(decoders)) {
    const answer = await get(path, encoding)
    expect(answer.headers.get('content-encoding')).toBe(encoding)
    expect(answer.headers.get('vary')).toBe('Accept-Encoding')
    const body = Buffer.from(await answer.arrayBuffer())
    expect(body.length).toBeLessThan(plain.length / 2)
    expect(decode(body).equals(plain)).toBe(true)
  }
  expect((await get(path, 'br;q=0, gzip')).headers.get('content-encoding')).toBe('gzip')
  expect((await get(path, 'br;q=0')).headers.get('content-encoding')).toBeNull()
})

test('the first load of the inbox is under 200 kB of compressed script', async () => {
  let bytes = 0
  for (const path of linked(await page()).filter((one) => one.endsWith('.js'))) {
    bytes += (await (await get(path, 'gzip')).arrayBuffer()).byteLength
  }
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThan(FIRST_LOAD_BYTES)
})

test('the first load of the inbox is few scripts, and all that it imports is asked for at once', async () => {
  const html = await page()
  const scripts = linked(html).filter((one) => one.endsWith('.js'))
  expect(scripts.length).toBeLessThan(5)
  const all: string[] = []
  for (const path of scripts) {
    const { imports } = new Bun.Transpiler({ loader: 'js' }).scan(await (await get(path)).text())
    const needed = imports.filter(({ kind }) => kind === 'import-statement')
    all.push(...needed.map(({ path: imported }) => imported))
  }
  expect(all.length).toBeGreaterThan(0)
  expect(scripts).toEqual(expect.arrayContaining(all))
})
