import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { message } from '../../src/protocol/message.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { CARD, openKinds } from './kindsWorld.ts'
import { from, newBsuid } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { world, room, firstMessage, stop } = await openKinds()
afterAll(stop)

/** What Meta got for a message, without what every body has. */
async function bodyOf(id: string) {
  await world.status(id, 'sent')
  const call = world.meta.sends.find(({ body }) => body.biz_opaque_callback_data === `${id}.1`)!
  const { messaging_product, recipient_type, to, biz_opaque_callback_data: _, ...rest } = call.body
  expect({ messaging_product, recipient_type, to }).toEqual({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: `+${room.phone}`,
  })
  return rest
}

const BUTTONS = {
  type: 'button',
  header: { type: 'text', text: 'Order 7' },
  body: { text: 'Is this right?' },
  footer: { text: 'Ruang' },
  action: {
    buttons: [
      { type: 'reply', reply: { id: 'yes', title: 'Yes' } },
      { type: 'reply', reply: { id: 'no', title: 'No' } },
    ],
  },
}

const LIST = {
  type: 'list',
  body: { text: 'Choose a day' },
  action: {
    button: 'Days',
    sections: [{ title: 'This week', rows: [{ id: 'mon', title: 'Monday', description: '9–12' }] }],
  },
}

const LINK = {
  type: 'cta_url',
  body: { text: 'Pay here' },
  action: {
    name: 'cta_url',
    parameters: { display_text: 'Pay', url: 'https://pay.example.com/7' },
  },
}

const NUMBER = {
  type: 'request_contact_info',
  body: { text: 'May we call you?' },
  action: { name: 'request_contact_info' },
}

const PLACE = { latitude: -6.2, longitude: 106.8, name: 'Office', address: 'Jl. Sudirman 1' }

const COMPONENTS = [
  { type: 'header', parameters: [{ type: 'image', image: { link: 'https://example.com/a.jpg' } }] },
  { type: 'body', parameters: [{ type: 'text', parameter_name: 'first_name', text: 'Ana' }] },
  { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'x7' }] },
  {
    type: 'button',
    sub_type: 'quick_reply',
    index: '1',
    parameters: [{ type: 'payload', payload: 'P' }],
  },
]

/** Each kind: what is asked, what Meta gets, and what the message shows. */
const KINDS: [name: string, path: string, asked: object, body: object, shown: object][] = [
  [
    'a text',
    '/send',
    { text: 'Halo' },
    { type: 'text', text: { body: 'Halo' } },
    { content_type: 'text', content_text: 'Halo', metadata: {} },
  ],
  [
    'a text with a preview of its link',
    '/send',
    { text: 'https://example.com', preview_url: true },
    { type: 'text', text: { body: 'https://example.com', preview_url: true } },
    { content_type: 'text', content_text: 'https://example.com' },
  ],
  [
    'a template',
    '/send-template',
    { templateName: 'order_1', languageCode: 'en_US', components: COMPONENTS },
    {
      type: 'template',
      template: { name: 'order_1', language: { code: 'en_US' }, components: COMPONENTS },
    },
    { content_type: 'template', content_text: null },
  ],
  [
    'a template without parameters',
    '/send-template',
    { templateName: 'hello_world', languageCode: 'id' },
    { type: 'template', template: { name: 'hello_world', language: { code: 'id' } } },
    { content_type: 'template' },
  ],
  ...[BUTTONS, LIST, LINK, NUMBER].map((interactive): (typeof KINDS)[number] => [
    `an interactive message: ${interactive.type}`,
    '/send-interactive',
    { interactive },
    { type: 'interactive', interactive },
    {
      content_type: 'interactive',
      content_text: interactive.body.text,
      metadata: { interactive },
    },
  ]),
  [
    'a location',
    '/send-location',
    { location: PLACE },
    { type: 'location', location: PLACE },
    { content_type: 'location', content_text: 'Office', metadata: { location: PLACE } },
  ],
  [
    'contacts',
    '/send-contacts',
    { contacts: [CARD] },
    { type: 'contacts', contacts: [CARD] },
    { content_type: 'contacts', content_text: 'Budi Santoso', metadata: { contacts: [CARD] } },
  ],
]

describe('what goes out', () => {
  for (const [name, path, asked, body, shown] of KINDS) {
    test(`${name} is exactly the Cloud API's body`, async () => {
      const answer = await world.ask(path, { room_id: room.id, ...asked })
      expect(answer.status).toBe(201)
      expect(message.parse(answer.body.data)).toMatchObject({ status: 'pending', ...shown })
      expect(await bodyOf(answer.body.data.id)).toEqual(body as never)
    })
  }

  test('a reply quotes the message it answers', async () => {
    const { id } = await world.say(room.id, 'about that', { reply_to_wa_message_id: room.wamid })
    expect(await bodyOf(id)).toEqual({
      type: 'text',
      text: { body: 'about that' },
      context: { message_id: room.wamid },
    })
    expect(await world.until(id, () => true)).toMatchObject({
      reply_to_wa_message_id: room.wamid,
    })
  })

  test('a reaction names its message; an empty one takes it back; neither is the last message', async () => {
    const target = await firstMessage()
    const before = await world.room(room.id)
    for (const emoji of ['👍🏽', '']) {
      const { status, body } = await world.ask('/send-reaction', { message_id: target.id, emoji })
      expect(status).toBe(201)
      expect(body.data).toMatchObject({
        content_type: 'reaction',
        reaction_emoji: emoji || null,
        reaction_to_wa_message_id: room.wamid,
      })
      expect(await bodyOf(body.data.id)).toEqual({
        type: 'reaction',
        reaction: { message_id: room.wamid, emoji },
      })
    }
    const after = await world.room(room.id)
    expect(after.last_message).toEqual(before.last_message)
    expect(after.message_count).toBe(before.message_count + 2)
  })

  test('a reaction to what Meta does not have is refused', async () => {
    const { body } = await world.server.api('POST', `/rooms/${room.id}/notes`, {
      token: world.supervisor.token,
      body: { text: 'internal' },
    })
    const answer = await world.ask('/send-reaction', { message_id: body.data.id, emoji: '👍' })
    expect(answer).toMatchObject({
      status: 422,
      body: { error: { details: { reason: 'not_at_whatsapp' } } },
    })
  })
})

test('a reaction to what Meta takes none for is refused, and nothing is stored', async () => {
  const wamid = newWamid()
  const old = await world.newRoom({ phone: newPhone() }, Date.now() - 31 * 24 * 3_600_000)
  const { id: longAgo } = await firstMessage(old.id)
  const target = await firstMessage()
  const who = { phone: room.phone! }
  await world.take(
    from(who, { type: 'reaction', reaction: { message_id: room.wamid, emoji: '👍' } }, { wamid }),
  )
  const { id: reaction } = await world.stored(wamid)
  for (const [message_id, reason] of [
    [longAgo, 'too_old'],
    [reaction, 'not_reactable'],
  ]) {
    expect(await world.ask('/send-reaction', { message_id, emoji: '👍' })).toMatchObject({
      status: 422,
      body: { error: { details: { reason } } },
    })
  }
  // What was stored before the customer took the message back is answered as it was.
  const asked = { message_id: target.id, emoji: '👍', client_message_id: 'r-1' }
  const first = await world.ask('/send-reaction', asked)
  expect(first.status).toBe(201)
  await world.sql`
    update messages set metadata = metadata || '{"revoked":{}}' where id = ${target.id}`
  const again = await world.ask('/send-reaction', asked)
  expect([again.status, again.body.data.id]).toEqual([200, first.body.data.id])
  const anew = await world.ask('/send-reaction', { ...asked, client_message_id: 'r-2' })
  expect(anew.body.error.details).toEqual({ reason: 'not_reactable' })
  await world.sql`update messages set metadata = metadata - 'revoked' where id = ${target.id}`
})

test('a reply that quotes a message of another room is refused; one of which we know nothing goes out', async () => {
  const other = await world.newRoom()
  const asked = { room_id: room.id, text: 'about that' }
  for (const target of [{ room_id: room.id }, { to: room.phone! }])
    expect(
      await world.ask('/send', { ...target, text: 'x', reply_to_wa_message_id: other.wamid }),
    ).toMatchObject({ status: 422, body: { error: { details: { reason: 'other_room' } } } })
  for (const reply_to_wa_message_id of [room.wamid, newWamid()])
    expect((await world.ask('/send', { ...asked, reply_to_wa_message_id })).status).toBe(201)
})

describe('to a business-scoped user id', () => {
  test('every kind goes by `recipient`, without `to`', async () => {
    const bsuid = newBsuid()
    const hidden = await world.newRoom({ bsuid, username: 'ana' })
    for (const [, path, asked] of KINDS) {
      const { body } = await world.ask(path, { room_id: hidden.id, ...asked })
      await world.status(body.data.id, 'sent')
      const call = world.meta.sends.find(
        (one) => one.body.biz_opaque_callback_data === `${body.data.id}.1`,
      )!
      expect(call.body.recipient).toBe(bsuid)
      expect(call.body).not.toHaveProperty('to')
    }
  })
})
