import { describe, expect, test } from 'bun:test'
import { messageWebhook, only } from './support.ts'

describe('a text', () => {
  test('is read whole', () => {
    expect(only('message', 'text')).toEqual({
      kind: 'message',
      channel: {
        phoneNumberId: '106540352242922',
        displayPhoneNumber: '15550783881',
        wabaId: '102290129340398',
      },
      sender: {
        waId: '16505551234',
        bsuid: 'US.13491208655302741918',
        parentBsuid: null,
        profileName: 'Ana',
        username: null,
      },
      direction: 'incoming',
      wamid: 'wamid.HBgLMTY1MDU1NTEyMzQVAgASG-text',
      createdAt: 1749416383_000,
      contentType: 'text',
      contentText: 'Hi, is the flat on Elm Street still free?',
      replyTo: null,
      reaction: null,
      media: null,
      metadata: {},
      identityChange: null,
    })
  })

  test('of the first integration guide is read, though it has neither field nor account', () => {
    const message = only('message', 'realtime-chat-integration')
    expect(message.channel).toEqual({
      phoneNumberId: 'phone_id',
      displayPhoneNumber: '6281234567890',
      wabaId: null,
    })
    expect(message.sender.waId).toBe('628123456789')
    expect(message.sender.profileName).toBe('Test Customer')
    expect(message.contentText).toBe('Hello from customer!')
    expect(message.createdAt).toBe(1698048000_000)
  })

  test('says what it answers', () => {
    expect(only('message', 'text-reply').replyTo).toBe('wamid.HBgLMTY1MDU1NTEyMzQVAgARGB-sent')
  })

  test.each([
    ['text-forwarded', { forwarded: true }],
    ['text-frequently-forwarded', { frequently_forwarded: true }],
    ['text-in-group', { group_id: 'HBgLMTY1MDU1NTEyMzQVAgASGAs' }],
    [
      'text-about-product',
      { referred_product: { catalog_id: '194836987003835', product_retailer_id: 'sku-7' } },
    ],
  ])('keeps what surrounds it: %s', (name, metadata) => {
    expect(only('message', name).metadata).toEqual(metadata)
  })

  test('keeps the advertisement it came from', () => {
    expect(only('message', 'text-from-advertisement').metadata.referral).toMatchObject({
      source_type: 'ad',
      headline: 'Two months free',
      welcome_message: { text: 'Hi! How can we help?' },
    })
  })
})

describe('a medium', () => {
  test('keeps its id, type, hash and address, and its caption as text', () => {
    const message = only('message', 'image')
    expect(message.contentType).toBe('image')
    expect(message.contentText).toBe('The receipt')
    expect(message.media).toEqual({
      mediaType: 'image',
      mediaId: '1003383421387256',
      mimeType: 'image/jpeg',
      originalFilename: null,
      sha256: 'SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=',
      url: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1003383421387256',
    })
  })

  test.each([
    ['video', 'video', null, {}],
    ['voice-note', 'audio', null, { voice: true }],
    ['document', 'document', 'contract 2026.pdf', {}],
    ['sticker', 'sticker', null, { animated: false }],
  ] as const)('of the shape %s is read', (name, mediaType, originalFilename, metadata) => {
    const message = only('message', name)
    expect(message.contentType).toBe(mediaType)
    expect(message.media).toMatchObject({ mediaType, originalFilename })
    expect(message.metadata).toEqual(metadata)
  })

  test('without an address is still read, to be fetched by its id', () => {
    expect(only('message', 'voice-note').media).toMatchObject({
      mediaId: '1005383421387256',
      url: null,
    })
  })
})

describe('every other kind', () => {
  test.each([
    ['location', 'location', 'Head office', 'location', { latitude: 37.4421 }],
    ['button-reply', 'interactive', 'Yes, please', 'interactive', { button_reply: { id: 'yes' } }],
    ['list-reply', 'interactive', 'Tuesday 10:00', 'interactive', { type: 'list_reply' }],
    ['flow-reply', 'interactive', 'Sent', 'interactive', { type: 'nfm_reply' }],
    [
      'call-permission-reply',
      'interactive',
      null,
      'interactive',
      { type: 'call_permission_reply' },
    ],
    ['template-button', 'button', 'Confirm', 'button', { payload: 'CONFIRM_APPOINTMENT' }],
    ['order', 'order', 'Two of these', 'order', { catalog_id: '194836987003835' }],
  ])('%s has a preview and its own content', (name, contentType, contentText, key, part) => {
    const message = only('message', name)
    expect(message.contentType as string).toBe(contentType)
    expect(message.contentText).toBe(contentText)
    expect(message.metadata[key]).toMatchObject(part)
  })

  test('a contact card is previewed by its name', () => {
    const message = only('message', 'contacts')
    expect(message.contentText).toBe('Budi Jaya')
    expect(message.metadata.contacts).toMatchObject([{ birthday: '1990-01-01' }])
  })

  test('a contact card without a name has no preview', () => {
    const body = messageWebhook({ type: 'contacts', contacts: [{ phones: [] }] })
    expect(only('message', body)).toMatchObject({ contentType: 'contacts', contentText: null })
  })

  test('an interactive reply of a kind not known yet is previewed by its title', () => {
    const interactive = { type: 'dial_reply', dial_reply: { title: 'North' } }
    const message = only('message', messageWebhook({ type: 'interactive', interactive }))
    expect(message.contentText).toBe('North')
    expect(message.metadata.interactive).toEqual(interactive)
  })

  test('a reaction names its target', () => {
    expect(only('message', 'reaction').reaction).toEqual({
      emoji: '👍',
      to: 'wamid.HBgLMTY1MDU1NTEyMzQVAgARGB-sent',
    })
  })

  test('a reaction is removed by an absent emoji and by an empty one', () => {
    const empty = messageWebhook({
      type: 'reaction',
      reaction: { message_id: 'wamid.2', emoji: '' },
    })
    expect(only('message', 'reaction-removed').reaction?.emoji).toBeNull()
    expect(only('message', empty).reaction).toEqual({ emoji: null, to: 'wamid.2' })
  })
})

describe('what can not be shown', () => {
  test('an unsupported message keeps its sub-type and its errors', () => {
    const message = only('message', 'unsupported')
    expect(message.contentType).toBe('unsupported')
    expect(message.metadata).toMatchObject({
      unsupported: { type: 'poll_creation' },
      errors: [{ code: 131051 }],
    })
  })

  test.each(['unknown-type', 'request-welcome', 'interactive-without-body'])(
    '%s is kept as it came',
    (name) => {
      const message = only('message', name)
      expect(message.contentType).toBe('unsupported')
      expect(message.metadata.raw).toMatchObject({ id: message.wamid })
    },
  )

  test.each([
    { type: 'text', text: {} },
    { type: 'text', text: 'Hi' },
    { type: 'image', image: null },
    { type: 'location', location: [] },
    { type: 'contacts' },
    { type: 'reaction', reaction: { emoji: '👍' } },
    { type: 'edit', edit: {} },
    { type: 'edit', edit: { original_message_id: 'wamid.0' } },
    { type: 'edit', edit: { original_message_id: 'wamid.0', message: { type: 'text', text: {} } } },
    { type: 'edit', edit: { original_message_id: 'wamid.0', message: { type: 'poll_update' } } },
    { type: 'revoke' },
    { type: '__proto__' },
    { type: 'constructor' },
    { type: 7 },
    { type: undefined },
  ])('a message that lacks what its type promises is kept as it came: %j', (message) => {
    const body = messageWebhook({ text: undefined, ...message })
    expect(only('message', body)).toMatchObject({
      contentType: 'unsupported',
      contentText: null,
      metadata: { raw: { id: 'wamid.1' } },
    })
  })
})

describe('a change of an earlier message', () => {
  test('an edit carries the new text and names both messages', () => {
    expect(only('edit', 'edit')).toMatchObject({
      sender: { waId: '16505551234' },
      wamid: 'wamid.HBgLMTY1MDU1NTEyMzQVAgASG-edit',
      originalWamid: 'wamid.HBgLMTY1MDU1NTEyMzQVAgASG-text',
      at: 1749416383_000,
      contentText: 'Hi, is the flat on Oak Street still free?',
    })
  })

  test('an edited caption is text', () => {
    const edit = {
      original_message_id: 'wamid.0',
      message: { type: 'image', image: { id: '1', caption: 'New' } },
    }
    expect(only('edit', messageWebhook({ type: 'edit', edit })).contentText).toBe('New')
  })

  test('a revocation names the message it takes back', () => {
    expect(only('revoke', 'revoke')).toMatchObject({
      originalWamid: 'wamid.HBgLMTY1MDU1NTEyMzQVAgASG-text',
      contentText: null,
    })
  })
})
