import { describe, expect, test } from 'bun:test'
import { decideGroup } from '../../../src/ingest/decideGroup.ts'
import { createDirectory, senderKey } from '../../../src/ingest/directory.ts'
import { planStatus } from '../../../src/ingest/planGroup.ts'
import { sendersOf } from '../../../src/ingest/resolveSenders.ts'
import type { Inbound, InboundStatus, Sender } from '../../../src/whatsapp/inbound.ts'
import { parseWebhook } from '../../../src/whatsapp/parse.ts'
import { messagesWebhook, NOW, only, statusWebhook } from '../whatsapp/support.ts'

const CHANNEL = 'the channel'
const sender = (given: Partial<Sender>): Sender => ({
  waId: null,
  bsuid: null,
  parentBsuid: null,
  profileName: null,
  username: null,
  ...given,
})

/** Decides with ids that count up, and a directory that knows only what a test put there. */
function decide(items: Inbound[], directory = createDirectory(), lookedUp = new Set<string>()) {
  let count = 0
  const newId = () => `id-${String(++count).padStart(4, '0')}`
  const ctx = { newId, now: () => NOW }
  const asked = sendersOf(items, () => CHANNEL)
  return decideGroup(ctx, directory, () => CHANNEL, items, { asked, lookedUp })
}

const message = (id: string, from: object, more: object = {}) => ({
  id,
  timestamp: '1749416383',
  type: 'text',
  text: { body: id },
  ...from,
  ...more,
})
const parse = (...messages: object[]) => parseWebhook(messagesWebhook({ messages }), NOW)
const ANA = { from: '16505551234' }

describe('a group', () => {
  test('[R2] [C4] a newcomer’s messages open one room with the first of them, counted on from it', () => {
    const { input } = decide(parse(message('1', ANA), message('2', ANA), message('3', ANA)))
    expect(input.newcomers.contacts.map(({ wa_id }) => wa_id)).toEqual(['16505551234'])
    expect(input.newcomers.rooms.length).toBe(1)
    expect(input.messages.map(({ opens }) => opens)).toEqual([true, false, false])
    expect(input.messages.map(({ data }) => data.added.messages)).toEqual([1, 2, 3])
    expect(input.messages.map(({ data }) => data.added.unread)).toEqual([1, 2, 3])
    expect(input.rooms).toMatchObject([
      { unread: 3, stored: 3, lastId: input.messages[2]!.data.id },
    ])
  })

  test('a wamid that comes again within it counts once', () => {
    const { input } = decide(
      parse(message('1', ANA), message('1', ANA), message('1', { from: '62' })),
    )
    expect(input.messages.length).toBe(1)
    expect(input.newcomers.contacts.length).toBe(1)
  })

  test('a sender who shares an id with a newcomer is deferred, and later messages of either too', () => {
    const both = { ...ANA, from_user_id: 'US.1' }
    const { input, deferred } = decide(
      parse(message('1', ANA), message('2', both), message('3', ANA), message('4', { from: '62' })),
    )
    expect(input.messages.map(({ data }) => data.wa_message_id)).toEqual(['1', '4'])
    expect(deferred).toMatchObject([{ wamid: '2' }, { wamid: '3' }])
  })

  test('a sender who was not looked up goes to the call as a stranger, with every spelling', () => {
    const from = { from: '5511987654321' }
    const items = parse(message('1', from), message('2', from), message('3', ANA))
    const looked = new Set([senderKey(CHANNEL, sender({ waId: '16505551234' }))])
    const { newcomers, strangers } = decide(items, createDirectory(), looked).input
    expect(newcomers.contacts.length).toBe(2)
    expect(strangers).toMatchObject([
      {
        contactId: newcomers.contacts[0]!.id,
        roomId: newcomers.rooms[0]!.id,
        channelId: CHANNEL,
        asserted: 1,
        ids: [
          { kind: 'wa_id', value: '5511987654321' },
          { kind: 'wa_id', value: '551187654321' },
        ],
      },
    ])
  })

  test('a contact that is known without a room here gets one, and no second contact', () => {
    const directory = createDirectory()
    const key = senderKey(CHANNEL, sender({ waId: '16505551234' }))
    directory.set(key, { contactId: 'known', room: null })
    const { input } = decide(parse(message('1', ANA)), directory)
    expect(input.newcomers.contacts).toEqual([])
    expect(input.newcomers.rooms).toMatchObject([{ contact_id: 'known', channel_id: CHANNEL }])
  })

  test('each message finds its room', () => {
    const directory = createDirectory()
    const people = ['c', 'a', 'b'].map((id, turn) => {
      const waId = `62000${turn}`
      directory.set(senderKey(CHANNEL, sender({ waId })), {
        contactId: id,
        room: { id, contactId: id, channelId: CHANNEL, version: turn },
      })
      return { from: waId }
    })
    const { input } = decide(
      parse(...people.map((from, turn) => message(`${turn}`, from))),
      directory,
    )
    expect(input.rooms.map(({ id, version }) => [id, version])).toEqual([
      ['c', 0],
      ['a', 1],
      ['b', 2],
    ])
    for (const { data, place } of input.messages) expect(input.rooms[place]!.id).toBe(data.room_id)
  })
})

test('if two directory entries know one room, the older version is checked', () => {
  const directory = createDirectory()
  const both = { ...ANA, from_user_id: 'US.1' }
  const remember = (ids: Partial<Sender>, version: number) =>
    directory.set(senderKey(CHANNEL, sender(ids)), {
      contactId: 'ana',
      room: { id: 'room', contactId: 'ana', channelId: CHANNEL, version },
    })
  remember({ waId: '16505551234' }, 3)
  remember({ waId: '16505551234', bsuid: 'US.1' }, 4)
  for (const order of [
    [ANA, both],
    [both, ANA],
  ]) {
    const { input } = decide(parse(...order.map((from, n) => message(`${n}`, from))), directory)
    expect(input.rooms).toMatchObject([{ id: 'room', version: 3, stored: 2 }])
  }
})

test('a customer’s names are those told last in the group', () => {
  const contacts = [{ wa_id: '16505551234', profile: { name: 'Ana' } }]
  const [named] = parseWebhook(messagesWebhook({ messages: [message('2', ANA)], contacts }), NOW)
  const { input } = decide([...parse(message('1', ANA)), named!, ...parse(message('3', ANA))])
  expect(input.newcomers.contacts).toMatchObject([{ profile_name: 'Ana' }])
  expect(input.strangers).toMatchObject([{ profileName: 'Ana' }])
})

describe('the callback of a status', () => {
  const told = (biz_opaque_callback_data: unknown) =>
    planStatus(only('status', statusWebhook({ biz_opaque_callback_data })) as InboundStatus)

  test('names message and attempt when it is ours', () => {
    const id = '0197a3d2-7c1e-7b57-9d0e-2f6b1b0c9f11'
    expect(told(`${id}.2`)).toMatchObject({ message_id: id, attempt: 2 })
  })

  test('says nothing when it is somebody else’s, or would not fit', () => {
    const id = '0197a3d2-7c1e-7b57-9d0e-2f6b1b0c9f11'
    for (const other of [
      undefined,
      '',
      'order 7',
      id,
      `${id}.`,
      `${id}.-1`,
      `${id}.1234567`,
      `${id}.1 `,
      `${id.toUpperCase()}.1`,
      7,
    ])
      expect(told(other)).toMatchObject({ message_id: null, attempt: null })
  })
})

describe('the directory', () => {
  const entry = { contactId: 'c', profileName: null, username: null, room: null }

  test('forgets the oldest when it is full', () => {
    const directory = createDirectory(2)
    for (const key of ['a', 'b', 'c']) directory.set(key, entry)
    expect(['a', 'b', 'c'].map((key) => directory.get(key) !== undefined)).toEqual([
      false,
      true,
      true,
    ])
  })

  test('keeps senders with different ids apart', () => {
    const keys = [
      senderKey('1', sender({ waId: 'x' })),
      senderKey('2', sender({ waId: 'x' })),
      senderKey('1', sender({ bsuid: 'x' })),
      senderKey('1', sender({ parentBsuid: 'x' })),
      senderKey('1', sender({ waId: 'x', bsuid: 'x' })),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })
})
