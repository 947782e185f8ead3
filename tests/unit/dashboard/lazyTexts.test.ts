import { expect, test } from 'bun:test'
import { Glob } from 'bun'
import { en } from '../../../src/dashboard/i18n/en.ts'

const DASHBOARD = new URL('../../../src/dashboard/', import.meta.url).pathname
const LATE = 'i18n/lazyTexts.ts'
/** Pages that are only rendered after these texts are loaded. */
const PLACES = ['manage/', 'settings/', 'statistics/', 'leads/', 'i18n/']

test('texts of late.ts are used only where they are loaded', async () => {
  const late = await Bun.file(DASHBOARD + LATE).text()
  const files = [...late.matchAll(/'(\.\/en\/\w+\.ts)'/g)].map(([, file]) => file!)
  expect(files.length).toBeGreaterThan(3)
  const keys = new Set<string>()
  for (const file of files) {
    const text = await Bun.file(`${DASHBOARD}i18n/${file}`).text()
    for (const [, key] of text.matchAll(/^ {2}'([^']+)':/gm)) if (!(key! in en)) keys.add(key!)
  }
  const wrong: string[] = []
  for (const file of new Glob('**/*.{ts,tsx}').scanSync(DASHBOARD)) {
    if (PLACES.some((place) => file.startsWith(place))) continue
    const text = await Bun.file(DASHBOARD + file).text()
    if (text.includes(LATE)) continue
    for (const [, key] of text.matchAll(/'([\w.-]+)'/g))
      if (keys.has(key!)) wrong.push(`${file}: ${key}`)
  }
  expect(wrong).toEqual([])
})
