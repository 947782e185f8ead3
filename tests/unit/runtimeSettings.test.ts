import { expect, test } from 'bun:test'
import { runtimeSettings } from '../../bench/runtime.ts'

test('what `bun run start` tells the runtime, the image and the documents tell too', async () => {
  const read = (file: string) => Bun.file(new URL(`../../${file}`, import.meta.url)).text()
  const dockerfile = await read('Dockerfile')
  const operations = await read('docs/operations.md')
  expect(Object.keys(runtimeSettings)).toHaveLength(5)
  for (const [name, value] of Object.entries(runtimeSettings)) {
    expect(dockerfile).toContain(` ${name}=${value}`)
    expect(operations).toContain(`\`${name}=${value}\``)
  }
})
