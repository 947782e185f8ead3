import { expect, test } from 'bun:test'
import { runtimeSettings } from '../../bench/runtime.ts'

test('what `bun run start` tells the runtime, the image, the unit and the documents tell too', async () => {
  const read = (file: string) => Bun.file(new URL(`../../${file}`, import.meta.url)).text()
  const dockerfile = await read('Dockerfile')
  const unit = await read('deploy/ruang.service')
  const operations = await read('docs/operations.md')
  expect(Object.keys(runtimeSettings)).toHaveLength(6)
  for (const [name, value] of Object.entries(runtimeSettings)) {
    expect(dockerfile).toContain(` ${name}=${value}`)
    expect(unit).toMatch(new RegExp(`^Environment=.*\\b${name}=${value}\\b`, 'm'))
    expect(operations).toContain(`\`${name}=${value}\``)
  }
})
