import { readFileSync } from 'node:fs'
import { startDatabase } from './app/startDatabase.ts'
import { welcome } from './app/welcome.ts'
import { createApp } from './app.ts'
import { developmentSecrets } from './config/secrets.ts'
import { readConfig } from './config.ts'
import { exitOnUncaught } from './ops/exitOnUncaught.ts'
import { createLog, flushLog } from './ops/log.ts'
import { sendHeartbeats } from './ops/workerHeartbeat.ts'
import { createWorkerMetrics, isMetricsMessage } from './ops/workerMetrics.ts'
import { startWorkers } from './ops/workers.ts'
import { ensureSampleData } from './seed/seed.ts'

/** How long a shutdown waits for a database that is still starting; its migration may wait for another server's. */
const STARTING_MS = 5_000

const began = performance.now()
const config = readConfigOrExit()
const { worker } = config
const createdLog = createLog({ production: config.production, level: config.logLevel })
const log = worker === undefined ? createdLog : createdLog.child({ worker })
exitOnUncaught(log)
const leaving = new AbortController()
/** Stops what is running; set once something is. */
let drain = () => Promise.resolve()
const starting = startDatabase(config, log)
process.on('SIGTERM', leave)
process.on('SIGINT', leave)
/** Handles SIGHUP. A single process drains, as its terminal is gone; the leader replaces its workers; workers ignore it. */
let onHangUp: () => unknown = worker === undefined ? leave : () => {}
if (!ignoresHangUps()) process.on('SIGHUP', () => onHangUp())
if (worker !== undefined) {
  sendHeartbeats((message) => process.send?.(message))
  // The leader is gone, so nothing else would stop this worker.
  process.on('disconnect', leave)
}
const database = await starting.catch((error: Error) => {
  if (leaving.signal.aborted) return waitForExit()
  log.fatal(error.message)
  return end(1)
})
if (leaving.signal.aborted) await waitForExit()
const sample = worker === undefined ? await fillSampleData().catch(failStart) : null
if (leaving.signal.aborted) await waitForExit()
const { url, stop } = await (config.workers > 1 && worker === undefined ? lead() : serve()).catch(
  failStart,
)
drain = stop
if (leaving.signal.aborted) await waitForExit()
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

/** Graceful shutdown: drains, gives up what is still starting, and stops the embedded PostgreSQL. */
async function leave() {
  if (leaving.signal.aborted) return
  leaving.abort()
  const from = performance.now()
  log.info('draining')
  await drain()
  const started = await Promise.race([starting.catch(() => {}), Bun.sleep(STARTING_MS)])
  await started?.stop()
  log.info({ ms: Math.round(performance.now() - from) }, 'drained')
  return end(0)
}

async function end(code: number): Promise<never> {
  await flushLog()
  process.exit(code)
}

/** Never resolves: `leave` ends the process, and nothing more is started until then. */
function waitForExit(): Promise<never> {
  return new Promise(() => {})
}

async function failStart(error: Error): Promise<never> {
  // The failure is a consequence of the shutdown, which has stopped the database.
  if (leaving.signal.aborted) return waitForExit()
  log.fatal(error.message)
  await database.stop()
  return end(1)
}

function fillSampleData() {
  return ensureSampleData(config, { databaseUrl: database.url, log, leaving: leaving.signal })
}

async function serve() {
  const app = await createApp(config, {
    databaseUrl: database.url,
    log,
    ...(worker !== undefined && { metricsOfAll }),
  })
  // Not awaited: an earlier request waits for it instead. A failure is logged, and the next request tries again.
  app.warm().catch(() => {})
  return app
}

/** Any worker answers with the metrics of all. */
function metricsOfAll(own: () => Promise<string>) {
  const metrics = createWorkerMetrics(own, (message) => process.send?.(message))
  process.on('message', (message) => {
    if (isMetricsMessage(message)) void metrics.heard(message)
  })
  return metrics.text
}

/** The leader: starts the workers, and only looks after them and the database. */
async function lead() {
  const { env } = process
  const workers = startWorkers({ config, databaseUrl: database.url, env, log })
  onHangUp = workers.roll
  // Set before all are ready, since some already serve.
  drain = workers.stop
  try {
    await workers.ready
  } catch (error) {
    await workers.stop()
    throw error
  }
  return { url: `http://localhost:${config.port}`, stop: workers.stop }
}

/** Whether SIGHUP was ignored from the start, as with `nohup`. */
function ignoresHangUps(): boolean {
  if (process.platform !== 'linux') return false
  return /^SigIgn:.*[13579bdf]$/m.test(readFileSync('/proc/self/status', 'utf8'))
}

function readConfigOrExit() {
  try {
    return readConfig(process.env, developmentSecrets)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
