import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { prepareUpload } from '../../../src/media/prepareUpload.ts'
import { fixture, openFolder } from './folder.ts'

let folder: Awaited<ReturnType<typeof openFolder>>
beforeAll(async () => {
  folder = await openFolder()
})
afterAll(() => folder.remove())

type Claims = { type?: string; fileName?: string; voice?: boolean }

async function prepare(bytes: Uint8Array, { type, fileName, voice = false }: Claims = {}) {
  const claim = { type: type ?? null, fileName: fileName ?? null }
  const prepared = await prepareUpload(folder, await folder.file(bytes), { claim, voice })
  if ('reason' in prepared) return { reason: prepared.reason, message: prepared.message }
  const { kind, mime, extension, voice: plays, file } = prepared
  return { kind, mime, extension, voice: plays, path: file.path, size: file.size }
}

const text = (content: string) => new TextEncoder().encode(content)
const padded = (bytes: Uint8Array, size: number) => {
  const all = new Uint8Array(size)
  all.set(bytes)
  return all
}
const PDF = text('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')

describe('[F1] a file is what its content says', () => {
  test.each([
    ['photo.jpg', 'image', 'image/jpeg', 'jpg'],
    ['photo.png', 'image', 'image/png', 'png'],
    ['film.mp4', 'video', 'video/mp4', 'mp4'],
    ['sound.mp3', 'audio', 'audio/mpeg', 'mp3'],
    ['safari-voice.m4a', 'audio', 'audio/mp4', 'm4a'],
    ['sticker.webp', 'sticker', 'image/webp', 'webp'],
    ['moving-sticker.webp', 'sticker', 'image/webp', 'webp'],
    ['stereo-voice.ogg', 'audio', 'audio/ogg; codecs=opus', 'ogg'],
  ])('%s is sent as %s', async (name, kind, mime, extension) => {
    const bytes = await fixture(name)
    expect(await prepare(bytes)).toMatchObject({ kind, mime, extension, size: bytes.length })
  })

  test('an ending that is nothing but a word of the language claims nothing', async () => {
    for (const [bytes, kind] of [
      [await fixture('photo.jpg'), 'image'],
      [PDF, 'document'],
    ] as const)
      expect(await prepare(bytes, { fileName: 'a.constructor' })).toMatchObject({ kind })
  })

  test('documents of every kind that WhatsApp takes', async () => {
    expect(await prepare(PDF)).toMatchObject({ kind: 'document', mime: 'application/pdf' })
    expect(await prepare(text('Nama;Jumlah\nAna;3\n'), { type: 'text/csv' })).toMatchObject({
      kind: 'document',
      mime: 'text/plain',
    })
    for (const [part, mime] of Object.entries(OFFICE)) {
      expect(await prepare(zipWith(part))).toMatchObject({ kind: 'document', mime })
    }
  })

  test('old Office files, whoever wrote them; no others in their clothes', async () => {
    for (const [stream, mime] of [
      ['WordDocument', 'application/msword'],
      ['Workbook', 'application/vnd.ms-excel'],
      ['PowerPoint Document', 'application/vnd.ms-powerpoint'],
    ] as const)
      expect(await prepare(compoundFile(stream))).toMatchObject({ kind: 'document', mime })
    expect(
      await prepare(compoundFile('!_StringData'), {
        fileName: 'a.doc',
        type: 'application/msword',
      }),
    ).toMatchObject({ reason: 'unsupported_type' })
  })

  test('what it may be called otherwise does not matter', async () => {
    const bytes = await fixture('photo.jpg')
    for (const claims of [
      { type: 'application/octet-stream' },
      { type: 'image/png', fileName: 'a.png' },
      { type: 'image/jpeg; x=y', fileName: 'no ending' },
    ])
      expect(await prepare(bytes, claims)).toMatchObject({ kind: 'image', mime: 'image/jpeg' })
    for (const claims of [
      { type: 'application/vnd.ms-excel', fileName: 'leads.csv' },
      { type: 'application/octet-stream', fileName: 'notes.log' },
      { type: '', fileName: 'README' },
    ])
      expect(await prepare(text('a,b'), claims)).toMatchObject({ mime: 'text/plain' })
  })
})

describe('[F1] a file that lies is refused, says why, and is gone', () => {
  test.each<[string, () => Promise<Uint8Array> | Uint8Array, Claims, string]>([
    [
      'a program as a photo',
      () => text('#!/bin/sh\nrm -rf /\n'),
      { type: 'image/jpeg', fileName: 'a.jpg' },
      'type_mismatch',
    ],
    ['a page as a photo', () => text('<html></html>'), { type: 'image/png' }, 'type_mismatch'],
    ['a page as a document', () => text('<html></html>'), { fileName: 'a.html' }, 'type_mismatch'],
    [
      'a drawing with scripts',
      () => text('<svg onload="x()"/>'),
      { type: 'image/svg+xml' },
      'type_mismatch',
    ],
    [
      'a photo as a document',
      () => fixture('photo.jpg'),
      { type: 'application/pdf', fileName: 'a.pdf' },
      'type_mismatch',
    ],
    [
      'a page as another kind of document',
      () => text('<html></html>'),
      { type: 'application/pdf', fileName: 'invoice.pdf' },
      'type_mismatch',
    ],
    [
      'one document as another, by its type only',
      () => PDF,
      { type: 'application/msword' },
      'type_mismatch',
    ],
    ['a script as a text', () => text('del *'), { fileName: 'setup.BAT' }, 'type_mismatch'],
    ['a document as a program', () => PDF, { fileName: 'invoice.pdf.exe' }, 'type_mismatch'],
    ['a document as a film', () => PDF, { type: 'video/mp4', fileName: 'a.mp4' }, 'type_mismatch'],
    [
      'a film by its name only',
      () => fixture('photo.jpg'),
      { type: 'application/octet-stream', fileName: 'a.mp4' },
      'type_mismatch',
    ],
    [
      'a Windows program',
      () => padded(text('MZ'), 4096),
      { type: 'application/pdf', fileName: 'a.pdf' },
      'unsupported_type',
    ],
    [
      'noise',
      () => Uint8Array.from({ length: 999 }, (_, i) => (i * 97) % 256),
      {},
      'unsupported_type',
    ],
    [
      'a zip',
      () => zipWith('anything.txt'),
      { type: 'application/zip', fileName: 'a.zip' },
      'unsupported_type',
    ],
    ['a film in WebM', () => fixture('film.webm'), { type: 'video/webm' }, 'unsupported_type'],
    [
      'a film that phones can’t show',
      () => fixture('hevc.mp4'),
      { type: 'video/mp4' },
      'unsupported_codec',
    ],
    [
      'Ogg without Opus',
      () => fixture('vorbis.ogg'),
      { type: 'audio/ogg', voice: true },
      'unsupported_codec',
    ],
    ['nothing', () => new Uint8Array(), { type: 'image/png' }, 'empty_file'],
    [
      'a broken film',
      async () => (await fixture('film.mp4')).slice(0, 40),
      { type: 'video/mp4' },
      'unsupported_type',
    ],
  ])('%s', async (_, bytes, claims, reason) => {
    const before = await folder.files()
    const refused = await prepare(await bytes(), claims)
    expect(refused).toMatchObject({ reason })
    expect(refused.message?.length).toBeGreaterThan(10)
    expect(await folder.files()).toEqual(before)
  })
})

describe('[F1] each kind has its limit', () => {
  const MB = 1024 * 1024
  test.each([
    ['photo.jpg', 5 * MB],
    ['sound.mp3', 16 * MB],
    ['sticker.webp', 100 * 1024],
    ['moving-sticker.webp', 500 * 1024],
  ])('%s', async (name, limit) => {
    const bytes = await fixture(name)
    expect(await prepare(padded(bytes, limit))).toHaveProperty('kind')
    expect(await prepare(padded(bytes, limit + 1))).toMatchObject({ reason: 'media_too_large' })
  })
})

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
    const endless = (await fixture('chromium-voice.webm')).slice(0, 970)
    const [first, second] = await Promise.all([
      prepare(endless, { type: 'audio/webm', voice: true }),
      prepare(await fixture('photo.png')),
    ])
    expect(first).toMatchObject({ reason: 'unsupported_type' })
    expect(second).toMatchObject({ kind: 'image' })
  })

  test('one that breaks off in the middle is sent as far as it goes, or refused', async () => {
    const bytes = await fixture('chromium-voice.webm')
    const before = (await folder.files()).length
    for (let length = 0; length < bytes.length; length += 97) {
      const made = await prepare(bytes.slice(0, length), { type: 'audio/webm', voice: true })
      if ('path' in made) await folder.workshop.discard({ path: made.path!, size: 0, sha256: '' })
      else expect(made.reason).toMatch(/empty_file|unsupported_type|type_mismatch/)
    }
    expect((await folder.files()).length).toBe(before)
  })
})

const OFFICE = {
  'word/document.xml': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'xl/workbook.xml': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'ppt/presentation.xml':
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
}

/** The beginning of a compound file ([MS-CFB]) with one stream, of a program that signs nothing. */
function compoundFile(stream: string): Uint8Array {
  const file = Buffer.alloc(512 * 4)
  file.write('d0cf11e0a1b11ae1', 'hex')
  file.writeUInt16LE(0x3e, 24)
  file.writeUInt16LE(3, 26)
  file.writeUInt16LE(0xfffe, 28)
  file.writeUInt16LE(9, 30)
  file.writeUInt16LE(6, 32)
  file.writeUInt32LE(1, 48)
  for (const [index, name] of ['Root Entry', stream].entries()) {
    const at = 512 * 2 + index * 128
    file.write(name, at, 'utf16le')
    file.writeUInt16LE(name.length * 2 + 2, at + 64)
    file.writeUInt8(index === 0 ? 5 : 2, at + 66)
  }
  return file
}

/** A zip archive of one part, stored as it is; for Office files beside the list of their types. */
function zipWith(part: string): Uint8Array {
  const main = OFFICE[part as keyof typeof OFFICE]
  const types = `<?xml version="1.0"?><Types><Override PartName="/${part}" ContentType="${main}.main+xml"/></Types>`
  const parts = main
    ? [
        ['[Content_Types].xml', types],
        [part, '<x/>'],
      ]
    : [[part, 'x']]
  const chunks: Buffer[] = []
  const directory: Buffer[] = []
  for (const [name, content] of parts as [string, string][]) {
    const [named, data] = [Buffer.from(name), Buffer.from(content)]
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(Bun.hash.crc32(data), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(named.length, 22)
    const at = Buffer.alloc(14)
    at.writeUInt32LE(Buffer.concat(chunks).length, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\0'), common, at, named)
    chunks.push(Buffer.from('PK\x03\x04'), common, named, data)
  }
  const [body, list] = [Buffer.concat(chunks), Buffer.concat(directory)]
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(body.length, 16)
  return Buffer.concat([body, list, end])
}

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
