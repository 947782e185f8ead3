import { expect, test } from 'bun:test'

const ROOT = new URL('../../../', import.meta.url).pathname
const rules = (await Bun.file(`${ROOT}src/domain/SPEC.md`).text())
  .split('\n')
  .flatMap((line) => /^- \*\*([A-Z]\d+)\*\* /.exec(line)?.[1] ?? [])

/** The numbers that the files of a folder quote, each with a file that does. */
async function quotedIn(folder: 'src' | 'tests') {
  const quoted = new Map<string, string>()
  for (const path of new Bun.Glob(`${folder}/**/*.{ts,tsx}`).scanSync(ROOT))
    for (const [, rule] of (await Bun.file(ROOT + path).text()).matchAll(/\[([A-Z]\d{1,2})\]/g))
      quoted.set(rule!, path)
  return quoted
}

test('each rule of the domain has a number of its own', () => {
  expect(rules.length).toBeGreaterThan(50)
  expect(rules).toEqual([...new Set(rules)])
})

test('each rule is quoted by what holds it and by a test of it, and what is quoted is a rule', async () => {
  for (const folder of ['src', 'tests'] as const) {
    const quoted = await quotedIn(folder)
    expect([...quoted].filter(([rule]) => !rules.includes(rule))).toEqual([])
    expect({ folder, missing: rules.filter((rule) => !quoted.has(rule)) }).toEqual({
      folder,
      missing: [],
    })
  }
})
