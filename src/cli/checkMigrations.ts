import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { relative } from 'node:path'
import { $ } from 'bun'

/** For `bun run verify`: checks that the migrations match the schema in code. */
const copy = await mkdtemp('node_modules/.migrations-')
try {
  await cp('drizzle', copy, { recursive: true })
  const before = await readdir(copy)
  const out = relative('.', copy)
  await $`bunx drizzle-kit generate --dialect postgresql --schema ${'./src/store/schema/*.ts'} --out ${out}`.quiet()
  if ((await readdir(copy)).length !== before.length) {
    console.error('The schema has changed: run `bun run db:generate`, and commit what it makes.')
    process.exitCode = 1
  }
} finally {
  await rm(copy, { recursive: true })
}
