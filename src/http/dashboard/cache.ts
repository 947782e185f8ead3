import { mkdir, rename, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { buildDashboard, type Files } from './build.ts'
import { type Asset, compressed } from './compress.ts'

export type Built = { assets: ReadonlyMap<string, Asset>; ms: number; from: 'cache' | 'sources' }

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const CACHE = `${ROOT}node_modules/.cache/ruang-dashboard`
/** Everything that a build is made of. */
const SOURCES = ['src/dashboard', 'src/client', 'src/protocol', 'src/http/dashboard'].map(
  (directory) => new Bun.Glob(`${directory}/**/*.{ts,tsx,css,html,svg}`),
)

/** Stands for all that a build depends on. */
export async function fingerprint(): Promise<string> {
  const paths = [...SOURCES.flatMap((glob) => [...glob.scanSync(ROOT)]), 'bun.lock'].sort()
  const hash = new Bun.CryptoHasher('sha256').update(Bun.version)
  for (const path of paths) {
    const file = Bun.file(ROOT + path)
    if (await file.exists()) hash.update(`${path}\0`).update(await file.bytes())
  }
  return hash.digest('hex').slice(0, 20)
}

/** The dashboard's files: as an earlier start left them, else made now and kept for the next. */
export async function loadDashboard(print: string): Promise<Built> {
  const began = performance.now()
  const directory = `${CACHE}/${print}`
  const kept = await read(directory)
  const files = kept ?? (await buildDashboard())
  const assets = await compressed(files, kept ? directory : null)
  if (!kept) await keep(directory, files, assets).catch(() => {})
  return {
    assets,
    ms: Math.round(performance.now() - began),
    from: kept ? 'cache' : 'sources',
  }
}

async function read(directory: string): Promise<Files | null> {
  const list = Bun.file(`${directory}/index.html`)
  if (!(await list.exists())) return null
  const files: Files = {}
  for (const name of new Bun.Glob('*.{html,js,css,svg,woff2}').scanSync(directory)) {
    files[name] = await Bun.file(`${directory}/${name}`).bytes()
  }
  return files
}

/** Several servers may start at once: each writes a directory of its own, and the first to rename it wins. */
async function keep(directory: string, files: Files, assets: ReadonlyMap<string, Asset>) {
  const own = `${directory}.${process.pid}.${Date.now()}`
  await mkdir(own, { recursive: true })
  try {
    for (const [name, bytes] of Object.entries(files)) await Bun.write(`${own}/${name}`, bytes)
    for (const [name, { encoded }] of assets) {
      for (const [encoding, bytes] of Object.entries(encoded)) {
        await Bun.write(`${own}/${name}.${encoding}`, bytes)
      }
    }
    await rename(own, directory)
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}
