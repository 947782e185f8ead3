import postgres from 'postgres'
import { type Cluster, NAME } from './cluster.ts'
import { findDatabase } from './halfFilled.ts'

/** Any number, as long as every server takes the same one: "ruang" in ASCII. */
const OWNER_LOCK = 0x7275616e67
/** Within this time the session of a killed owner has ended. */
const PATIENCE_MS = 3_000
/** Ready to serve, but not us at this moment: starting, recovering, shutting down, full. */
const NOT_YET = new Set([
  '57P03',
  '57P01',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
])

export function clusterUrl(cluster: Cluster, port: number, database = NAME): string {
  return `postgres://${NAME}:${cluster.password}@127.0.0.1:${port}/${database}`
}

/**
 * One connection to the server on `port`, or null if it doesn't accept any at present or serves
 * another data directory than ours.
 * @param onLost called once when the connection ends, whoever ended it
 */
export async function connect(
  cluster: Cluster,
  port: number,
  onLost: () => void = () => {},
): Promise<postgres.Sql | null> {
  let established = false
  const sql = postgres(clusterUrl(cluster, port, 'postgres'), {
    max: 1,
    max_lifetime: null,
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => {},
    onclose: () => {
      if (established) onLost()
      established = false
    },
    connection: { application_name: `ruang owner ${process.pid}` },
  })
  try {
    const [row] = await sql<{ data: string }[]>`select current_setting('data_directory') as data`
    established = true
    if (row?.data === cluster.data) return sql
  } catch (error) {
    const { code = '', message } = error as Error & { code?: string }
    if (code === '28P01') {
      throw new Error(
        `The PostgreSQL of ${cluster.directory} refuses the password kept there. ` +
          'Restore the file "password", or set DATABASE_URL.',
      )
    }
    if (!NOT_YET.has(code)) throw new Error(`The embedded PostgreSQL can't be used: ${message}`)
  }
  established = false
  await sql.end({ timeout: 0 })
  return null
}

/**
 * Makes this connection the owner of the cluster. The lock file comes first; this lock holds also
 * when that file was removed, or a copy of the data directory's link leads here.
 */
export async function own(sql: postgres.Sql): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const [row] = await sql<{ taken: boolean }[]>`
      select pg_try_advisory_lock(${OWNER_LOCK}::bigint) as taken`
    if (row?.taken) return true
    if (performance.now() > deadline) return false
    await Bun.sleep(50)
  }
}

/**
 * Makes our database; a server that was killed before it came so far left none. One that was killed while it filled the
 * database with sample data left a part of them: that is put aside, whoever may have come to use it, and begun anew.
 */
export async function ensureDatabase(sql: postgres.Sql): Promise<void> {
  const found = await findDatabase(sql, NAME)
  if (found?.half) {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${NAME}`
    await sql.unsafe(`alter database ${NAME} rename to ${NAME}_half_filled_${Date.now()}`)
  }
  if (!found || found.half) await sql.unsafe(`create database ${NAME}`)
}
