import { open } from 'node:fs/promises'

/** The streams that identify old Office files ([MS-DOC], [MS-XLS], [MS-PPT]). */
const STREAMS = {
  WordDocument: { mime: 'application/msword', extension: 'doc' },
  Workbook: { mime: 'application/vnd.ms-excel', extension: 'xls' },
  Book: { mime: 'application/vnd.ms-excel', extension: 'xls' },
  'PowerPoint Document': { mime: 'application/vnd.ms-powerpoint', extension: 'ppt' },
} as const

// The header of a compound file, and the entries of its directory ([MS-CFB], sections 2.2 and 2.6).
const SECTOR_SHIFT = 30
const FIRST_DIRECTORY_SECTOR = 48
const ENTRY_BYTES = 128
const NAME_LENGTH = 64
/** Directory entries that are read; those of the main streams come first. */
const ENTRIES = 64

/**
 * Detects the type of a compound file by the stream names in its directory, since programs other than Office leave out the
 * id that `file-type` looks for.
 */
export async function readOfficeStreams(
  path: string,
): Promise<{ mime: string | null; extension: string }> {
  const handle = await open(path)
  try {
    const header = Buffer.alloc(512)
    await handle.read(header, 0, header.length, 0)
    const sectorBytes = 2 ** Math.min(header.readUInt16LE(SECTOR_SHIFT), 12)
    const at = (header.readUInt32LE(FIRST_DIRECTORY_SECTOR) + 1) * sectorBytes
    const directory = Buffer.alloc(ENTRIES * ENTRY_BYTES)
    const { bytesRead } = await handle.read(directory, 0, directory.length, at)
    for (let entry = 0; entry + ENTRY_BYTES <= bytesRead; entry += ENTRY_BYTES) {
      const length = Math.min(directory.readUInt16LE(entry + NAME_LENGTH), NAME_LENGTH)
      // The length is in bytes and includes the terminator.
      const name = directory.toString('utf16le', entry, entry + Math.max(0, length - 2))
      if (Object.hasOwn(STREAMS, name)) return STREAMS[name as keyof typeof STREAMS]
    }
    return { mime: null, extension: 'bin' }
  } finally {
    await handle.close()
  }
}
