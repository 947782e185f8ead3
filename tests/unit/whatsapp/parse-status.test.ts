import { describe, expect, test } from 'bun:test'
import { messagesWebhook, only, statusWebhook } from './support.ts'

const callback = '0197a3d2-7c1e-7b57-9d0e-2f6b1b0c9f11.1'
const ana = { profile: { name: 'Ana' }, wa_id: '16505551234', user_id: 'US.ana' }

describe('a status', () => {
  test('is read whole', () => {
    expect(only('status', 'status-delivered')).toEqual({
      kind: 'status',
      channel: {
        phoneNumberId: '106540352242922',
        displayPhoneNumber: '15550783881',
        wabaId: '102290129340398',
      },
      wamid: 'wamid.HBgLMTY1MDU1NTEyMzQVAgARGB-sent',
      status: 'delivered',
      at: 1750263773_000,
      callback,
      error: null,
      recipient: {
        waId: '16505551234',
        bsuid: 'US.13491208655302741918',
        parentBsuid: 'US.ENT.118',
        profileName: 'Ana',
        username: 'ana.writes',
      },
    })
  })

  test.each(['sent', 'delivered', 'read', 'played', 'failed'] as const)('%s is known', (status) => {
    expect(only('status', `status-${status}`).status).toBe(status)
  })

  test('that failed says why', () => {
    expect(only('status', 'status-failed')).toMatchObject({
      callback,
      error: {
        code: 131026,
        title: 'Message undeliverable',
        details: 'Unable to deliver the message. The recipient may not use WhatsApp.',
      },
    })
  })

  test.each([
    [
      { code: '131047', message: 'Re-engage' },
      { code: 131047, title: null, details: 'Re-engage' },
    ],
    [{ title: 'Hm' }, { code: -1, title: 'Hm', details: null }],
    [{ code: 'x' }, { code: -1, title: null, details: null }],
    ['x', null],
  ])('reads an error loosely: %j', (raw, error) => {
    const body = statusWebhook({ status: 'failed', errors: [raw] })
    expect(only('status', body).error).toEqual(error)
  })

  test.each(['status-unknown', 'status-payment'])('that is not a message’s is kept: %s', (name) => {
    expect(only('other', name).field).toBe('statuses.unknown')
  })

  test.each([{ id: undefined }, { id: 'x'.repeat(513) }])(
    'without its message is kept: %j',
    (status) => {
      expect(only('other', statusWebhook(status)).field).toBe('statuses.unreadable')
    },
  )

  test('of no number of ours is kept', () => {
    const statuses = [{ id: 'wamid.1', status: 'sent' }]
    expect(only('other', messagesWebhook({ metadata: {}, statuses })).field).toBe(
      'statuses.unreadable',
    )
  })
})

describe('a status proves that a phone and a user id are one person', () => {
  test('from its own fields, or from the contact that shares one', () => {
    const own = { recipient_id: '16505551234', recipient_user_id: 'US.ana' }
    const expected = { waId: '16505551234', bsuid: 'US.ana' }
    for (const body of [
      statusWebhook(own),
      statusWebhook({ recipient_id: '16505551234' }, [ana]),
      statusWebhook({ recipient_user_id: 'US.ana' }, [ana]),
    ]) {
      expect(only('status', body).recipient).toMatchObject(expected)
    }
  })

  test('and names the parent in its older spelling too', () => {
    const status = {
      recipient_id: '1',
      recipient_user_id: 'US.ana',
      parent_recipient_user_id: 'US.ENT.1',
    }
    expect(only('status', statusWebhook(status)).recipient?.parentBsuid).toBe('US.ENT.1')
  })

  test.each([
    ['only the phone is told', { recipient_id: '16505551234' }],
    ['only the user id is told', { recipient_user_id: 'US.ana' }],
    ['the contact is somebody else', { recipient_id: '999' }],
    ['the contact contradicts it', { recipient_id: '16505551234', recipient_user_id: 'US.other' }],
  ])('never when %s', (title, status) => {
    const contacts = title.startsWith('only') ? [] : [ana]
    const recipient = only('status', statusWebhook(status, contacts)).recipient
    if (title.endsWith('contradicts it')) expect(recipient?.bsuid).toBe('US.other')
    else expect(recipient).toBeNull()
  })

  test.each(['status-group', 'status-failed', 'status-played', 'status-read'])(
    'never from %s',
    (name) => {
      expect(only('status', name).recipient).toBeNull()
    },
  )

  test.each([
    { recipient_participant_id: '16505551234' },
    { recipient_participant_user_id: 'US.ana' },
    { recipient_id: 'US.ana' },
  ])('never from what is no phone of one person: %j', (status) => {
    const both = { recipient_id: '16505551234', recipient_user_id: 'US.ana' }
    expect(only('status', statusWebhook({ ...both, ...status })).recipient).toBeNull()
  })
})
