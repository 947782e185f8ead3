/** A page's head up to its table of segments, and what stands in it (RFC 3533, section 6). */
const HEAD_BYTES = 27
const FLAGS = 5
const SERIAL = 14
const SEGMENTS = 26
const CONTINUED = 1
const FIRST = 2

/** An OpusHead of one or two channels in the plain order (RFC 7845, section 5.1). */
const CHANNELS = 9
const MAPPING = 18

/** Samples at 48 kHz of a frame, by the five high bits of its packet's first byte (RFC 6716, section 3.1). */
const RATE = 48_000
const [SILK, HYBRID, CELT] = [
  [480, 960, 1920, 2880],
  [480, 960],
  [120, 240, 480, 960],
]
const FRAMES = [...SILK, ...SILK, ...SILK, ...HYBRID, ...HYBRID, ...CELT, ...CELT, ...CELT, ...CELT]

/**
 * The duration in seconds of an Ogg file with a single Opus stream, computed from its packets: the timestamps of its pages can’t be
 * trusted. Null for anything else.
 */
export function opusSeconds(file: Uint8Array): number | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let samples = 0
  let packets = 0
  let isStart = true
  for (let at = 0; at < file.length; ) {
    if (!reads(file, at, 'OggS') || at + HEAD_BYTES > file.length) return null
    const flags = file[at + FLAGS]!
    const isFirst = (flags & FIRST) !== 0
    const isContinued = (flags & CONTINUED) !== 0
    const isAnother = view.getUint32(at + SERIAL) !== view.getUint32(SERIAL)
    if (isFirst !== (at === 0) || isContinued === isStart || isAnother) return null
    const table = at + HEAD_BYTES
    let place = table + file[at + SEGMENTS]!
    for (let segment = table, end = place; segment < end; segment++) {
      const size = file[segment]
      if (size === undefined || place + size > file.length) return null
      if (isStart) {
        const more = samplesOf(file.subarray(place, place + size), packets++)
        if (more === null) return null
        samples += more
      }
      isStart = size < 255
      place += size
    }
    at = place
  }
  return packets > 2 ? samples / RATE : null
}

/** The samples of one packet. The first two packets are headers. */
function samplesOf(packet: Uint8Array, nth: number): number | null {
  if (nth === 0) {
    const isPlain = packet[CHANNELS]! <= 2 && packet[MAPPING] === 0
    return reads(packet, 0, 'OpusHead') && isPlain ? 0 : null
  }
  if (nth === 1) return reads(packet, 0, 'OpusTags') ? 0 : null
  const [first, second] = packet
  if (first === undefined) return null
  const frame = FRAMES[first >> 3]!
  switch (first & 3) {
    case 0:
      return frame
    case 3:
      return second === undefined ? null : frame * (second & 63)
    default:
      return frame * 2
  }
}

const reads = (bytes: Uint8Array, at: number, word: string) =>
  [...word].every((letter, index) => bytes[at + index] === letter.charCodeAt(0))
