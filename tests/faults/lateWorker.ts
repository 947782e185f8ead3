import { existsSync, writeFileSync } from 'node:fs'

// The server, but the first process that is to be worker 2 never gets to its program.
const { RUANG_WORKER, FIRST_WAS_HERE = '' } = process.env
if (RUANG_WORKER === '2' && !existsSync(FIRST_WAS_HERE)) {
  writeFileSync(FIRST_WAS_HERE, '')
  setInterval(() => {}, 60_000)
} else {
  await import('../../src/index.ts')
}
