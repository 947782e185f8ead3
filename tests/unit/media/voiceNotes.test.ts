import { afterAll, describe, expect, test } from 'bun:test'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fixture } from './folder.ts'
import { repeatingMp4 } from './repeatingMp4.ts'
import { openUploads } from './uploadWorld.ts'

const { folder, prepare, stop } = await openUploads()
/** Cut here, the recording sends its reader round for ever (docs/adr/0010). */
const ENDLESS = 970
afterAll(stop)

/** The pages of an Ogg file (RFC 3533, section 6), each with its checksum tried. */
function readOgg(bytes: Uint8Array) {
  const pages = []
  for (let at = 0; at < bytes.length; ) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at)
    const segments = bytes[at + 26]!
    const size = bytes.subarray(at + 27, at + 27 + segments).reduce((sum, one) => sum + one, 0)
    const whole = bytes.slice(at, at + 27 + segments + size)
    const checksum = view.getUint32(22, true)
    whole.fill(0, 22, 26)
    const body = bytes.slice(at + 27 + segments, at + 27 + segments + size)
    pages.push({
      flags: bytes[at + 5]!,
      granule: Number(view.getBigInt64(6, true)),
      sequence: view.getUint32(18, true),
      intact: oggChecksum(whole) === checksum,
      body,
      text: Buffer.from(body).toString('latin1'),
    })
    at += whole.length
  }
  return pages
}

function oggChecksum(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) {
    sum ^= byte << 24
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1
  }
  return sum >>> 0
}

describe('a recording of a browser is a voice note', () => {
  test.each([
    ['chromium-voice.webm', 'audio/webm;codecs=opus', 'voice.webm'],
    ['chromium-voice.webm', 'video/webm', 'voice.webm'],
    ['chromium-voice.mp4', 'audio/mp4;codecs=opus', 'voice.mp4'],
    ['stereo-voice.ogg', 'audio/ogg; codecs=opus', 'voice.ogg'],
  ])('%s as %s', async (name, type, fileName) => {
    const made = await prepare(await fixture(name), { type, fileName, voice: true })
    expect(made).toMatchObject({
      kind: 'audio',
      mime: 'audio/ogg; codecs=opus',
      extension: 'ogg',
      voice: true,
    })
    const pages = readOgg(await Bun.file(made.path!).bytes())
    expect(await folder.inspector.inspect(made.path!)).toMatchObject({
      mime: 'audio/ogg',
      audioCodec: 'opus',
    })
    // RFC 7845: OpusHead alone on the first page, one channel, family 0; then OpusTags.
    expect(pages[0]).toMatchObject({ flags: 0x02, sequence: 0, granule: 0 })
    expect(pages[0]!.text.slice(0, 8)).toBe('OpusHead')
    expect([pages[0]!.body[9], pages[0]!.body[18]]).toEqual([1, 0])
    expect(pages[1]!.text.slice(0, 8)).toBe('OpusTags')
    expect(pages.at(-1)!.flags & 0x04).toBe(0x04)
    expect(pages.every(({ intact }) => intact)).toBe(true)
    expect(pages.map(({ sequence }) => sequence)).toEqual(pages.map((_, index) => index))
    const granules = pages.slice(2).map(({ granule }) => granule)
    expect(granules).toEqual(granules.toSorted((a, b) => a - b))
    // One to two seconds at 48 kHz.
    expect(granules.at(-1)!).toBeGreaterThan(0.9 * 48_000)
    expect(granules.at(-1)!).toBeLessThan(2 * 48_000)
  })

  test('AAC and MP3 are sound files: WhatsApp plays no others as voice notes', async () => {
    for (const name of ['safari-voice.m4a', 'sound.mp3'])
      expect(await prepare(await fixture(name), { voice: true })).toMatchObject({
        kind: 'audio',
        voice: false,
      })
  })

  test('without being asked for, it is sound that WhatsApp plays', async () => {
    const made = await prepare(await fixture('chromium-voice.webm'), { type: 'audio/webm' })
    expect(made).toMatchObject({ mime: 'audio/ogg; codecs=opus', voice: false })
  })

  test('one whose reader never ends is given up, and the next one is read', async () => {
    const endless = (await fixture('chromium-voice.webm')).slice(0, ENDLESS)
    const [first, second] = await Promise.all([
      prepare(endless, { type: 'audio/webm', voice: true }),
      prepare(await fixture('photo.png')),
    ])
    expect(first).toMatchObject({ reason: 'unsupported_type' })
    expect(second).toMatchObject({ kind: 'image' })
  })

  test('one whose table names the same sound over and over is not copied for as long as that would take', async () => {
    const { inspector, path } = folder
    const to = join(path, 'copy.ogg')
    const few = await folder.file(repeatingMp4({ chunks: 1, each: 50 }))
    expect(await inspector.copyAsVoiceNote(few.path, to)).toBe(true)
    const hours = await folder.file(repeatingMp4({ chunks: 400, each: 500 }))
    expect(await inspector.copyAsVoiceNote(hours.path, to)).toBe(false)
    await rm(to, { force: true })
  })

  test('one that breaks off in the middle is sent as far as it goes, or refused', async () => {
    const bytes = await fixture('chromium-voice.webm')
    const before = (await folder.files()).length
    for (let length = 0; length < bytes.length; length += 97) {
      // As above, and as long.
      if (length === ENDLESS) continue
      const made = await prepare(bytes.slice(0, length), { type: 'audio/webm', voice: true })
      if ('path' in made) await folder.workshop.discard({ path: made.path!, size: 0, sha256: '' })
      else expect(made.reason).toMatch(/empty_file|unsupported_type|type_mismatch/)
    }
    expect((await folder.files()).length).toBe(before)
  })
})
