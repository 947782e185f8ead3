import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { createLog } from './log.ts'
import { createWorkerMetrics, isMetricsMessage } from './ops/workerMetrics.ts'
import { developmentSecrets } from './secrets.ts'
import { ensureSampleData } from './seed/seed.ts'
import { startDatabase } from './startDatabase.ts'
import { welcome } from './welcome.ts'
import { startWorkers } from './workers.ts'

const began = performance.now()
const config = readOrRefuse()
const { worker } = config
const createdLog = createLog({ production: config.production, level: config.logLevel })
const log = worker === undefined ? createdLog : createdLog.child({ worker })
const database = await startDatabase(config, log).catch((error: Error) => {
  log.fatal(error.message)
  process.exit(1)
})
const sample =
  worker === undefined ? await ensureSampleData(config, { databaseUrl: database.url, log }) : null
const { url, stop } = await (config.workers > 1 && worker === undefined ? lead() : serve()).catch(
  async (error: Error) => {
    log.fatal(error.message)
    await database.stop()
    process.exit(1)
  },
)
log.info(
  {
    databaseMs: database.startedInMs,
    migrationsMs: database.migratedInMs,
    ...(sample?.ms != null && { sampleDataMs: sample.ms }),
    totalMs: Math.round(performance.now() - began),
  },
  `listening on ${url}`,
)
if (worker !== undefined) process.send?.('ready')
else if (!config.production) welcome(config, url, sample?.team ?? [])

let stopping = false
const leave = async () => {
  if (stopping) return
  stopping = true
  log.info('draining')
  await stop()
  await database.stop()
  process.exit(0)
}
process.on('SIGTERM', leave)
process.on('SIGINT', leave)

async function serve() {
  const app = await createApp(config, {
    databaseUrl: database.url,
    log,
    ...(worker !== undefined && { metricsOfAll }),
  })
  // Not waited for: whoever comes sooner waits for it. A failure is logged, and the next request tries again.
  app.warm().catch(() => {})
  // Who leads the workers is gone, and nobody would ever stop this one.
  if (worker !== undefined) process.on('disconnect', () => leave())
  return app
}

/** Whichever worker is asked answers for all of them. */
function metricsOfAll(own: () => Promise<string>) {
  const metrics = createWorkerMetrics(own, (message) => process.send?.(message))
  process.on('message', (message) => {
    if (isMetricsMessage(message)) void metrics.heard(message)
  })
  return metrics.text
}

/** Starts the workers, and does nothing else but look after them and the database. */
async function lead() {
  const { env } = process
  const workers = startWorkers({ config, databaseUrl: database.url, env, log })
  process.on('SIGHUP', workers.roll)
  try {
    await workers.ready
  } catch (error) {
    await workers.stop()
    throw error
  }
  return { url: `http://localhost:${config.port}`, stop: workers.stop }
}

function readOrRefuse() {
  try {
    return readConfig(process.env, developmentSecrets)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
