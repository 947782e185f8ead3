import { describe, expect, test } from 'bun:test'
import { forwardedContent, forwardedKind } from '../../../src/domain/forwarding.ts'
import type { Message } from '../../../src/protocol/message.ts'

const MB = 1024 * 1024
const incoming = (fields: Partial<Message>) =>
  ({
    direction: 'incoming',
    content_text: null,
    original_filename: null,
    metadata: {},
    ...fields,
  }) as Message

describe('the kind that a customer’s file is forwarded as', () => {
  test.each([
    ['image', 'image/jpeg', 'image'],
    ['audio', 'audio/ogg; codecs=opus', 'audio'],
    ['sticker', 'image/webp', 'sticker'],
    ['document', 'application/pdf', 'document'],
    ['document', 'image/png', 'image'],
    ['document', 'video/mp4', 'video'],
  ] as const)('%s of %s: %s', (kind, mime, as) => {
    expect(forwardedKind(kind, { mime, size: 1000 })).toBe(as)
  })

  test.each([
    ['document', 'application/zip', 1000, 'unsupported_type'],
    ['image', 'image/heic', 1000, 'unsupported_type'],
    ['image', 'image/webp', 1000, 'unsupported_type'],
    ['image', 'image/jpeg', 5 * MB + 1, 'media_too_large'],
    ['video', 'video/mp4', 16 * MB + 1, 'media_too_large'],
  ] as const)('%s of %s with %i bytes does not', (kind, mime, size, reason) => {
    expect(forwardedKind(kind, { mime, size })).toMatchObject({ reason })
  })

  test('[F1] a text that a customer calls a program is passed on to nobody', () => {
    const plain = { mime: 'text/plain', size: 1000 }
    const refused = { reason: 'type_mismatch' }
    expect(forwardedKind('document', plain, 'setup.bat ')).toMatchObject(refused)
    expect(forwardedKind('document', plain, 'setup.txt')).toBe('document')
    expect(forwardedKind('document', { mime: 'image/png', size: 1000 }, 'a.bat')).toBe('image')
  })

  test('a photo that came as a document keeps its caption, and needs no name', () => {
    const photo = incoming({
      content_type: 'document',
      content_text: 'Ini',
      original_filename: 'a.png',
    })
    expect(forwardedContent(photo, null, 'image')).toEqual({
      type: 'image',
      image: { caption: 'Ini' },
    })
    expect(forwardedContent(photo, null)).toEqual({
      type: 'document',
      document: { caption: 'Ini', filename: 'a.png' },
    })
  })
})

test('text longer than Meta accepts from us is not forwarded', () => {
  const words = (content_type: 'text' | 'image', length: number) =>
    forwardedContent(incoming({ content_type, content_text: 'x'.repeat(length) }), null)
  expect(words('text', 4096)).toEqual({ type: 'text', text: { body: 'x'.repeat(4096) } })
  expect(words('text', 4097)).toBeNull()
  expect(words('image', 1024)).toEqual({ type: 'image', image: { caption: 'x'.repeat(1024) } })
  expect(words('image', 1025)).toBeNull()
})
