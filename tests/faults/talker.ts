// Logs argv[2] lines, then dies of an uncaught error.
import { exitOnUncaught } from '../../src/ops/exitOnUncaught.ts'
import { createLog } from '../../src/ops/log.ts'

const log = createLog({ production: true, level: 'info' })
exitOnUncaught(log)
for (let line = 1; line <= Number(process.argv[2]); line++) log.info({ line }, 'something')
if (process.argv[3] === 'reject') void Promise.reject(new Error('of +628123456789'))
else
  setTimeout(() => {
    throw new Error('of +628123456789')
  })
// A running timer must not keep it alive.
setInterval(() => {}, 1000)
