import { createHash, randomInt } from 'node:crypto'

/** A file stored at Meta: uploaded by a business, or sent by a customer. */
export type StoredFile = {
  id: string
  bytes: Uint8Array
  /** As the uploader claims; Meta passes it on unchecked. */
  mime: string
  filename: string | null
  sha256: Buffer
  /** The number it was uploaded for; null for a customer's file. */
  phoneNumberId: string | null
  expiresAt: number
  /** The secret part of its download URL. */
  link: { key: string; expiresAt: number } | null
}

export type Files = ReturnType<typeof createFiles>

const MAX_BYTES = 512 * 1024 * 1024
const DAY_MS = 86_400_000
/** Uploads live 30 days, customers' files 7 days, a download URL five minutes (facts sheet, section 6). */
const LIFE_MS = { business: 30 * DAY_MS, customer: 7 * DAY_MS }
const LINK_MS = 5 * 60_000

export function createFiles(now: () => number) {
  const files = new Map<string, StoredFile>()
  let total = 0

  function remove(id: string): boolean {
    const file = files.get(id)
    if (!file) return false
    total -= file.bytes.length
    return files.delete(id)
  }

  function find(id: string): StoredFile | undefined {
    const file = files.get(id)
    return file && file.expiresAt > now() ? file : undefined
  }

  return {
    find,
    remove,
    keep(
      from: keyof typeof LIFE_MS,
      bytes: Uint8Array,
      about: { mime: string; filename: string | null; phoneNumberId: string | null },
    ): StoredFile {
      const file: StoredFile = {
        id: `${randomInt(1e8, 1e9)}${randomInt(1e6, 1e7)}`,
        bytes,
        ...about,
        sha256: createHash('sha256').update(bytes).digest(),
        expiresAt: now() + LIFE_MS[from],
        link: null,
      }
      files.set(file.id, file)
      total += bytes.length
      for (const id of files.keys()) {
        if (total <= MAX_BYTES || id === file.id) break
        remove(id)
      }
      return file
    },
    /** Makes a new download key for this file; the previous one becomes invalid. */
    link(file: StoredFile): string {
      file.link = { key: Bun.randomUUIDv7('hex').replaceAll('-', ''), expiresAt: now() + LINK_MS }
      return file.link.key
    },
    byLink(id: string, key: string): StoredFile | undefined {
      const file = find(id)
      return file?.link?.key === key && file.link.expiresAt > now() ? file : undefined
    },
    clear(): void {
      files.clear()
      total = 0
    },
  }
}

/** Serves the file with headers that keep it harmless on our origin, whatever its type. */
export function serve(file: StoredFile): Response {
  return new Response(file.bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      'Content-Type': file.mime,
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'Cache-Control': 'private, max-age=300',
    },
  })
}
