import { describe, expect, test } from 'bun:test'
import { pixelsOf } from '../../../src/media/pixels.ts'
import { fixture } from './folder.ts'

/** A file of these bytes at these places. */
function file(...parts: [at: number, bytes: string | number[]][]): Uint8Array {
  const bytes = Buffer.alloc(64)
  for (const [at, part] of parts) Buffer.from(part as string).copy(bytes, at)
  return bytes
}
const be16 = (n: number) => [n >> 8, n & 0xff]
const be32 = (n: number) => [...be16(n >>> 16), ...be16(n & 0xffff)]
const le16 = (n: number) => be16(n).reverse()

const SIDE = 16_000
const PIXELS = SIDE * SIDE
const frame = (marker: number) => [0xff, marker, 0, 17, 8, ...be16(SIDE), ...be16(SIDE)]

describe('how many pixels a picture has', () => {
  test.each([
    ['photo.jpg', 'image/jpeg'],
    ['photo.png', 'image/png'],
    ['sticker.webp', 'image/webp'],
    ['moving-sticker.webp', 'image/webp'],
  ])('is read of %s as they were made', async (name, mime) => {
    expect(pixelsOf(mime, await fixture(name))).toBeGreaterThan(0)
  })

  test.each<[string, string, Uint8Array]>([
    ['PNG', 'image/png', file([0, '\x89PNG'], [16, be32(SIDE)], [20, be32(SIDE)])],
    ['GIF', 'image/gif', file([0, 'GIF89a'], [6, le16(SIDE)], [8, le16(SIDE)])],
    ['JPEG', 'image/jpeg', file([0, [0xff, 0xd8, ...frame(0xc0)]])],
    ['progressive JPEG', 'image/jpeg', file([0, [0xff, 0xd8, ...frame(0xc2)]])],
    [
      'JPEG behind a preview, padding and tables',
      'image/jpeg',
      file([
        0,
        [0xff, 0xd8, 0xff, 0xe1, 0, 4, 0xff, 0xc0, 0, 0xff, 0xff, 0xc4, 0, 2, ...frame(0xc1)],
      ]),
    ],
    ['WebP', 'image/webp', file([0, 'RIFF'], [8, 'WEBPVP8 '], [26, le16(SIDE)], [28, le16(SIDE)])],
    [
      'WebP without loss',
      'image/webp',
      // Both sides less one, in 14 bits each.
      file([0, 'RIFF'], [8, 'WEBPVP8L'], [21, be32(((SIDE - 1) << 14) | (SIDE - 1)).reverse()]),
    ],
    [
      'extended WebP',
      'image/webp',
      file(
        [0, 'RIFF'],
        [8, 'WEBPVP8X'],
        [24, [...le16(SIDE - 1), 0]],
        [27, [...le16(SIDE - 1), 0]],
      ),
    ],
    [
      'AVIF, of parts',
      'image/avif',
      file(
        [4, 'ispe'],
        [12, be32(512)],
        [16, be32(512)],
        [24, 'ispe'],
        [32, be32(SIDE)],
        [36, be32(SIDE)],
      ),
    ],
  ])('is told by the header: %s', (_, mime, bytes) => {
    expect(pixelsOf(mime, bytes)).toBe(PIXELS)
  })

  test('is not known of what breaks off, or is painted by no browser', () => {
    const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff])
    for (const bytes of [jpeg, new Uint8Array(), new Uint8Array(10)])
      for (const mime of ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'])
        expect(pixelsOf(mime, bytes)).toBeFalsy()
    expect(pixelsOf('image/tiff', file([0, 'II*']))).toBeNull()
  })
})
