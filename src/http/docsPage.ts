import { Hono } from 'hono'
import { cachedText } from './cachedText.ts'
import type { HttpEnv } from './deps.ts'
import { pagePolicy } from './pagePolicy.ts'

const here = (name: string) => Bun.file(new URL(`./docsPage/${name}`, import.meta.url))
/** The package's minified browser bundle; its `exports` offer only the larger one. */
const socketClient = () => {
  const home = import.meta.resolve('socket.io-client/package.json')
  return Bun.file(new URL('./dist/socket.io.min.js', home))
}

const CSS = 'text/css; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'

/** `/docs`: one page that shows both documents and tests events live. All its files are served by this server. */
export function docsPageRoutes() {
  const page = cachedText('text/html; charset=UTF-8', () => here('docs.html').text())
  const files = new Map([
    ['docs.css', cachedText(CSS, () => here('docs.css').text())],
    ['docs.js', cachedText(SCRIPT, () => script('docs.ts'))],
    ['documents.js', cachedText(SCRIPT, () => script('documents.ts'))],
    ['tester.js', cachedText(SCRIPT, () => script('tester.ts'))],
    ['socket.io.min.js', cachedText(SCRIPT, () => socketClient().text())],
  ])
  return new Hono<HttpEnv>()
    .get('/', (c) => {
      c.header('Content-Security-Policy', pagePolicy(c))
      return page(c)
    })
    .get('/:file', (c) => files.get(c.req.param('file'))?.(c) ?? c.notFound())
}

const transpiler = new Bun.Transpiler({ loader: 'ts', target: 'browser' })

/** Removes the types and rewrites imports to the files served here. */
const script = async (name: string) =>
  transpiler
    .transformSync(await here(name).text())
    .replace(/(from ["']\.\/\w+)\.ts(["'])/g, '$1.js$2')
