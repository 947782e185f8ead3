import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInspector } from '../../../src/media/inspector.ts'
import { createWorkshop } from '../../../src/media/workshop.ts'

const FIXTURES = new URL('../../fixtures/media/', import.meta.url).pathname
export const fixture = (name: string) => Bun.file(join(FIXTURES, name)).bytes()

/** A workshop in a folder of its own. @param limitMs short where a reader never ends */
export async function openFolder(limitMs?: number) {
  const path = await mkdtemp(join(tmpdir(), 'ruang-media-'))
  const workshop = createWorkshop(path, () => Bun.randomUUIDv7())
  const inspector = createInspector(limitMs === undefined ? {} : { limitMs })
  return {
    path,
    workshop,
    inspector,
    files: () => readdir(path),
    /** A file of these bytes, as an upload leaves it. */
    file: async (bytes: Uint8Array) =>
      workshop.receive(new Response(bytes.slice()).body as AsyncIterable<Uint8Array>, {
        maxBytes: Number.MAX_SAFE_INTEGER,
      }),
    async remove() {
      await inspector.stop()
      await rm(path, { recursive: true, force: true })
    },
  }
}
