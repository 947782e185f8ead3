import { afterAll, describe, expect, test } from 'bun:test'
import { fixture } from './folder.ts'
import { compoundFile, OFFICE, zipWith } from './officeFiles.ts'
import { type Claims, openUploads } from './uploadWorld.ts'

const { folder, prepare, stop } = await openUploads()
afterAll(stop)

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

  test('an extension that is a name of Object.prototype claims nothing', async () => {
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

  test('old Office files, of any program; no other files disguised as such', async () => {
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
    [
      '[F5] a picture that a few kB unpack to gigabytes',
      async () => {
        const bytes = Buffer.from(await fixture('photo.png'))
        for (const at of [16, 20]) bytes.writeUInt32BE(20_000, at)
        return bytes
      },
      { type: 'image/png' },
      'media_too_large',
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

  test.each(['setup.bat ', 'setup.bat.', 'setup.BAT\u200b', 'setup.ba\u202et', 'a.reg', 'a.url'])(
    'a text as the program %j, however its ending is hidden',
    async (fileName) => {
      const refused = await prepare(text('del *.*'), { type: 'text/plain', fileName })
      expect(refused).toMatchObject({ reason: 'type_mismatch' })
    },
  )

  test('a text whose name only looks like one is sent', async () => {
    for (const fileName of ['Laporan No. 7.', 'bat.txt', 'a.bat.txt '])
      expect(await prepare(text('Halo'), { type: 'text/plain', fileName })).toMatchObject({
        kind: 'document',
      })
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
