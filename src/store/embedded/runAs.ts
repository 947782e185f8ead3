import { stat } from 'node:fs/promises'
import { parse } from 'node:path'

/** The user PostgreSQL runs as, when that is not who we are. */
export type RunAs = { uid: number; gid: number } | undefined

export type Ran = { ok: boolean; stdout: string; stderr: string }

/** Runs a program to its end. It sees none of our environment, which may hold secrets. */
export async function run(command: [string, ...string[]], as?: RunAs): Promise<Ran> {
  const { PATH, SystemRoot } = process.env
  const child = Bun.spawn(command, {
    ...as,
    // Our own working directory may be out of reach for another user.
    cwd: parse(process.execPath).root,
    env: { PATH, SystemRoot, LC_ALL: 'C' },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  return { ok: (await child.exited) === 0, stdout, stderr }
}

/**
 * PostgreSQL refuses to run as root. Then it runs as the owner of the database that is there
 * already, or else as the user `postgres`, which is made when it is missing.
 */
export async function chooseUser(existing: string | null): Promise<RunAs> {
  if (process.getuid?.() !== 0) return undefined
  if (existing) {
    const { uid, gid } = await stat(existing)
    if (uid !== 0) return { uid, gid }
  }
  const known = await lookUpPostgres()
  if (known) return known
  await run(['groupadd', '--system', 'postgres']).catch(() => {})
  await run(['useradd', '--system', '--gid', 'postgres', 'postgres']).catch(() => {})
  const made = await lookUpPostgres()
  if (made) return made
  throw new Error(
    'PostgreSQL does not run as root, and the user "postgres" could not be made. ' +
      'Start the server as another user, or set DATABASE_URL.',
  )
}

/** Can that user reach all of `paths`? Directories above may be closed to it, such as /root. */
export async function canReach(paths: string[], as: RunAs): Promise<boolean> {
  if (!as) return true
  const script = 'for path; do test -x "$path" || exit 1; done'
  return (await run(['sh', '-c', script, 'sh', ...paths], as)).ok
}

async function lookUpPostgres(): Promise<RunAs> {
  const [uid, gid] = await Promise.all([
    run(['id', '-u', 'postgres']),
    run(['id', '-g', 'postgres']),
  ])
  return uid.ok && gid.ok ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined
}
