import { copyFile, lstat, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type postgres from 'postgres'
import { type Cluster, syncToDisk } from './cluster.ts'
import { readPidFile } from './pidFile.ts'
import { run } from './runAs.ts'
import { connect } from './session.ts'

/** Folders that PostgreSQL needs, and files that belong to the process that runs: what it does not copy itself (pg_basebackup). */
const EMPTY = ['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots']
const LEFT_OUT = ['postmaster.pid', 'postmaster.opts']
/** Of the write-ahead log; others there, such as the history of timelines, are small. */
const SEGMENT = /^[0-9A-F]{24}$/

/**
 * Copies the cluster to a new folder, which is then such a cluster itself, while it is in use. It opens with all that was
 * committed until the copy was complete: PostgreSQL sees to that at its first start.
 * @param signal breaks it off; nothing is left of it then
 * @throws Error with a sentence for the operator
 */
export async function backUp(cluster: Cluster, folder: string, signal: AbortSignal): Promise<void> {
  if (await lstat(folder).catch(() => null))
    throw new Error(`${folder} is there already: name a folder that is yet to be made.`)
  const { port } = (await readPidFile(cluster.data)) ?? {}
  const sql = port ? await connect(cluster, port) : null
  if (!sql) {
    throw new Error(
      `No server runs on ${cluster.directory}. Nothing changes it then: copy it as it is (cp -a).`,
    )
  }
  // Renamed when it is complete and on disk, so that what bears the name is whole.
  const draft = await mkdtemp(`${folder}.new-`)
  try {
    await copyData(sql, cluster.data, join(draft, 'data'), signal)
    await copyToDisk(join(cluster.directory, 'password'), join(draft, 'password'))
    await syncToDisk(draft)
    const { as } = cluster
    const owned = as && (await run(['chown', '-R', `${as.uid}:${as.gid}`, draft]))
    if (owned && !owned.ok) throw new Error(owned.stderr.trim())
    await rename(draft, folder)
    await syncToDisk(dirname(folder))
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    throw error
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** As PostgreSQL's manual has it: "Making a Base Backup Using the Low Level API". */
async function copyData(
  sql: postgres.Sql,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<void> {
  // The log is kept from here on until this session ends.
  await sql`select pg_create_physical_replication_slot(${`ruang_backup_${process.pid}`}, true, true)`
  const [started] = await sql<{ wal: string }[]>`
    select pg_walfile_name(pg_backup_start('ruang', fast => true)) as wal`
  await copyFolder(from, to, (name) => !LEFT_OUT.includes(name), signal)
  const [stopped] = await sql<{ label: string }[]>`
    select labelfile as label from pg_backup_stop(wait_for_archive => false)`
  const label = join(to, 'backup_label')
  await writeFile(label, stopped!.label, { mode: 0o600 })
  await syncToDisk(label)
  const [now] = await sql<
    { wal: string }[]
  >`select pg_walfile_name(pg_current_wal_insert_lsn()) as wal`
  const [first, last] = [started!.wal, now!.wal]
  const wanted = (name: string) => !SEGMENT.test(name) || (name >= first && name <= last)
  await copyFolder(join(from, 'pg_wal'), join(to, 'pg_wal'), wanted, signal)
  await syncToDisk(to)
}

/** What goes away meanwhile is passed over: the log tells of it. */
async function copyFolder(
  from: string,
  to: string,
  wanted: (name: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const entry of await readdir(from, { withFileTypes: true }).catch(unlessGone([]))) {
    const [path, copy] = [join(from, entry.name), join(to, entry.name)]
    signal.throwIfAborted()
    if (!wanted(entry.name)) continue
    if (!entry.isDirectory()) await copyToDisk(path, copy).catch(unlessGone(undefined))
    else if (EMPTY.includes(entry.name)) await mkdir(copy, { mode: 0o700 })
    else await copyFolder(path, copy, wanted, signal)
  }
  await syncToDisk(to)
}

async function copyToDisk(path: string, copy: string): Promise<void> {
  await copyFile(path, copy)
  await syncToDisk(copy)
}

const unlessGone =
  <T>(otherwise: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code !== 'ENOENT') throw error
    return otherwise
  }
