import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, truncate } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** A complete file that is not stored as an object yet. `sha256` is in hex. */
export type WorkFile = { path: string; size: number; sha256: string }

/** A stream exceeded its size limit. */
export class TooLarge extends Error {
  readonly maxBytes: number
  constructor(maxBytes: number) {
    super(`more than ${maxBytes} bytes`)
    this.name = 'TooLarge'
    this.maxBytes = maxBytes
  }
}

export type Workshop = ReturnType<typeof createWorkshop>

/** From this age on, a file counts as left by a killed process: no transfer may take so long. */
const LEFT_BEHIND_MS = 3_600_000
/** Replaces the slashes of an object's name in a file name. */
const SLASH = '+'

/** The folder for incoming files. It is beside the store, so that finished files can be moved there. */
export function createWorkshop(folder: string, newId: () => string) {
  const newPath = async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return join(folder, newId())
  }

  return {
    newPath,

    /**
     * Writes a stream to a new file, counting its bytes. Removes the file if the stream breaks off or is too large.
     * @throws TooLarge, or the stream's error
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

    /** Makes a WorkFile of a file that other code has written to `newPath()`. */
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

    /** Renames a file after the object it will become, so that the sweep finds both after a crash. */
    async nameAfter(file: WorkFile, object: string): Promise<WorkFile> {
      const path = join(folder, object.replaceAll('/', SLASH))
      await rename(file.path, path)
      return { ...file, path }
    },

    discard: (file: WorkFile) => rm(file.path, { force: true }),

    /** Empties the file but keeps its name, by which the sweep finds an object that may have been stored unused. */
    leaveName: (file: WorkFile) => truncate(file.path).catch(() => {}),

    /**
     * Old files here, left by killed processes or by `leaveName`, with the object each was to become. The caller also removes
     * that object if no message refers to it.
     */
    async findLeftovers(now: number): Promise<{ path: string; object: string | null }[]> {
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
