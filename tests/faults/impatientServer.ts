import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/ops/log.ts'

/** The server as `bun run start` builds it, but sends of unknown outcome are given up after seconds instead of minutes. */
const config = readConfig(process.env, () => {
  throw new Error('production has its secrets')
})
await createApp(config, {
  databaseUrl: config.databaseUrl!,
  log: createLog({ production: true, level: config.logLevel }),
  deliveryTimes: { heldMs: 1000, lostMs: 4000, pollMs: 100 },
})
