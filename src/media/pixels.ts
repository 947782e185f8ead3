/** Reads width × height from a file's header; null if it is not there. @throws RangeError beyond the end */
type Reader = (file: DataView) => number | null

/**
 * The number of pixels of an image, by its header alone. SECURITY: a few kB may unpack to gigabytes in a browser.
 * @returns null for a type that browsers don't display, or an unreadable header
 */
export function pixelsOf(mime: string, bytes: Uint8Array): number | null {
  try {
    const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return READERS[mime]?.(file) ?? null
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

const READERS: Record<string, Reader> = {
  'image/png': (file) => file.getUint32(16) * file.getUint32(20),
  'image/gif': (file) => file.getUint16(6, true) * file.getUint16(8, true),
  'image/jpeg': readJpeg,
  'image/webp': readWebp,
  'image/avif': readAvif,
}

/** Segments up to the one that begins the frame (ITU-T T.81, B.1.1). */
function readJpeg(file: DataView): number | null {
  for (let at = 2; ; ) {
    // Bytes between segments are skipped, as decoders do.
    while (file.getUint8(at) !== 0xff) at++
    while (file.getUint8(at) === 0xff) at++
    const marker = file.getUint8(at++)
    if (FRAMES.has(marker)) return file.getUint16(at + 3) * file.getUint16(at + 5)
    if (marker === SCAN) return null
    if (!isAlone(marker)) at += file.getUint16(at)
  }
}

/** SOF0 to SOF15, without DHT, JPG and DAC, which stand between them. */
const FRAMES = new Set([0, 1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15].map((n) => 0xc0 + n))
const SCAN = 0xda
/** Markers without a segment: stuffing, TEM, RST0 to RST7, SOI, EOI. */
const isAlone = (marker: number) => marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd9)

/** The first chunk has the size: an extended header, or the image itself (RFC 9649, section 2). */
function readWebp(file: DataView): number | null {
  const low24 = (at: number) => file.getUint32(at, true) & 0xffffff
  switch (file.getUint32(12)) {
    case fourCc('VP8X'):
      return (1 + low24(24)) * (1 + low24(27))
    case fourCc('VP8L'): {
      const sides = file.getUint32(21, true)
      return (1 + (sides & 0x3fff)) * (1 + ((sides >>> 14) & 0x3fff))
    }
    case fourCc('VP8 '):
      return (file.getUint16(26, true) & 0x3fff) * (file.getUint16(28, true) & 0x3fff)
    default:
      return null
  }
}

/** The largest of all sizes in the file, since an image may consist of tiles (ISO/IEC 23008-12, `ispe`). */
function readAvif(file: DataView): number | null {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  let most: number | null = null
  for (let at = bytes.indexOf('ispe'); at >= 0; at = bytes.indexOf('ispe', at + 4))
    most = Math.max(most ?? 0, file.getUint32(at + 8) * file.getUint32(at + 12))
  return most
}

const fourCc = (name: string) => Buffer.from(name).readUInt32BE()
