import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Cluster } from './cluster.ts'
import { run } from './runAs.ts'
import { makeRoom, readFrom } from './serverLog.ts'
import { sharedBuffers } from './sharedBuffers.ts'

/** Only this machine connects, by TCP; the rest fits a machine with one server on it. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  `shared_buffers=${sharedBuffers()}MB`,
  'jit=off',
  'timezone=UTC',
  // Refused statements are the application's to report, and would put customers' data into the log.
  'log_min_messages=log',
  'log_min_error_statement=panic',
  'log_checkpoints=off',
]

/**
 * Starts PostgreSQL detached from us, so that it outlives a SIGKILL of ours, and answers its port
 * once it accepts connections (after a crash, when it has recovered).
 * @param port where it must listen; a free port when left out
 * @param settings further `name=value`
 */
export async function launch(
  cluster: Cluster,
  { port, settings = [] }: { port?: number; settings?: string[] } = {},
): Promise<number> {
  const pgCtl = join(cluster.binaries.bin, 'pg_ctl')
  for (let attempt = 1; ; attempt++) {
    const candidate = port ?? (await findFreePort())
    const options = [...SETTINGS, `port=${candidate}`, ...settings]
    const logged = await makeRoom(cluster.logFile)
    const started = await run(
      [
        pgCtl,
        'start',
        `--pgdata=${cluster.data}`,
        `--log=${cluster.logFile}`,
        `--options=${options.map((option) => `-c ${option}`).join(' ')}`,
        '--wait',
        '--timeout=600',
      ],
      cluster.as,
    )
    if (started.ok) return candidate
    const reason = await readFrom(cluster.logFile, logged)
    // Between choosing a port and listening on it another program may have taken it.
    const portTaken = reason.includes('could not create any TCP/IP')
    if (portTaken && port === undefined && attempt < 5) continue
    // The backends of a killed PostgreSQL end by themselves, but not at once.
    if (reason.includes('pre-existing shared memory block') && attempt < 12) {
      await Bun.sleep(250)
      continue
    }
    const fatal = reason.match(/(?:FATAL|PANIC): .*(?:\n\s.*)*/)?.[0] ?? started.stderr
    throw new Error(
      `The embedded PostgreSQL in ${cluster.directory} did not start: ${fatal.trim()} ` +
        `(see ${cluster.logFile}). If it can't be helped, set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
}

/** Service managers kill who has not left after 90 s or less. */
const PATIENCE_S = { fast: 30, immediate: 10 }

/**
 * `fast` ends sessions and checkpoints, `immediate` is like a crash of PostgreSQL, and what becomes of one that does not
 * come to an end.
 * @returns false if it stands still, and can only be left running
 */
export async function shutDown(cluster: Cluster, mode: 'fast' | 'immediate'): Promise<boolean> {
  const pgCtl = join(cluster.binaries.bin, 'pg_ctl')
  const stop = async (how: 'fast' | 'immediate') => {
    const options = [`--pgdata=${cluster.data}`, `--mode=${how}`, `--timeout=${PATIENCE_S[how]}`]
    const { ok, stderr } = await run([pgCtl, 'stop', ...options, '--wait'], cluster.as)
    return ok || /no server running|PID file .* does not exist/i.test(stderr)
  }
  return (await stop(mode)) || (await stop('immediate'))
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
