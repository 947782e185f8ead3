import { Hono } from 'hono'
import type { HttpEnv } from './deps.ts'
import { pagePolicy } from './pagePolicy.ts'

const here = (name: string) => Bun.file(new URL(`./docsPage/${name}`, import.meta.url))
/** The package's own bundle for browsers; its `exports` name the larger one only. */
const socketClient = () => {
  const home = import.meta.resolve('socket.io-client/package.json')
  return Bun.file(new URL('./dist/socket.io.min.js', home))
}

/** What each file is, and how it is made. The page and its parts come from this server alone. */
const FILES = new Map<string, { type: string; read: () => Promise<string> }>([
  ['docs.css', { type: 'text/css', read: () => here('docs.css').text() }],
  ['docs.js', { type: 'text/javascript', read: () => script('docs.ts') }],
  ['documents.js', { type: 'text/javascript', read: () => script('documents.ts') }],
  ['tester.js', { type: 'text/javascript', read: () => script('tester.ts') }],
  ['socket.io.min.js', { type: 'text/javascript', read: () => socketClient().text() }],
])

/** `/docs`: one page that reads both documents, and tests events live. */
export function docsPageRoutes() {
  return new Hono<HttpEnv>()
    .get('/', async (c) => {
      c.header('Content-Security-Policy', pagePolicy(c))
      return c.html(await here('docs.html').text())
    })
    .get('/:file', async (c) => {
      const file = FILES.get(c.req.param('file'))
      if (!file) return c.notFound()
      c.header('Content-Type', `${file.type}; charset=utf-8`)
      c.header('Cache-Control', 'no-cache')
      return c.body(await file.read())
    })
}

const transpiler = new Bun.Transpiler({ loader: 'ts', target: 'browser' })

/** Types taken off, imports pointed at what is served here. */
const script = async (name: string) =>
  transpiler
    .transformSync(await here(name).text())
    .replace(/(from ["']\.\/\w+)\.ts(["'])/g, '$1.js$2')
