import { prepareUpload } from '../../../src/media/prepareUpload.ts'
import { openFolder } from './folder.ts'

export type Claims = { type?: string; fileName?: string; voice?: boolean }

/** A folder in which uploads are prepared. */
export async function openUploads() {
  const folder = await openFolder(5_000)
  async function prepare(bytes: Uint8Array, { type, fileName, voice = false }: Claims = {}) {
    const claim = { type: type ?? null, fileName: fileName ?? null }
    const prepared = await prepareUpload(folder, await folder.file(bytes), { claim, voice })
    if ('reason' in prepared) return { reason: prepared.reason, message: prepared.message }
    const { kind, mime, extension, voice: plays, file } = prepared
    return { kind, mime, extension, voice: plays, path: file.path, size: file.size }
  }
  const stop = () => folder.remove()
  return { folder, prepare, stop }
}
