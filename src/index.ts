import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { createLog } from './log.ts'
import { createWorkerMetrics, isMetricsMessage } from './ops/workerMetrics.ts'
import { developmentSecrets } from './secrets.ts'
import { ensureSampleData } from './seed/seed.ts'
import { startDatabase } from './startDatabase.ts'
import { welcome } from './welcome.ts'
import { startWorkers } from './workers.ts'

/** How long a database that is starting may keep us from leaving: a migration may wait for another server's. */
const STARTING_MS = 5_000

const began = performance.now()
const config = readOrRefuse()
const { worker } = config
const createdLog = createLog({ production: config.production, level: config.logLevel })
const log = worker === undefined ? createdLog : createdLog.child({ worker })
const leaving = new AbortController()
/** What is to be drained, once there is something. */
let drain = () => Promise.resolve()
const starting = startDatabase(config, log)
process.on('SIGTERM', leave)
process.on('SIGINT', leave)
const database = await starting.catch((error: Error) => {
  if (leaving.signal.aborted) return gone()
  log.fatal(error.message)
  process.exit(1)
})
if (leaving.signal.aborted) await gone()
const sample = worker === undefined ? await fill().catch(giveUp) : null
if (leaving.signal.aborted) await gone()
const { url, stop } = await (config.workers > 1 && worker === undefined ? lead() : serve()).catch(
  giveUp,
)
drain = stop
if (leaving.signal.aborted) await gone()
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

/** Drains; what is still starting is given up, and PostgreSQL of our own stopped with it. */
async function leave() {
  if (leaving.signal.aborted) return
  leaving.abort()
  log.info('draining')
  await drain()
  const started = await Promise.race([starting.catch(() => {}), Bun.sleep(STARTING_MS)])
  await started?.stop()
  process.exit(0)
}

/** Whoever leaves ends this process; until then nothing more is begun. */
function gone(): Promise<never> {
  return new Promise(() => {})
}

async function giveUp(error: Error): Promise<never> {
  // What was being started had its database taken away.
  if (leaving.signal.aborted) return gone()
  log.fatal(error.message)
  await database.stop()
  process.exit(1)
}

function fill() {
  return ensureSampleData(config, { databaseUrl: database.url, log, leaving: leaving.signal })
}

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
  // Some serve while others still start.
  drain = workers.stop
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
