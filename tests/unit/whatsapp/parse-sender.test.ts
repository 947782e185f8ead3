import { describe, expect, test } from 'bun:test'
import { messagesWebhook, messageWebhook, only, parsed } from './support.ts'

const ana = { profile: { name: 'Ana' }, wa_id: '16505551234', user_id: 'US.ana' }
const budi = { profile: { name: 'Budi' }, wa_id: '6281234567890', user_id: 'ID.budi' }

describe('the sender', () => {
  test('may have no phone at all', () => {
    expect(only('message', 'text-without-phone').sender).toEqual({
      waId: null,
      bsuid: 'US.13491208655302741918',
      parentBsuid: 'US.ENT.118',
      profileName: 'Ana',
      username: 'ana.writes',
    })
  })

  test('needs no contact', () => {
    expect(only('message', 'text-without-contacts').sender).toMatchObject({
      waId: '16505551234',
      profileName: null,
    })
  })

  test('is found among the contacts by id, never by place', () => {
    const messages = [
      { id: 'wamid.1', from: '16505551234', type: 'text', text: { body: 'one' } },
      { id: 'wamid.2', from_user_id: 'ID.budi', type: 'text', text: { body: 'two' } },
      { id: 'wamid.3', from: '999', type: 'text', text: { body: 'three' } },
    ]
    const all = parsed('message', messagesWebhook({ contacts: [budi, ana], messages }))
    expect(all.map((message) => message.sender.profileName)).toEqual(['Ana', 'Budi', null])
  })

  test('gets the id it lacks from the contact that shares the other', () => {
    const byPhone = only('message', messageWebhook({}, [budi, ana]))
    expect(byPhone.sender).toMatchObject({ waId: '16505551234', bsuid: 'US.ana' })
    const byUserId = messageWebhook({ from: undefined, from_user_id: 'US.ana' }, [budi, ana])
    expect(only('message', byUserId).sender).toMatchObject({ waId: '16505551234', bsuid: 'US.ana' })
  })

  test('gets nothing from a contact that contradicts it', () => {
    const recycled = messageWebhook({ from_user_id: 'US.other' }, [ana])
    expect(only('message', recycled).sender).toEqual({
      waId: '16505551234',
      bsuid: 'US.other',
      parentBsuid: null,
      profileName: null,
      username: null,
    })
  })

  test('keeps an @ of the name itself, and loses the one before it', () => {
    const contact = { ...ana, profile: { username: '@@ana@home' } }
    expect(only('message', messageWebhook({}, [contact])).sender.username).toBe('@ana@home')
  })

  test.each(['  ', '\u3164', '\u200e\u200b', '\u2800'])(
    'has no name when the name is blank: %j',
    (name) => {
      const contact = { ...ana, profile: { name, username: '@' } }
      expect(only('message', messageWebhook({}, [contact])).sender).toMatchObject({
        profileName: null,
        username: null,
      })
    },
  )

  test('has a phone of digits alone', () => {
    expect(only('message', messageWebhook({ from: '+16505551234' })).sender.waId).toBe(
      '16505551234',
    )
  })

  test('is known by the number that it shared when asked for it', () => {
    expect(only('message', 'contact-request-answer').sender).toMatchObject({
      waId: '16505551234',
      bsuid: 'US.13491208655302741918',
      username: 'ana.writes',
    })
  })

  test('is not known by a card of somebody else, nor by one of several numbers', () => {
    const phones = [{ wa_id: '1' }, { wa_id: '2' }]
    for (const card of [
      { origin: 'other', phones: [{ wa_id: '1' }] },
      { origin: 'contact_request', phones },
    ]) {
      const message = {
        from: undefined,
        from_user_id: 'US.ana',
        type: 'contacts',
        contacts: [card],
      }
      expect(only('message', messageWebhook(message)).sender.waId).toBeNull()
    }
  })
})

describe('a message that nobody could answer or find again is kept unread', () => {
  const long = 'x'.repeat(513)
  test.each([
    { id: undefined },
    { id: '' },
    { id: ' ' },
    { id: '\0' },
    { id: {} },
    { id: long },
    { from: undefined },
    { from: '' },
    { from: long },
    { from_user_id: long },
    { from_parent_user_id: long },
  ])('%j', (message) => {
    expect(only('other', messageWebhook(message))).toMatchObject({
      field: 'messages.unreadable',
      wabaId: 'waba',
      phoneNumberId: '106540352242922',
      value: { type: 'text', text: { body: 'Hi' } },
    })
  })

  test.each([[null], [7], ['Hi'], [[]], [true]])('an item that is no object: %j', (item) => {
    expect(only('other', messagesWebhook({ messages: [item] }))).toMatchObject({
      field: 'messages.unreadable',
      value: item,
    })
  })

  test.each([[undefined], [{}], [{ phone_number_id: '' }], ['x']])(
    'a number of ours is missing: %j',
    (metadata) => {
      const messages = [{ id: 'wamid.1', from: '1', type: 'text', text: { body: 'Hi' } }]
      expect(only('other', messagesWebhook({ metadata, messages }))).toMatchObject({
        field: 'messages.unreadable',
        phoneNumberId: null,
      })
    },
  )
})
