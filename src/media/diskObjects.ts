import { copyFile, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ObjectStore } from './objects.ts'

/** Objects as files below a folder. Several processes may share it. */
export function createDiskObjects(folder: string): ObjectStore {
  const pathOf = (name: string) => join(folder, name)

  return {
    async put(name, path) {
      const target = pathOf(name)
      await mkdir(dirname(target), { recursive: true })
      const tempPath = `${path}.put`
      await rm(tempPath, { force: true })
      // A hard link, or a copy where the file system has no links. Renaming it makes the put atomic.
      await link(path, tempPath).catch(() => copyFile(path, tempPath))
      await rename(tempPath, target)
      await syncFolder(dirname(target))
    },
    async read(name, range) {
      const file = Bun.file(pathOf(name))
      if (!(await file.exists())) return null
      return range ? file.slice(range.start, range.end + 1) : file
    },
    async local(name) {
      const path = pathOf(name)
      return (await Bun.file(path).exists()) ? { path, release: async () => {} } : null
    },
    remove: (name) => rm(pathOf(name), { force: true }),
  }
}

/** A rename is durable once its folder is synced. Errors are ignored, as not every system can sync a folder. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
