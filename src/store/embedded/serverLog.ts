import { open, rename, stat } from 'node:fs/promises'

/** Four lines a start, and one for a session that is cut off: only what goes wrong over and over comes to this. */
const LARGE_BYTES = 10_000_000

/**
 * Moves a log that has grown large aside, in place of the one before. Only for a PostgreSQL that does not run: it keeps its
 * log open.
 * @returns where the lines of the next start begin
 */
export async function makeRoom(logFile: string): Promise<number> {
  const size = (await stat(logFile).catch(() => null))?.size ?? 0
  if (size < LARGE_BYTES) return size
  // One that can't be moved keeps no database from starting.
  return rename(logFile, `${logFile}.1`).then(
    () => 0,
    () => size,
  )
}

/** What PostgreSQL wrote from `offset` on, as far as the reason of a failed start needs it. */
export async function readFrom(logFile: string, offset: number): Promise<string> {
  const handle = await open(logFile, 'r').catch(() => null)
  if (!handle) return ''
  const { buffer, bytesRead } = await handle
    .read(Buffer.alloc(64 * 1024), 0, 64 * 1024, offset)
    .finally(() => handle.close())
  return buffer.toString('utf8', 0, bytesRead)
}
