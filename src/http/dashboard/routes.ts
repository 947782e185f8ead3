import { type Context, Hono } from 'hono'
import type { HttpEnv } from '../deps.ts'
import { pagePolicy } from '../pagePolicy.ts'
import type { Asset, Encoding } from './compress.ts'
import type { Dashboard } from './dashboard.ts'

/** Pages that the browser itself tells apart: each is the same file. None is a route of the API. */
const PAGES = [
  '/',
  '/sign-in',
  '/inbox',
  '/inbox/*',
  '/lead-list',
  '/template-list',
  '/statistics',
  '/manage/*',
  '/settings',
] as const
/** Of the stand-in for Meta, where there is one: the same file, but that it says so. */
const SIMULATOR = '/simulator'

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}
const A_YEAR = 'public, max-age=31536000, immutable'
/** Smallest first. */
const PREFERRED: readonly Encoding[] = ['br', 'zstd', 'gzip']

/** `/` and its pages, and what they load. */
export function dashboardRoutes(dashboard: Dashboard, { simulator }: { simulator: boolean }) {
  const app = new Hono<HttpEnv>()
  const page = simulator ? 'simulator.html' : 'index.html'
  for (const path of simulator ? [...PAGES, SIMULATOR] : PAGES) {
    app.get(path, async (c) => {
      const { assets } = await dashboard.current()
      c.header('Content-Security-Policy', pagePolicy(c))
      c.header('Permissions-Policy', 'microphone=(self), camera=(), geolocation=()')
      c.header('Cache-Control', 'no-cache')
      return send(c, page, assets.get(page)!)
    })
  }
  return app.get('/assets/:name', async (c) => {
    const name = c.req.param('name')
    const { assets } = await dashboard.given()
    const asset = assets.get(name)
    if (!asset || name.endsWith('.html')) return c.notFound()
    c.header('Cache-Control', A_YEAR)
    return send(c, name, asset)
  })
}

function send(c: Context<HttpEnv>, name: string, { plain, encoded }: Asset) {
  c.header('Content-Type', TYPES[name.slice(name.lastIndexOf('.') + 1)]!)
  c.header('Vary', 'Accept-Encoding')
  const accepted = acceptedOf(c.req.header('Accept-Encoding') ?? '')
  const encoding = PREFERRED.find((one) => accepted.has(one) && encoded[one])
  if (encoding) c.header('Content-Encoding', encoding)
  return c.body((encoding ? encoded[encoding]! : plain) as Uint8Array<ArrayBuffer>)
}

/** The encodings that a request names, without those that it rules out by `q=0`. */
const acceptedOf = (header: string) =>
  new Set(
    header
      .split(',')
      .map((part) => part.trim().toLowerCase())
      .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
      .map((part) => part.split(';')[0]!),
  )
