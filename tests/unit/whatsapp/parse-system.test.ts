import { describe, expect, test } from 'bun:test'
import { messageWebhook, only, webhook } from './support.ts'

const none = { waId: null, bsuid: null, parentBsuid: null }

describe('a system message', () => {
  test('tells a new number, and is about the customer as we knew them', () => {
    const message = only('message', 'system-number-changed')
    expect(message).toMatchObject({
      direction: 'system',
      contentType: 'system',
      contentText: 'User Ana changed from 16505551234 to 16505554321',
      metadata: { system: { type: 'user_changed_number' } },
      sender: { waId: '16505551234', bsuid: 'US.13491208655302741918' },
    })
    expect(message.identityChange).toEqual({
      previous: { waId: '16505551234', bsuid: 'US.13491208655302741918', parentBsuid: null },
      current: { waId: '16505554321', bsuid: 'US.99991208655302741918', parentBsuid: null },
    })
  })

  test('tells a new user id without any phone', () => {
    const message = only('message', 'system-user-id-changed')
    expect(message.sender).toMatchObject({ waId: null, bsuid: 'US.13491208655302741918' })
    expect(message.identityChange).toEqual({
      previous: { waId: null, bsuid: 'US.13491208655302741918', parentBsuid: 'US.ENT.118' },
      current: { waId: null, bsuid: 'US.99991208655302741918', parentBsuid: 'US.ENT.119' },
    })
  })

  test('tells a new number in its older form too', () => {
    const message = only('message', 'system-number-changed-legacy')
    expect(message.sender.waId).toBe('16505551234')
    expect(message.identityChange).toEqual({
      previous: { ...none, waId: '16505551234' },
      current: { ...none, waId: '16505554321' },
    })
  })

  test('takes the older number from the field that has it', () => {
    const system = { type: 'customer_changed_number', wa_id: '2', customer: '1' }
    const message = only('message', messageWebhook({ type: 'system', from: '2', system }))
    expect(message.identityChange?.previous.waId).toBe('1')
  })

  test('never takes the new user id for the old one', () => {
    const system = { type: 'user_changed_number', wa_id: '2', user_id: 'US.new' }
    const message = { type: 'system', from: '1', from_user_id: 'US.new', system }
    expect(only('message', messageWebhook(message)).identityChange).toEqual({
      previous: { ...none, waId: '1' },
      current: { ...none, waId: '2', bsuid: 'US.new' },
    })
  })

  test('tells no change where nothing is new', () => {
    const message = only('message', 'system-identity-changed-legacy')
    expect(message.sender.waId).toBe('16505551234')
    expect(message.identityChange).toBeNull()
  })

  test('of the older identity form with another number is a change', () => {
    const system = { type: 'customer_identity_changed', customer: '1', wa_id: '2' }
    const message = only('message', messageWebhook({ type: 'system', from: undefined, system }))
    expect(message.identityChange).toMatchObject({
      previous: { waId: '1' },
      current: { waId: '2' },
    })
  })

  test('without former ids is about the customer with the current ones', () => {
    const system = { type: 'user_changed_user_id', user_id: 'US.new' }
    const message = only('message', messageWebhook({ type: 'system', from: undefined, system }))
    expect(message.sender.bsuid).toBe('US.new')
    expect(message.identityChange).toBeNull()
  })

  test.each([
    [{ customer: '1' }, { waId: '1' }],
    [{ customer: '1', wa_id: '1' }, { waId: '1' }],
    [{ previous_user_id: 'US.old' }, { bsuid: 'US.old' }],
  ])('without a sender is about whom it names: %j', (names, sender) => {
    const system = { type: 'customer_identity_changed', ...names }
    const message = only('message', messageWebhook({ type: 'system', from: undefined, system }))
    expect(message).toMatchObject({ sender, identityChange: null })
  })

  test('of an unknown type is a line, and no change', () => {
    const system = { type: 'group_renamed', body: 'Renamed', wa_id: '2' }
    const message = only('message', messageWebhook({ type: 'system', system }))
    expect(message).toMatchObject({
      direction: 'system',
      contentText: 'Renamed',
      identityChange: null,
    })
  })

  test('about nobody is kept unread', () => {
    const body = messageWebhook({ type: 'system', from: undefined, system: { body: 'Hm' } })
    expect(only('other', body).field).toBe('messages.unreadable')
  })

  test('from the phone app never takes our own number for a customer’s', () => {
    const system = { type: 'user_changed_number', wa_id: '2', body: 'Changed' }
    const echo = { id: 'wamid.1', from: '15550783881', to: '1', type: 'system', system }
    const body = webhook('smb_message_echoes', {
      metadata: { phone_number_id: '106540352242922' },
      message_echoes: [echo],
    })
    expect(only('message', body)).toMatchObject({ identityChange: null, sender: { waId: '1' } })
  })
})

describe('user_id_update', () => {
  const expected = {
    sender: { waId: null, bsuid: 'US.13491208655302741918', parentBsuid: 'US.ENT.118' },
    change: {
      previous: { waId: null, bsuid: 'US.13491208655302741918', parentBsuid: 'US.ENT.118' },
      current: { waId: '16505551234', bsuid: 'US.99991208655302741918', parentBsuid: 'US.ENT.119' },
    },
  }

  test('as a bare list is a change of identity', () => {
    expect(only('identity', 'user-id-update')).toMatchObject({ ...expected, channel: null })
  })

  test('inside a value is a change of identity at that number of ours', () => {
    const update = { user_id: { previous: 'US.old', current: 'US.new' } }
    const value = { metadata: { phone_number_id: '7' }, user_id_update: [update] }
    expect(only('identity', webhook('user_id_update', value))).toMatchObject({
      channel: { phoneNumberId: '7' },
      change: { previous: { bsuid: 'US.old' }, current: { bsuid: 'US.new' } },
    })
  })

  test.each([
    [null],
    [{}],
    [{ user_id: { current: 'US.new' } }],
    [{ user_id: { previous: 'US.old' } }],
  ])('that tells no change is kept unread: %j', (update) => {
    expect(only('other', webhook('user_id_update', [update]))).toMatchObject({
      field: 'user_id_update.unreadable',
      value: update,
    })
  })
})
