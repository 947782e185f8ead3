import postgres from 'postgres'
import { parentOf } from './cpu.ts'

/** One PostgreSQL cluster for all contestants, and a fresh database for each of them. */
export interface Cluster {
  /** Settings that the figures depend on. */
  settings: Record<string, string>
  /** The postmaster's process, if it runs on this machine. */
  pid: number | null
  /** The current WAL position in bytes: the difference of two calls is what was written between them. */
  walPosition(): Promise<number>
  withDatabase<T>(name: string, use: (url: string) => Promise<T>): Promise<T>
  /** Number of rows of a table. */
  count(databaseUrl: string, table: string): Promise<number>
  stop(): Promise<void>
}

const DATA_DIR = `${import.meta.dir}/../.data/bench`
const SETTINGS = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_compression',
  'wal_buffers',
  'shared_buffers',
]

/** The superuser's DATABASE_URL if set, else the benchmark's own embedded cluster. */
async function administrator(): Promise<{ url: string; ours: boolean; stop(): Promise<void> }> {
  if (process.env.DATABASE_URL) {
    return { url: process.env.DATABASE_URL, ours: false, stop: async () => {} }
  }
  const { startEmbeddedPostgres } = await import('../src/store/embedded/startEmbeddedPostgres.ts')
  const log = { info() {}, warn: (line: string) => console.warn(line) }
  const { url, stop } = await startEmbeddedPostgres({ dataDir: DATA_DIR, log })
  return { url, ours: true, stop }
}

/** Drops databases of killed runs, in the cluster that only benchmarks use. */
async function dropLeftovers(sql: postgres.Sql) {
  const left = await sql`SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%'`
  for (const { datname } of left) await sql`DROP DATABASE ${sql(datname)} WITH (FORCE)`
}

/** Opens the cluster. Refuses one with `fsync` off, as its figures would be meaningless. */
export async function openCluster(): Promise<Cluster> {
  const { url, ours, stop } = await administrator()
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const close = async () => {
    await sql.end({ timeout: 5 })
    await stop()
  }
  try {
    if (ours) await dropLeftovers(sql)
    const rows = await sql`SELECT name, setting FROM pg_settings WHERE name = ANY(${SETTINGS})`
    const settings = Object.fromEntries(rows.map((row) => [String(row.name), String(row.setting)]))
    if (settings.fsync !== 'on') throw new Error('the benchmark needs a cluster with fsync on')
    const [own] = await sql`SELECT pg_backend_pid() AS pid, inet_server_addr()::text AS address`
    const isLocal = own?.address === null || /^(127\.|::1)/.test(own?.address ?? '')
    return {
      settings,
      pid: isLocal ? parentOf(own?.pid) : null,
      async walPosition() {
        const [row] =
          await sql`SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS bytes`
        return row?.bytes
      },
      stop: close,
      async count(databaseUrl, table) {
        const its = postgres(databaseUrl, { max: 1 })
        const [row] = await its`SELECT count(*)::int AS rows FROM ${its(table)}`
        await its.end()
        return row?.rows
      },
      async withDatabase(name, use) {
        const database = `bench_${name.toLowerCase().replace(/\W+/g, '_')}_${Date.now().toString(36)}`
        await sql.unsafe(`CREATE DATABASE ${database}`)
        await sql.unsafe('CHECKPOINT')
        const its = new URL(url)
        its.pathname = `/${database}`
        try {
          return await use(its.href)
        } finally {
          await sql.unsafe(`DROP DATABASE ${database} WITH (FORCE)`)
        }
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
