import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, truncate } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** A whole file that nobody else knows of yet. `sha256` is in hex. */
export type WorkFile = { path: string; size: number; sha256: string }

/** More came than was allowed. */
export class TooLarge extends Error {
  readonly maxBytes: number
  constructor(maxBytes: number) {
    super(`more than ${maxBytes} bytes`)
    this.name = 'TooLarge'
    this.maxBytes = maxBytes
  }
}

export type Workshop = ReturnType<typeof createWorkshop>

/** How old a file must be to be one that a killed process left: longer than any transfer may take. */
const LEFT_BEHIND_MS = 3_600_000
/** Instead of the slashes of an object's name. */
const SLASH = '+'

/** Where files are while they come in: a folder beside the store, so that they can be moved there. */
export function createWorkshop(folder: string, newId: () => string) {
  const newPath = async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return join(folder, newId())
  }

  return {
    newPath,

    /**
     * Writes what comes to a file, and counts it. Nothing is left of what breaks off or is too large.
     * @throws TooLarge, or whatever broke the stream
     */
    async receive(
      chunks: AsyncIterable<Uint8Array>,
      { maxBytes }: { maxBytes: number },
    ): Promise<WorkFile> {
      const path = await newPath()
      const handle = await open(path, 'wx', 0o600)
      try {
        const hash = createHash('sha256')
        let size = 0
        for await (const chunk of chunks) {
          size += chunk.byteLength
          if (size > maxBytes) throw new TooLarge(maxBytes)
          hash.update(chunk)
          await handle.writeFile(chunk)
        }
        await handle.sync()
        return { path, size, sha256: hash.digest('hex') }
      } catch (error) {
        await rm(path, { force: true })
        throw error
      } finally {
        await handle.close()
      }
    },

    /** Takes a file on that something else has written to a new path. */
    async adopt(path: string): Promise<WorkFile> {
      const hash = createHash('sha256')
      let size = 0
      for await (const chunk of Bun.file(path).stream()) {
        size += chunk.byteLength
        hash.update(chunk)
      }
      const handle = await open(path)
      await handle.sync().finally(() => handle.close())
      return { path, size, sha256: hash.digest('hex') }
    },

    /** Names a file after the object that it is about to become, so that both can be found after a crash. */
    async nameAfter(file: WorkFile, object: string): Promise<WorkFile> {
      const path = join(folder, object.replaceAll('/', SLASH))
      await rename(file.path, path)
      return { ...file, path }
    },

    discard: (file: WorkFile) => rm(file.path, { force: true }),

    /** Leaves no more than its name, by which the sweep finds an object that may be there and that nobody wants. */
    leaveName: (file: WorkFile) => truncate(file.path).catch(() => {}),

    /**
     * Files of processes that were killed, and names that were left, with the object that each was about to become. Whose
     * object no row knows, that object goes too.
     */
    async leftBehind(now: number): Promise<{ path: string; object: string | null }[]> {
      const names = await readdir(folder).catch(() => [])
      const found: { path: string; object: string | null }[] = []
      for (const name of names) {
        const path = join(folder, name)
        const file = await stat(path).catch(() => null)
        if (!file || now - file.mtimeMs < LEFT_BEHIND_MS) continue
        const object = name.includes(SLASH) ? basename(name).replaceAll(SLASH, '/') : null
        found.push({ path, object })
      }
      return found
    },
  }
}
