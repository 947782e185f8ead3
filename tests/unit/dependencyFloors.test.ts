import { expect, test } from 'bun:test'

/** The lowest version of each package that has none of the faults known to us, by the advisory that set it. */
const FLOORS: Record<string, { floor: string; because: string }> = {
  'socket.io': { floor: '4.6.2', because: 'CVE-2024-38355' },
  'socket.io-parser': { floor: '4.2.6', because: 'CVE-2026-33151' },
  'socket.io-adapter': {
    floor: '2.5.7',
    because: 'local broadcasts were skipped when a publish threw',
  },
  'engine.io': { floor: '6.4.2', because: 'CVE-2023-31125' },
  ws: { floor: '8.20.1', because: 'CVE-2026-45736' },
  hono: { floor: '4.12.21', because: 'CVE-2026-47673 and three more' },
  'drizzle-orm': { floor: '0.45.2', because: 'CVE-2026-39356' },
}
const BUN = { floor: '1.3.5', because: 'CVE-2026-24910' }

/** Every version of every package that bun.lock installs. */
async function installed(): Promise<{ name: string; version: string }[]> {
  const text = await Bun.file(new URL('../../bun.lock', import.meta.url)).text()
  const found = text.matchAll(/^ {4}"[^"]+": \["((?:@[^/"]+\/)?[^@"]+)@([^"]+)"/gm)
  return [...found].map(([, name, version]) => ({ name: name!, version: version! }))
}

test('nothing that is installed is older than the release that fixed its known faults', async () => {
  const all = await installed()
  expect(all.length).toBeGreaterThan(100)
  const tooOld = all.filter(({ name, version }) => {
    const known = FLOORS[name]
    return known && Bun.semver.order(version, known.floor) < 0
  })
  expect(tooOld).toEqual([])
  expect(Bun.semver.order(Bun.version, BUN.floor)).toBeGreaterThanOrEqual(0)
})

test('what has a floor is installed, so that the list says something', async () => {
  const names = new Set((await installed()).map(({ name }) => name))
  expect(Object.keys(FLOORS).filter((name) => !names.has(name))).toEqual([])
})

test('every version is pinned', async () => {
  const { dependencies, devDependencies } = await Bun.file(
    new URL('../../package.json', import.meta.url),
  ).json()
  const loose = Object.entries<string>({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  )
  expect(loose).toEqual([])
})
