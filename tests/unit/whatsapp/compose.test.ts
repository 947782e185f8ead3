import { describe, expect, test } from 'bun:test'
import { composeBody, composeRead } from '../../../src/whatsapp/compose.ts'
import type { OutboundContent } from '../../../src/whatsapp/outbound.ts'

const callback = '0197a3d2-7c1e-7b57-9d0e-2f6b1b0c9f11.1'
const recipient = { waId: '16505551234', bsuid: 'US.13491208655302741918' }
const envelope = { recipient, replyTo: null, callback }

const head = {
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: '+16505551234',
  biz_opaque_callback_data: callback,
}

const button = {
  type: 'button' as const,
  header: { type: 'text' as const, text: 'Order' },
  body: { text: 'Shall we send it?' },
  footer: { text: 'ruang' },
  action: { buttons: [{ type: 'reply' as const, reply: { id: 'yes', title: 'Yes' } }] },
}
const list = {
  type: 'list' as const,
  body: { text: 'Choose' },
  action: {
    button: 'Open',
    sections: [{ title: 'T', rows: [{ id: 'r1', title: 'Row', description: 'D' }] }],
  },
}
const callToAction = {
  type: 'cta_url' as const,
  body: { text: 'See' },
  action: {
    name: 'cta_url' as const,
    parameters: { display_text: 'Open', url: 'https://example.com/a' },
  },
}
const flow = {
  type: 'flow' as const,
  body: { text: 'Sign up' },
  action: {
    name: 'flow' as const,
    parameters: { flow_message_version: '3' as const, flow_id: '1', flow_cta: 'Open' },
  },
}
const place = {
  type: 'location_request_message' as const,
  body: { text: 'Where are you?' },
  action: { name: 'send_location' as const },
}
const phone = {
  type: 'request_contact_info' as const,
  body: { text: 'Your number, please' },
  action: { name: 'request_contact_info' as const },
}
const template = {
  name: 'order_1',
  language: { code: 'en_US' },
  components: [
    {
      type: 'header' as const,
      parameters: [{ type: 'image' as const, image: { link: 'https://example.com/a.png' } }],
    },
    {
      type: 'body' as const,
      parameters: [{ type: 'text' as const, parameter_name: 'first_name', text: 'Ana' }],
    },
    {
      type: 'button' as const,
      sub_type: 'url' as const,
      index: '0',
      parameters: [{ type: 'text' as const, text: 'suffix' }],
    },
  ],
}
const contacts = [{ name: { formatted_name: 'B J', first_name: 'B' }, phones: [{ phone: '+1' }] }]
const location = { latitude: '37.4', longitude: -122.1, name: 'HQ', address: '1 Way' }

/** A kind, what is asked, and its own part of the body that Meta must get. */
const KINDS: [string, OutboundContent, Record<string, unknown>][] = [
  [
    'a text',
    { type: 'text', text: { body: 'Hi', preview_url: false } },
    { type: 'text', text: { body: 'Hi', preview_url: false } },
  ],
  [
    'an image with a caption',
    { type: 'image', image: { caption: 'x' } },
    { type: 'image', image: { id: '1003', caption: 'x' } },
  ],
  [
    'a video',
    { type: 'video', video: { caption: 'x' } },
    { type: 'video', video: { id: '1003', caption: 'x' } },
  ],
  [
    'a document',
    { type: 'document', document: { filename: 'a.pdf', caption: 'x' } },
    { type: 'document', document: { id: '1003', filename: 'a.pdf', caption: 'x' } },
  ],
  ['a sound', { type: 'audio', audio: {} }, { type: 'audio', audio: { id: '1003' } }],
  [
    'a voice note',
    { type: 'audio', audio: { voice: true } },
    { type: 'audio', audio: { id: '1003', voice: true } },
  ],
  ['a sticker', { type: 'sticker', sticker: {} }, { type: 'sticker', sticker: { id: '1003' } }],
  ['a location', { type: 'location', location }, { type: 'location', location }],
  ['cards', { type: 'contacts', contacts }, { type: 'contacts', contacts }],
  [
    'a reaction',
    { type: 'reaction', reaction: { message_id: 'wamid.IN', emoji: '👍' } },
    { type: 'reaction', reaction: { message_id: 'wamid.IN', emoji: '👍' } },
  ],
  [
    'the removal of a reaction',
    { type: 'reaction', reaction: { message_id: 'wamid.IN', emoji: '' } },
    { type: 'reaction', reaction: { message_id: 'wamid.IN', emoji: '' } },
  ],
  ['a template', { type: 'template', template }, { type: 'template', template }],
  ...[button, list, callToAction, flow, place, phone].map(
    (interactive): [string, OutboundContent, Record<string, unknown>] => [
      `an interactive ${interactive.type}`,
      { type: 'interactive', interactive },
      { type: 'interactive', interactive },
    ],
  ),
]

describe('the body of a send', () => {
  test.each(KINDS)('of %s is exactly what the Cloud API takes', (_, content, part) => {
    const body = composeBody(content, { ...envelope, mediaId: '1003' })
    expect(JSON.parse(JSON.stringify(body))).toEqual({ ...head, ...part })
  })

  test('goes to a hidden number by `recipient`, and without `to`', () => {
    const hidden = { waId: null, bsuid: 'US.13491208655302741918' }
    const body = composeBody(KINDS[0]![1], { ...envelope, recipient: hidden })
    expect(body).toMatchObject({ recipient: 'US.13491208655302741918' })
    expect(body).not.toHaveProperty('to')
  })

  test('quotes the message that it answers', () => {
    const body = composeBody(KINDS[0]![1], { ...envelope, replyTo: 'wamid.IN' })
    expect(body).toEqual({
      ...head,
      type: 'text',
      text: { body: 'Hi', preview_url: false },
      context: { message_id: 'wamid.IN' },
    })
  })

  test('of a reaction quotes nothing', () => {
    const reaction = {
      type: 'reaction' as const,
      reaction: { message_id: 'wamid.IN', emoji: '👍' },
    }
    expect(composeBody(reaction, { ...envelope, replyTo: 'wamid.IN' })).not.toHaveProperty(
      'context',
    )
  })

  test('is never composed for nobody, or without the file it is about', () => {
    const nobody = { waId: null, bsuid: null }
    expect(() => composeBody(KINDS[0]![1], { ...envelope, recipient: nobody })).toThrow()
    expect(() => composeBody({ type: 'image', image: {} }, envelope)).toThrow()
  })
})

describe('a read receipt', () => {
  const read = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.IN' }

  test('names its message', () => {
    expect(composeRead('wamid.IN', false)).toEqual(read)
  })

  test('may show that an answer is being written', () => {
    expect(composeRead('wamid.IN', true)).toEqual({ ...read, typing_indicator: { type: 'text' } })
  })
})
