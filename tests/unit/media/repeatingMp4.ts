const u16 = (...values: number[]) => Buffer.concat(values.map((value) => ofBytes(2, value)))
const u32 = (...values: number[]) => Buffer.concat(values.map((value) => ofBytes(4, value)))
const ofBytes = (length: number, value: number) => {
  const bytes = Buffer.alloc(length)
  bytes.writeUIntBE(value, 0, length)
  return bytes
}
const box = (name: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([u32(body.length + 8), Buffer.from(name), body])
}
/** A box with a version and flags. */
const full = (name: string, ...parts: Buffer[]) => box(name, u32(0), ...parts)

const RATE = 48_000
/** 60 ms of silence, and where it is in the file. */
const PACKET_SAMPLES = 2880
const AT = 40

/** An MP4 of Opus (ISO/IEC 14496-12) whose table names one packet of a byte so many times over. */
export function repeatingMp4({ chunks, each }: { chunks: number; each: number }): Buffer {
  const count = chunks * each
  const dOps = box('dOps', Buffer.from([0, 1]), u16(0), u32(RATE), u16(0), Buffer.from([0]))
  const entry = [Buffer.alloc(6), u16(1), u32(0, 0), u16(1, 16, 0, 0), u16(RATE, 0), dOps]
  const table = [
    full('stsd', u32(1), box('Opus', ...entry)),
    full('stts', u32(1, count, PACKET_SAMPLES)),
    full('stsc', u32(1, 1, each, 1)),
    full('stsz', u32(1, count)),
    full('stco', u32(chunks), u32(...Array(chunks).fill(AT))),
  ]
  const media = [
    full('mdhd', u32(0, 0, RATE, count * PACKET_SAMPLES), u16(0, 0)),
    full('hdlr', u32(0), Buffer.from('soun'), Buffer.alloc(13)),
    box('minf', full('smhd', u32(0)), box('stbl', ...table)),
  ]
  const track = [full('tkhd', u32(0, 0, 1, 0, 0), Buffer.alloc(60)), box('mdia', ...media)]
  return Buffer.concat([
    box('ftyp', Buffer.from('M4A '), u32(0), Buffer.from('M4A isom')),
    box('mdat', Buffer.alloc(each + 64)),
    box('moov', full('mvhd', u32(0, 0, RATE, 0), Buffer.alloc(80), u32(2)), box('trak', ...track)),
  ])
}
