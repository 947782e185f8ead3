import { type BunPlugin, fileURLToPath } from 'bun'
import { findLazyModules } from './lazyModules.ts'
import { page } from './page.ts'
import { stylesheet } from './stylesheet.ts'

/**
 * What a browser is given, by its name: `index.html`, or `simulator.html` where the stand-in for Meta is, and what they
 * load under `/assets/`, named by its content.
 */
export type Files = Record<string, Uint8Array>

const HERE = (path: string) => fileURLToPath(new URL(`../../dashboard/${path}`, import.meta.url))

/** sonner writes its styles into the page, which our policy forbids: they are in our stylesheet instead. */
const noInjectedStyles: BunPlugin = {
  name: 'no-injected-styles',
  setup(build) {
    build.onLoad({ filter: /sonner[/\\]dist[/\\]index\.mjs$/ }, async ({ path }) => ({
      contents: (await Bun.file(path).text()).replace(/^__insertCSS\(".*$/m, ''),
      loader: 'js',
    }))
  },
}

/** Bundles the dashboard: scripts split by what is opened, one stylesheet, one page. */
export async function buildDashboard(): Promise<Files> {
  const [scripts, styles] = await Promise.all([
    Bun.build({
      entrypoints: [HERE('main.tsx'), HERE('firstTheme.ts')],
      target: 'browser',
      format: 'esm',
      splitting: true,
      minify: true,
      publicPath: '/assets/',
      naming: '[name]-[hash].[ext]',
      define: { 'process.env.NODE_ENV': '"production"' },
      plugins: [noInjectedStyles],
      files: await findLazyModules(HERE(''), HERE('App.tsx')),
    }),
    stylesheet(HERE('styles.css')),
  ])
  const files: Files = { ...(await staticFiles()) }
  for (const output of scripts.outputs) {
    files[baseName(output.path)] = new Uint8Array(await output.arrayBuffer())
  }
  const linked = withLinks(styles, Object.keys(files))
  const stylesName = `styles-${hashOf(linked)}.css`
  files[stylesName] = new TextEncoder().encode(linked)
  const entry = (name: string) =>
    Object.keys(files).find((file) => file.startsWith(`${name}-`) && file.endsWith('.js'))!
  const main = entry('main')
  const html = page({
    template: withLinks(await Bun.file(HERE('index.html')).text(), Object.keys(files)),
    styles: stylesName,
    theme: entry('firstTheme'),
    main,
    preloaded: importedBy(files, main),
  })
  const encode = (text: string) => new TextEncoder().encode(text)
  return {
    ...files,
    'index.html': encode(html),
    'simulator.html': encode(html.replace('</head>', `  ${SIMULATED}\n  </head>`)),
  }
}

/** Tells the dashboard that there is a page to play customers on. */
const SIMULATED = '<meta name="simulator" content="on" />'

const STATIC = [
  HERE('icon.svg'),
  ...['latin', 'latin-ext'].map((subset) =>
    fileURLToPath(
      import.meta.resolve(`@fontsource-variable/inter/files/inter-${subset}-wght-normal.woff2`),
    ),
  ),
]

const hashOf = (content: string | Uint8Array) => Bun.hash(content).toString(36)

async function staticFiles(): Promise<Files> {
  const read = STATIC.map(async (path) => {
    const bytes = await Bun.file(path).bytes()
    return [baseName(path).replace(/\.(\w+)$/, `-${hashOf(bytes)}.$1`), bytes] as const
  })
  return Object.fromEntries(await Promise.all(read))
}

/** `asset:icon.svg` becomes the path under which that file is served. */
const withLinks = (text: string, names: readonly string[]) =>
  text.replace(/asset:([\w-]+)\.(\w+)/g, (_, name: string, type: string) => {
    const served = names.find((one) => one.startsWith(`${name}-`) && one.endsWith(`.${type}`))
    if (!served) throw new Error(`There is no file ${name}.${type} to serve.`)
    return `/assets/${served}`
  })

const baseName = (path: string) => path.replace(/^.*[/\\]/, '')

/** Every script that one needs before it runs, told to the browser at once instead of one after the other. */
function importedBy(files: Files, name: string, seen = new Set<string>()): string[] {
  const text = new TextDecoder().decode(files[name])
  for (const { path, kind } of new Bun.Transpiler({ loader: 'js' }).scanImports(text)) {
    const imported = baseName(path)
    if (kind !== 'import-statement' || seen.has(imported) || !files[imported]) continue
    seen.add(imported)
    importedBy(files, imported, seen)
  }
  return [...seen]
}
