import type { Config } from './config.ts'
import type { Log } from './log.ts'
import { createMetricsRelay, isMetricsMessage } from './ops/workerMetrics.ts'

/** A worker that dies is started again after this; after twice as much each time that it dies young. */
const FIRST_MS = 100
const LONGEST_MS = 10_000
/** Who lives for so long was well. */
const GROWN_UP_MS = 30_000
/** How long a worker may take to leave before it is killed: longer than any drain. */
const LEAVING_MS = 30_000

type Worker = { number: number; child: Bun.Subprocess; bornAt: number }

export type Workers = {
  /** Resolves when all of them serve. @throws Error when one could not start at all */
  ready: Promise<void>
  /** Replaces one after the other, each once its successor serves. */
  roll: () => Promise<void>
  /** Lets all of them drain. */
  stop: () => Promise<void>
}

/**
 * Runs `config.workers` processes that listen on the same port, and starts each again that dies. They get the
 * environment of this one, the database that it has started, and a number.
 */
export function startWorkers({
  config,
  databaseUrl,
  env,
  log,
}: {
  config: Config
  databaseUrl: string
  env: Record<string, string | undefined>
  log: Log
}): Workers {
  /** Those that count: a successor does from when it serves. */
  const workers = new Map<number, Worker>()
  const alive = new Set<Worker>()
  const ready = Promise.withResolvers<void>()
  const served = new Set<number>()
  const deaths = new Map<number, number>()
  let stopping = false
  const metrics = createMetricsRelay(() =>
    [...workers.values()].map(
      ({ child }) =>
        (message) =>
          child.send(message),
    ),
  )

  const launch = (number: number, serves: () => void): Worker => {
    const child = Bun.spawn([process.execPath, ...process.execArgv, Bun.main], {
      env: { ...env, DATABASE_URL: databaseUrl, RUANG_WORKER: String(number) },
      stdio: ['ignore', 'inherit', 'inherit'],
      // A worker leaves when this channel closes: also when we are killed.
      ipc: (message) => {
        if (message === 'ready') serves()
        if (isMetricsMessage(message)) metrics.heard(message, (answer) => child.send(answer))
      },
    })
    const worker: Worker = { number, child, bornAt: performance.now() }
    alive.add(worker)
    void child.exited.then((code) => {
      alive.delete(worker)
      if (!stopping && workers.get(number) === worker) void died(worker, code)
    })
    return worker
  }
  const start = (number: number) => {
    const serves = () => {
      served.add(number)
      if (served.size === config.workers) ready.resolve()
    }
    workers.set(number, launch(number, serves))
  }

  const died = async ({ number, bornAt }: Worker, code: number) => {
    workers.delete(number)
    if (!served.has(number))
      return ready.reject(new Error(`worker ${number} could not start (exit code ${code})`))
    const young = performance.now() - bornAt < GROWN_UP_MS
    const times = young ? (deaths.get(number) ?? 0) : 0
    deaths.set(number, times + 1)
    const waitMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** times)
    log.error({ worker: number, code, waitMs }, 'a worker died, and is started again')
    await Bun.sleep(waitMs)
    if (!stopping && !workers.has(number)) start(number)
  }

  const leave = async ({ child }: Worker) => {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), LEAVING_MS)
    await child.exited
    clearTimeout(late)
  }

  let rolling = Promise.resolve()
  const rollAll = async () => {
    for (const old of [...workers.values()]) {
      if (stopping) return
      const serves = Promise.withResolvers<true>()
      const next = launch(old.number, () => serves.resolve(true))
      const takesOver = await Promise.race([serves.promise, next.child.exited.then(() => false)])
      if (!takesOver)
        return log.error({ worker: old.number }, 'a new worker could not start: the old ones stay')
      workers.set(old.number, next)
      await leave(old)
    }
    log.info('all workers have been replaced')
  }

  for (let number = 1; number <= config.workers; number++) start(number)
  return {
    ready: ready.promise,
    roll: () => (rolling = rolling.then(rollAll)),
    async stop() {
      stopping = true
      await Promise.all([...alive].map(leave))
    },
  }
}
