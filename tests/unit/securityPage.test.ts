import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'

const TESTS = new URL('../', import.meta.url).pathname
const FOLDERS = ['', 'integration', 'unit', 'faults', 'unit/whatsapp', 'unit/media']

test('docs/security.md names no test that is not there', async () => {
  const page = await Bun.file(`${TESTS}../docs/security.md`).text()
  const named = [...page.matchAll(/`([\w/]+\.test\.ts)/g)].map(([, name]) => name!)
  expect(named.length).toBeGreaterThan(50)
  const missing = named.filter(
    (name) => !FOLDERS.some((folder) => existsSync(`${TESTS}${folder}/${name}`)),
  )
  expect(missing).toEqual([])
})
