import { expect, test } from 'bun:test'

const ROOT = new URL('../../../', import.meta.url).pathname
const rules = (await Bun.file(`${ROOT}src/domain/SPEC.md`).text())
  .split('\n')
  .flatMap((line) => /^- \*\*([A-Z]\d+)\*\* /.exec(line)?.[1] ?? [])

/** The numbers that code and tests quote, each with a file that does. */
const quoted = new Map<string, string>()
for (const path of new Bun.Glob('{src,tests}/**/*.{ts,tsx}').scanSync(ROOT))
  for (const [, rule] of (await Bun.file(ROOT + path).text()).matchAll(/\[([A-Z]\d{1,2})\]/g))
    quoted.set(rule!, path)

test('each rule of the domain has a number of its own', () => {
  expect(rules.length).toBeGreaterThan(50)
  expect(rules).toEqual([...new Set(rules)])
})

test('each rule is quoted, and what is quoted is a rule', () => {
  expect([...quoted].filter(([rule]) => !rules.includes(rule))).toEqual([])
  expect(rules.filter((rule) => !quoted.has(rule))).toEqual([])
})
