import { randomUUID } from 'node:crypto'
import { chown, mkdtemp, rename, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { type Binaries, findBinaries } from '../../src/store/embedded/binaries.ts'
import { type Cluster, createCluster, readCluster } from '../../src/store/embedded/cluster.ts'
import { launch, shutDown } from '../../src/store/embedded/launch.ts'
import { chooseUser, type RunAs, run } from '../../src/store/embedded/runAs.ts'
import { clusterUrl } from '../../src/store/embedded/session.ts'
import { migrateDatabase } from '../../src/store/migrate.ts'

export type TestDatabase = { url: string; drop(): Promise<void> }

export type PrivateCluster = {
  /** URL of a migrated database; it stays the same across `stop` and `start`. */
  url: string
  /** `immediate` crashes PostgreSQL: uncommitted data is lost, the rest recovers. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>
  start(): Promise<void>
  restart(mode?: 'fast' | 'immediate'): Promise<void>
  /** Copies the whole cluster as it is now; it is down for a moment. */
  keep(): Promise<void>
  /** Kills the cluster and starts the copy at the same URL, on a new timeline. */
  failOver(): Promise<void>
  /** Stops the cluster and removes its files. */
  destroy(): Promise<void>
}

const TEMPLATE = 'migrated'
/** Faster settings without durability, since the data is thrown away. */
const THROW_AWAY = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
]

type Running = { cluster: Cluster; port: number; destroy(): Promise<void> }

let shared: Promise<Running> | undefined

/**
 * A new database with all migrations applied, on a cluster that all tests of this process share.
 * `TEST_POSTGRES=/usr/lib/postgresql/15/bin` runs the tests on another version.
 */
export async function testDatabase(): Promise<TestDatabase> {
  shared ??= startShared()
  const { cluster, port } = await shared
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await admin(cluster, port, `create database ${name} template ${TEMPLATE} strategy file_copy`)
  return {
    url: clusterUrl(cluster, port, name),
    drop: () => admin(cluster, port, `drop database if exists ${name} with (force)`),
  }
}

/**
 * A cluster of its own that a test may stop and crash, durable as in production.
 * @param bin programs of another PostgreSQL than the embedded one
 */
export async function privateCluster(bin?: string): Promise<PrivateCluster> {
  const running = await startTemporary({ durable: true, bin })
  const { cluster, port } = running
  await admin(cluster, port, 'create database ruang')
  const url = clusterUrl(cluster, port)
  await migrateDatabase(url)
  const stop = async (mode: 'fast' | 'immediate' = 'fast') => void (await shutDown(cluster, mode))
  const start = async () => {
    await launch(cluster, { port })
  }
  return {
    url,
    stop,
    start,
    restart: async (mode) => {
      await stop(mode)
      await start()
    },
    async keep() {
      await stop()
      await run(['cp', '-a', cluster.data, `${cluster.data}.kept`], cluster.as)
      await start()
    },
    async failOver() {
      await stop('immediate')
      await rm(cluster.data, { recursive: true })
      await rename(`${cluster.data}.kept`, cluster.data)
      await run(['touch', join(cluster.data, 'recovery.signal')], cluster.as)
      await launch(cluster, { port, settings: ['restore_command=/bin/false'] })
    },
    destroy: running.destroy,
  }
}

/** Call once when all tests are over. */
export async function stopSharedCluster(): Promise<void> {
  const running = await shared?.catch(() => undefined)
  shared = undefined
  await running?.destroy()
}

async function startShared(): Promise<Running> {
  const running = await startTemporary({ durable: false })
  const { cluster, port } = running
  await admin(cluster, port, `create database ${TEMPLATE}`)
  await migrateDatabase(clusterUrl(cluster, port, TEMPLATE))
  return running
}

async function startTemporary({
  durable,
  bin = process.env.TEST_POSTGRES,
}: {
  durable: boolean
  bin?: string | undefined
}): Promise<Running> {
  const as = await chooseUser(null)
  const binaries = await chooseBinaries(as, bin)
  const home = await mkdtemp(join(durable ? tmpdir() : await fastDirectory(), 'ruang-test-'))
  if (as) await chown(home, as.uid, as.gid)
  const directory = join(home, 'postgres')
  const endWatch = watchOver(home, join(directory, 'data', 'postmaster.pid'))
  await createCluster(directory, binaries, as, { sync: durable })
  const cluster = await readCluster(directory, binaries, as)
  const port = await launch(cluster, { settings: durable ? [] : THROW_AWAY })
  const destroy = async () => {
    await shutDown(cluster, 'immediate')
    await rm(home, { recursive: true, force: true })
    endWatch()
  }
  return { cluster, port, destroy }
}

/** In memory if there is enough: creating a database takes 10 ms there, up to 300 ms on a disk. */
async function fastDirectory(): Promise<string> {
  const memory = await statfs('/dev/shm').catch(() => null)
  return memory && memory.bavail * memory.bsize > 2 ** 31 ? '/dev/shm' : tmpdir()
}

/**
 * A shell that waits until this process ends, even by SIGKILL, since its standard input closes then. It stops a PostgreSQL
 * that is still running and removes its files.
 */
function watchOver(home: string, pidFile: string): () => void {
  const script = `
    trap '' INT TERM HUP
    read -r _
    pid=$(head -n 1 "$2" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
    for _ in $(seq 50); do [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    rm -rf "$1"`
  const shell = Bun.spawn(['sh', '-c', script, 'sh', home, pidFile], {
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
    detached: true,
  })
  shell.unref()
  return () => void shell.stdin.end()
}

async function chooseBinaries(as: RunAs, bin: string | undefined): Promise<Binaries> {
  if (!bin) return findBinaries(as, () => {})
  const { ok, stdout } = await run([join(bin, 'postgres'), '--version'])
  if (!ok) throw new Error(`${bin} holds no PostgreSQL`)
  return { bin, major: Number(stdout.match(/ (\d+)/)?.[1]) }
}

async function admin(cluster: Cluster, port: number, statement: string): Promise<void> {
  const sql = postgres(clusterUrl(cluster, port, 'postgres'), { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end()
  }
}
