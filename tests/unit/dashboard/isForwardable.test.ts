import { describe, expect, test } from 'bun:test'
import type { Outgoing } from '../../../src/client/outgoing.ts'
import { withOutgoing } from '../../../src/client/withOutgoing.ts'
import { isForwardable } from '../../../src/dashboard/thread/isForwardable.ts'
import { forwardedContent, forwardedKind } from '../../../src/domain/forwarding.ts'
import type { MediaKind } from '../../../src/protocol/files.ts'
import type { Message } from '../../../src/protocol/message.ts'

const MB = 1024 * 1024
const CARD = { name: { formatted_name: 'Ana', first_name: 'Ana' }, phones: [{ phone: '+62811' }] }

const message = (fields: Partial<Message>) =>
  ({
    seq: 1,
    direction: 'incoming',
    user_id: null,
    content_type: 'text',
    content_text: null,
    original_filename: null,
    gcs_url: null,
    mime_type: null,
    file_size: null,
    metadata: {},
    ...fields,
  }) as Message

const file = (content_type: MediaKind, mime_type: string, fields: Partial<Message> = {}) =>
  message({ content_type, mime_type, gcs_url: '/media/1', file_size: 1000, ...fields })

/** What the server decides about a customer's message. */
function serverForwards(one: Message): boolean {
  if (one.mime_type === null) return forwardedContent(one, null) !== null
  const kind = one.content_type as MediaKind
  const as = forwardedKind(kind, { mime: one.mime_type, size: one.file_size! })
  return typeof as === 'string' && forwardedContent(one, null, as) !== null
}

const said = (content_text: string | null) => message({ content_text })
const MESSAGES: [what: string, message: Message][] = [
  ['a text', said('Halo')],
  ['a text of spaces', said('  ')],
  ['the longest text', said('x'.repeat(4096))],
  ['a text that is too long', said('x'.repeat(4097))],
  ['a pressed button', message({ content_type: 'button', content_text: 'Ya' })],
  ['a chosen answer', message({ content_type: 'interactive', content_text: 'Besok' })],
  ['an interactive message without text', message({ content_type: 'interactive' })],
  [
    'a place',
    message({
      content_type: 'location',
      metadata: { location: { latitude: -6.2, longitude: 106.8 } },
    }),
  ],
  ['a place without coordinates', message({ content_type: 'location' })],
  ['a card', message({ content_type: 'contacts', metadata: { contacts: [CARD] } })],
  ['no card', message({ content_type: 'contacts', metadata: { contacts: [] } })],
  ['an order', message({ content_type: 'order', content_text: '2' })],
  ['an unknown kind', message({ content_type: 'unsupported' })],
  ['a reaction', message({ content_type: 'reaction', content_text: '👍' })],
  ['a note', message({ direction: 'note', content_type: 'note', content_text: 'For us' })],
  ['a system line', message({ direction: 'system', content_type: 'system', content_text: 'x' })],
  ['a revoked text', message({ content_text: 'Halo', metadata: { revoked: {} } })],
  ['a deleted text', message({ content_text: 'Halo', metadata: { deleted: {} } })],
  ['a photo', file('image', 'image/jpeg')],
  ['a photo of the iPhone', file('image', 'image/heic')],
  ['a photo that is too large', file('image', 'image/jpeg', { file_size: 5 * MB + 1 })],
  ['an empty file', file('image', 'image/jpeg', { file_size: 0 })],
  ['a caption that is too long', file('image', 'image/png', { content_text: 'x'.repeat(1025) })],
  ['a voice note', file('audio', 'audio/ogg; codecs=opus')],
  ['an Ogg file of another codec', file('audio', 'audio/ogg')],
  ['a sticker', file('sticker', 'image/webp')],
  ['a photo that is a WebP', file('image', 'image/webp')],
  ['a PDF', file('document', 'application/pdf')],
  ['a photo sent as a document', file('document', 'image/png')],
  ['an archive', file('document', 'application/zip')],
]

test.each(MESSAGES)('the page offers to forward %s if the server does so', (_, one) => {
  expect(isForwardable(one)).toBe(serverForwards(one))
})

describe('what is decided by more than its content', () => {
  test('a file is forwarded only once it is here', () => {
    expect(isForwardable(file('image', 'image/jpeg', { gcs_url: null }))).toBe(false)
  })

  test('a template of ours is forwarded, one of the phone app is not', () => {
    const template = { direction: 'outgoing', content_type: 'template' } as const
    expect(isForwardable(message({ ...template, user_id: 'sri' }))).toBe(true)
    expect(isForwardable(message(template))).toBe(false)
  })

  test('a text that the server has not stored yet is not forwarded', () => {
    const out = { client_message_id: 'a', room_id: 'r', text: 'Halo', refusal: null, stored: null }
    const [waiting] = withOutgoing([], [out as Outgoing], 'sri')
    expect(isForwardable(waiting!)).toBe(false)
    expect(isForwardable({ ...waiting!, seq: 7 })).toBe(true)
  })
})
