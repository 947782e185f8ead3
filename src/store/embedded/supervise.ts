import type postgres from 'postgres'
import type { Cluster } from './cluster.ts'
import { findRunning } from './findRunning.ts'
import { launch, shutDown } from './launch.ts'
import { connect, ensureDatabase, own } from './session.ts'

/** What a pino logger offers. */
export type Log = { info(message: string): void; warn(message: string): void }

export type Supervised = { port: number; how: 'started' | 'taken over'; stop(): Promise<void> }

/**
 * Runs the cluster, owned by us, and brings it back on the same port when it goes away. The owner's
 * connection tells: PostgreSQL closes it when it crashes. Null when another server owns the cluster.
 */
export async function supervise(cluster: Cluster, log: Log): Promise<Supervised | null> {
  let state: 'starting' | 'running' | 'reviving' | 'stopping' = 'starting'
  let revived: Promise<void> = Promise.resolve()
  const onLost = () => {
    if (state === 'running') revived = revive()
  }

  const open = async (fixedPort?: number) => {
    const running = await findRunning(cluster, onLost, (line) => log.warn(line))
    if (running) return { ...running, how: 'taken over' as const }
    const port = await launch(cluster, fixedPort === undefined ? {} : { port: fixedPort })
    const sql = await connect(cluster, port, onLost)
    if (sql) return { port, sql, how: 'started' as const }
    throw new Error(`PostgreSQL listens on port ${port}, but accepts no connection.`)
  }

  const { port, how, sql } = await open()
  let session: postgres.Sql = sql
  const stop = async () => {
    state = 'stopping'
    await revived
    await session.end({ timeout: 1 })
    if (!(await shutDown(cluster, 'fast')))
      log.warn('PostgreSQL does not stop: it is left as it is, and the next start waits for it')
  }
  try {
    if (!(await own(session))) {
      await session.end({ timeout: 1 })
      return null
    }
    await ensureDatabase(session)
  } catch (error) {
    if (how === 'started') await stop()
    throw error
  }
  state = 'running'
  return { port, how, stop }

  async function revive(): Promise<void> {
    state = 'reviving'
    log.warn('The connection to PostgreSQL was lost; bringing it back')
    for (let pause = 100; state === 'reviving'; pause = Math.min(pause * 2, 5_000)) {
      try {
        session = (await open(port)).sql
        // Nobody can have taken it meanwhile: the lock file has been ours all the time.
        await own(session)
        if (state === 'reviving') state = 'running'
        log.info('PostgreSQL is back')
        return
      } catch (error) {
        log.warn(`PostgreSQL is not back yet: ${(error as Error).message}`)
        await Bun.sleep(pause)
      }
    }
  }
}
