import { describe, expect, test } from 'bun:test'
import { parseWebhook } from '../../../src/whatsapp/parse.ts'
import { fixture, fixtureNames, messagesWebhook, NOW, only, parsed, webhook } from './support.ts'

describe('a batch', () => {
  test('is read to its last item, each with its own number and account', () => {
    const all = parseWebhook(fixture('batch'), NOW)
    expect(all.map((inbound) => inbound.kind)).toEqual([
      'message',
      'message',
      'status',
      'status',
      'other',
      'other',
      'message',
    ])
    const messages = parsed('message', fixture('batch'))
    expect(messages.map((message) => message.sender.profileName)).toEqual(['Ana', 'Budi', null])
    expect(messages.map((message) => message.channel.wabaId)).toEqual([
      '102290129340398',
      '102290129340398',
      '202290129340398',
    ])
  })

  test('of samples from Meta’s dashboard is of no account', () => {
    for (const id of ['0', 0]) {
      const { changes } = (fixture('text') as { entry: [{ changes: unknown }] }).entry[0]
      const body = { object: 'whatsapp_business_account', entry: [{ id, changes }] }
      expect(only('message', body).channel.wabaId).toBeNull()
    }
  })

  test('without entries tells nothing', () => {
    expect(parseWebhook({ object: 'whatsapp_business_account', entry: [] }, NOW)).toEqual([])
  })

  test('loses no neighbour of a broken item', () => {
    const good = { id: 'wamid.1', from: '1', type: 'text', text: { body: 'Hi' } }
    const body = messagesWebhook({ messages: [null, good, {}], statuses: [7] })
    const fields = parseWebhook(body, NOW).map((inbound) =>
      inbound.kind === 'other' ? inbound.field : inbound.kind,
    )
    expect(fields).toEqual([
      'messages.unreadable',
      'message',
      'messages.unreadable',
      'statuses.unreadable',
    ])
  })

  test('that is parsed again gives the same', () => {
    for (const name of fixtureNames) {
      expect(parseWebhook(fixture(name), NOW)).toEqual(parseWebhook(fixture(name), NOW))
    }
  })

  test('is left as it was', () => {
    for (const name of fixtureNames) {
      const body = fixture(name)
      parseWebhook(body, NOW)
      expect(body).toEqual(fixture(name))
    }
  })
})

describe('echoes of the phone app', () => {
  test('are our own messages to the customer', () => {
    const [message] = parsed('message', fixture('echoes'))
    expect(message).toMatchObject({
      direction: 'outgoing',
      sender: { waId: '16505551234', bsuid: 'US.13491208655302741918' },
      contentText: 'We will call you at ten',
    })
  })

  test('may edit and revoke', () => {
    const originalWamid = 'wamid.HBgLMTU1NTA3ODM4ODEVAgARGB-echo'
    expect(parsed('edit', fixture('echoes'))).toMatchObject([
      { originalWamid, contentText: 'We will call you at eleven', sender: { waId: null } },
    ])
    expect(parsed('revoke', fixture('echoes'))).toMatchObject([{ originalWamid }])
  })
})

describe('what is not about one message is kept as it came', () => {
  test.each([
    ['account-error', 'messages.errors', { code: 130429 }],
    ['user-action', 'messages.user_actions', { action_type: 'marketing_messages_link_click' }],
    ['template-status', 'message_template_status_update', { event: 'APPROVED' }],
  ])('%s', (name, field, value) => {
    expect(only('other', name)).toMatchObject({ field, wabaId: '102290129340398', value })
  })

  test('a field that brings its number', () => {
    expect(only('other', 'history')).toMatchObject({
      field: 'history',
      phoneNumberId: '106540352242922',
      value: { history: [{ metadata: { progress: 55 } }] },
    })
  })

  test('a list beside those we know', () => {
    const body = messagesWebhook({ holograms: [{ id: 1 }, { id: 2 }] })
    expect(parsed('other', body).map((inbound) => [inbound.field, inbound.value])).toEqual([
      ['messages.holograms', { id: 1 }],
      ['messages.holograms', { id: 2 }],
    ])
  })

  test.each([{ contacts: [] }, { messages: [] }, { messages: null }, {}])(
    'a messages value without items: %j',
    (value) => {
      expect(only('other', webhook('messages', value))).toMatchObject({ field: 'messages', value })
    },
  )

  test('another object than a WhatsApp account', () => {
    const body = {
      object: 'instagram',
      entry: [
        { id: '17841', changes: [{ field: 'messages', value: { messages: [{ id: '1' }] } }] },
      ],
    }
    expect(only('other', body)).toMatchObject({
      field: 'messages',
      wabaId: '17841',
      value: { messages: [{ id: '1' }] },
    })
  })

  test('a change without a field that we can guess', () => {
    expect(only('other', webhook(undefined, { a: 1 }))).toMatchObject({
      field: 'unreadable',
      value: { value: { a: 1 } },
    })
  })

  test.each([[null], [1], ['x'], [[]], [{}], [{ entry: 'x' }]])(
    'a body of no known shape: %j',
    (body) => {
      expect(parseWebhook(body, NOW)).toMatchObject([{ field: 'unreadable', value: body }])
    },
  )

  test.each([[null], [1], ['x'], [{}], [{ id: '1' }], [{ changes: [] }]])(
    'an entry of no known shape: %j',
    (entry) => {
      const body = { object: 'whatsapp_business_account', entry: [entry] }
      expect(parseWebhook(body, NOW)).toMatchObject([{ field: 'unreadable', value: entry }])
    },
  )

  test.each([[null], [1], ['x'], [[]]])('a change of no known shape: %j', (change) => {
    const body = { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [change] }] }
    expect(parseWebhook(body, NOW)).toMatchObject([
      { field: 'unreadable', wabaId: '1', value: change },
    ])
  })
})

describe('the hash of what is kept', () => {
  const hash = (field: string, value: unknown) => only('other', webhook(field, value)).hash

  test('is the same whatever the order of keys', () => {
    expect(hash('flows', { a: 1, b: { c: 2, d: [3] } })).toBe(
      hash('flows', { b: { d: [3], c: 2 }, a: 1 }),
    )
  })

  test('differs by field, value and order of a list', () => {
    const all = [
      hash('flows', [1, 2]),
      hash('flows', [2, 1]),
      hash('flows', '[1,2]'),
      hash('security', [1, 2]),
    ]
    expect(new Set(all).size).toBe(4)
  })

  test('is SHA-256 over the field, a NUL and the JSON', () => {
    const expected = new Bun.CryptoHasher('sha256').update('flows\0{"a":[1,null]}').digest('hex')
    expect(hash('flows', { a: [1, null] })).toBe(expected)
  })
})
