import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './runAs.ts'

/** `port` is null for the instant in which the file is being written. */
export type PidFile = { pid: number; port: number | null }

/** Reads `postmaster.pid`; null when there is none. Its lines: pid, data, start, port, … */
export async function readPidFile(data: string): Promise<PidFile | null> {
  const lines = (await readFile(pidFilePath(data), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  return pid > 0 ? { pid, port: Number(lines[3]) || null } : null
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Is process `pid` the PostgreSQL of `data`? Null where the platform doesn't tell. */
export async function isPostmasterOf(pid: number, data: string): Promise<boolean | null> {
  const command = await commandLine(pid)
  return command === null ? null : `${command} `.includes(` -D ${data} `)
}

/**
 * Lets PostgreSQL start although the pid in its file was given to another program since. Only the
 * pid is overwritten: from the rest PostgreSQL sees whether a backend of a killed server still has
 * the data open, and then refuses.
 */
export async function disownPidFile(data: string): Promise<void> {
  const text = await readFile(pidFilePath(data), 'utf8')
  const noSuchPid = 2 ** 31 - 2
  await writeFile(pidFilePath(data), text.replace(/^\d+/, String(noSuchPid)))
}

function pidFilePath(data: string): string {
  return join(data, 'postmaster.pid')
}

async function commandLine(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return null
  if (process.platform === 'linux') {
    const raw = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null)
    return raw?.replaceAll('\0', ' ').trimEnd() ?? null
  }
  const { ok, stdout } = await run(['ps', '-ww', '-o', 'command=', '-p', String(pid)])
  return ok ? stdout.trim() : null
}
