import type { Config } from '../config.ts'
import type { Log } from './log.ts'
import { watchWorkers } from './workerHeartbeat.ts'
import { createMetricsRelay, isMetricsMessage } from './workerMetrics.ts'

/** Backoff before a dead worker is restarted; doubles each time it dies before STABLE_MS. */
const FIRST_MS = 100
const LONGEST_MS = 10_000
/** A worker that ran for this long counts as stable: the backoff starts over. */
const STABLE_MS = 30_000
/** How long a worker may take to shut down before it is killed: longer than any drain. */
const SHUTDOWN_MS = 30_000

type Worker = { number: number; child: Bun.Subprocess; startedAt: number; serves: boolean }

export type Workers = {
  /** Resolves when all workers serve. @throws Error when one could not start at all */
  ready: Promise<void>
  /** Replaces one worker after the other, each once its successor serves. */
  roll: () => Promise<void>
  /** Lets all workers drain. */
  stop: () => Promise<void>
}

/**
 * Runs `config.workers` processes that listen on the same port, and restarts each that dies or hangs. They get the
 * environment of this process, the URL of its database, and a number.
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
  /** The current worker of each number. A successor is entered once it serves. */
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

  const heartbeats = watchWorkers<Worker>({
    maxMissed: config.workerSilenceSeconds,
    alive: () => alive,
    isReplaced(worker) {
      const successor = workers.get(worker.number)
      return successor !== worker && successor?.serves === true
    },
    giveUp({ number, child }, seconds) {
      log.error({ worker: number, seconds }, 'a worker does not respond, killing it')
      child.kill('SIGKILL')
    },
  })

  const launch = (number: number, serves: () => void = () => {}): Worker => {
    const child = Bun.spawn([process.execPath, ...process.execArgv, Bun.main], {
      env: { ...env, DATABASE_URL: databaseUrl, RUANG_WORKER: String(number) },
      stdio: ['ignore', 'inherit', 'inherit'],
      // A worker shuts down when this channel closes, which also happens when this process is killed.
      ipc: (message) => {
        heartbeats.beat(worker)
        if (message === 'ready') {
          worker.serves = true
          served.add(number)
          if (served.size === config.workers) ready.resolve()
          serves()
        }
        if (isMetricsMessage(message)) metrics.heard(message, (answer) => child.send(answer))
      },
    })
    const worker: Worker = { number, child, startedAt: performance.now(), serves: false }
    alive.add(worker)
    void child.exited.then((code) => {
      alive.delete(worker)
      if (!stopping && workers.get(number) === worker) void restart(worker, code)
    })
    return worker
  }
  const start = (number: number) => void workers.set(number, launch(number))

  const restart = async ({ number, startedAt }: Worker, code: number) => {
    workers.delete(number)
    if (!served.has(number))
      return ready.reject(new Error(`worker ${number} could not start (exit code ${code})`))
    const young = performance.now() - startedAt < STABLE_MS
    const times = young ? (deaths.get(number) ?? 0) : 0
    deaths.set(number, times + 1)
    let waitMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** times)
    log.error({ worker: number, code, waitMs }, 'a worker died, restarting it')
    do {
      await Bun.sleep(waitMs)
      waitMs = Math.min(LONGEST_MS, 2 * waitMs)
    } while (!stopping && !workers.has(number) && !tryStart(number))
  }
  /** Starting can fail: there may be no memory for another process, or the runtime is being updated. */
  const tryStart = (number: number): boolean => {
    try {
      start(number)
      return true
    } catch (error) {
      log.error({ worker: number, error }, 'a worker could not be started, will retry')
      return false
    }
  }

  const stopWorker = async ({ child }: Worker) => {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), SHUTDOWN_MS)
    await child.exited
    clearTimeout(late)
  }

  /** @returns null when the successor could not start */
  const startSuccessor = async (number: number): Promise<Worker | null> => {
    const serves = Promise.withResolvers<true>()
    try {
      const next = launch(number, () => serves.resolve(true))
      const takesOver = await Promise.race([serves.promise, next.child.exited.then(() => false)])
      return takesOver ? next : null
    } catch (error) {
      log.error({ error }, 'no process could be started')
      return null
    }
  }

  let rolling = Promise.resolve()
  const rollAll = async () => {
    for (const number of [...workers.keys()]) {
      if (stopping) return
      const next = await startSuccessor(number)
      // A successor that was told to stop with all others did not fail.
      if (stopping) return
      if (!next)
        return log.error({ worker: number }, 'a new worker could not start: the old ones stay')
      // Read again, since the old worker may have died and been restarted meanwhile.
      const old = workers.get(number)
      workers.set(number, next)
      if (old) await stopWorker(old)
    }
    log.info('all workers have been replaced')
  }

  for (let number = 1; number <= config.workers; number++) start(number)
  return {
    ready: ready.promise,
    roll: () => (rolling = rolling.then(rollAll)),
    async stop() {
      stopping = true
      heartbeats.stop()
      await Promise.all([...alive].map(stopWorker))
    },
  }
}
