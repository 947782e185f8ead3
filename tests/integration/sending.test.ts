import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { message } from '../../src/protocol/message.ts'
import { newPhone, newWamid, PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { openSending } from './sendingWorld.ts'
import { from, newBsuid, text } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const world = await openSending()
afterAll(() => world.end())

describe('a text', () => {
  test('is answered 201 with the stored message, goes to Meta, and shows as sent with its wamid', async () => {
    const room = await world.newRoom()
    const { status, body } = await world.ask('/send', {
      room_id: room.id,
      text: 'Selamat pagi',
      client_message_id: 'c-1',
    })
    expect(status).toBe(201)
    const stored = message.parse(body.data)
    expect(stored).toMatchObject({
      room_id: room.id,
      direction: 'outgoing',
      user_id: world.supervisor.id,
      client_message_id: 'c-1',
      content_type: 'text',
      content_text: 'Selamat pagi',
      status: 'pending',
      status_timestamp: null,
      wa_message_id: null,
      seq: 2,
    })
    const sent = await world.status(stored.id, 'sent')
    const [call, ...more] = world.callsOf(stored.id)
    expect(more).toEqual([])
    expect(call).toMatchObject({ phoneNumberId: PHONE_NUMBER_ID, token: 'Bearer a token' })
    expect(call!.body).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: `+${room.phone}`,
      type: 'text',
      text: { body: 'Selamat pagi' },
      biz_opaque_callback_data: `${stored.id}.1`,
    })
    expect(sent).toMatchObject({ wa_message_id: call!.wamid })
    expect(sent.status_timestamp).toEndWith(':00.000Z'.slice(3))
    await world.settled()
    const seen = world.seenOf(room.id).map(({ event }) => event)
    expect(seen).toEqual(['new_room', 'new_room_complete', 'new_message', 'message_status_update'])
    expect(world.statusesOf(stored.id)).toMatchObject([
      { status: 'sent', wa_message_id: call!.wamid, attempt: 1 },
    ])
    expect(await world.room(room.id)).toMatchObject({
      last_message_text: 'Selamat pagi',
      unread_count: 1,
      message_count: 2,
    })
  })

  test('to who hides the phone goes to the business-scoped user id', async () => {
    const bsuid = newBsuid()
    const room = await world.newRoom({ bsuid, username: 'ana' })
    const { id } = await world.say(room.id, 'Halo')
    await world.status(id, 'sent')
    expect(world.callsOf(id)[0]!.body).toMatchObject({ recipient: bsuid })
    expect(world.callsOf(id)[0]!.body).not.toHaveProperty('to')
  })
})

describe('the same request again', () => {
  test('answers the stored message with 200, and nothing is sent twice', async () => {
    const room = await world.newRoom()
    const asked = { room_id: room.id, text: 'once', client_message_id: 'again-1' }
    const first = await world.ask('/send', asked)
    await world.status(first.body.data.id, 'sent')
    const second = await world.ask('/send', asked)
    expect([first.status, second.status]).toEqual([201, 200])
    expect(second.body.data).toMatchObject({ id: first.body.data.id, status: 'sent' })
    expect(world.callsOf(first.body.data.id)).toHaveLength(1)
    expect((await world.room(room.id)).message_count).toBe(2)
  })

  test('a different request under that id is a conflict; another caller’s is its own', async () => {
    const room = await world.newRoom()
    const asked = { room_id: room.id, text: 'mine', client_message_id: 'again-2' }
    const { body } = await world.ask('/send', asked)
    for (const other of [{ text: 'other' }, { reply_to_wa_message_id: room.wamid }]) {
      const answer = await world.ask('/send', { ...asked, ...other })
      expect(answer).toMatchObject({
        status: 409,
        body: { error: { code: 'conflict', details: { reason: 'client_message_id' } } },
      })
    }
    const theirs = await world.ask('/send', asked, world.server.admin)
    expect(theirs.status).toBe(201)
    expect(theirs.body.data.id).not.toBe(body.data.id)
  })

  test('after the window has closed still answers the stored message', async () => {
    const room = await world.newRoom()
    const asked = { room_id: room.id, text: 'late', client_message_id: 'again-3' }
    const { body } = await world.ask('/send', asked)
    await world.sql`update rooms set customer_at = now() - interval '25 hours' where id = ${room.id}`
    const again = await world.ask('/send', asked)
    expect(again).toMatchObject({ status: 200, body: { data: { id: body.data.id } } })
  })

  test('by a user who no longer sees the room is not_found', async () => {
    const room = await world.newRoom()
    const agent = await world.server.person('agent')
    await world.give('assign', room.id, agent)
    const asked = { room_id: room.id, text: 'mine', client_message_id: 'again-4' }
    expect((await world.ask('/send', asked, agent)).status).toBe(201)
    await world.give('unassign', room.id, agent)
    expect((await world.ask('/send', asked, agent)).status).toBe(404)
  })
})

describe('a send is refused', () => {
  test('[O1] outside the customer service window, before Meta is asked, but for a template', async () => {
    const at = Date.now() - 24 * 3_600_000 - 1000
    const room = await world.newRoom({ phone: newPhone() }, at)
    const { window_expires_at } = await world.room(room.id)
    const answer = await world.ask('/send', { room_id: room.id, text: 'Halo' })
    expect(answer).toMatchObject({
      status: 422,
      body: {
        error: {
          code: 'unprocessable',
          details: { reason: 'window_closed', closed_at: window_expires_at },
        },
      },
    })
    const template = { room_id: room.id, templateName: 'hello', languageCode: 'id' }
    const { status, body } = await world.ask('/send-template', template)
    expect(status).toBe(201)
    await world.status(body.data.id, 'sent')
    const asked = world.meta.sends.filter((call) => call.body.to === `+${room.phone}`)
    expect(asked.map((call) => call.body.type)).toEqual(['template'])
  })

  test('[C3] where the customer wrote in a group alone: it opens neither the window nor a closed room, and is unread', async () => {
    const inGroup = { ...text('Siapa yang bisa?'), group_id: 'HBgLMTY1MDU1NTEyMzQVAgASGAs' }
    const stranger = { phone: newPhone() }
    const wamid = newWamid()
    await world.take(from(stranger, inGroup, { wamid }))
    const born = await world.roomOf(wamid)
    expect(await world.room(born)).toMatchObject({ window_expires_at: null, unread_count: 1 })
    expect(await world.stored(wamid)).toMatchObject({ metadata: { group_id: inGroup.group_id } })
    expect(await world.ask('/send', { room_id: born, text: 'Halo' })).toMatchObject({
      status: 422,
      body: { error: { details: { reason: 'window_closed', closed_at: null } } },
    })

    const phone = newPhone()
    const room = await world.newRoom({ phone }, Date.now() - 3_600_000)
    const as = { token: world.supervisor.token, body: { status: 'closed' } }
    await world.server.api('PATCH', `/rooms/${room.id}`, as)
    const { window_expires_at, unread_count } = await world.room(room.id)
    await world.take(from({ phone }, inGroup))
    expect(await world.room(room.id)).toMatchObject({
      window_expires_at,
      status: 'closed',
      unread_count: unread_count + 1,
    })
    await world.take(from({ phone }, 'Halo'))
    expect((await world.room(room.id)).status).toBe('open')
  })

  test('for somebody else by an agent, or for nobody who is there', async () => {
    const room = await world.newRoom()
    const text = { room_id: room.id, text: 'Halo' }
    const for_nobody = await world.ask('/send', { ...text, user_id: Bun.randomUUIDv7() })
    expect(for_nobody).toMatchObject({
      status: 422,
      body: { error: { details: { reason: 'no_such_user' } } },
    })
    const agent = await world.server.person('agent')
    const other = await world.ask('/send', { ...text, user_id: world.supervisor.id }, agent)
    expect(other.status).toBe(403)
    const own = await world.ask('/send', { ...text, user_id: agent.id }, agent)
    expect(own.status).toBe(404)
    const acting = await world.ask('/send', { ...text, user_id: agent.id })
    expect(acting.body.data.user_id).toBe(agent.id)
  })

  test('from another number than the room’s, to both room and number, to neither', async () => {
    const [room, other] = [await world.newRoom(), Bun.randomUUIDv7()]
    const text = { text: 'Halo' }
    const elsewhere = await world.ask('/send', { ...text, room_id: room.id, channel_id: other })
    expect(elsewhere.body.error.details).toEqual({ reason: 'other_channel' })
    for (const target of [{}, { room_id: room.id, to: room.phone }, { room_id: 'x' }])
      expect((await world.ask('/send', { ...text, ...target })).status).toBe(400)
  })

  test('of a wrong size or form, before anything is stored', async () => {
    const room = await world.newRoom()
    const refused: [string, object][] = [
      ['/send', { text: '' }],
      ['/send', { text: ' \n ' }],
      ['/send', { text: 'x'.repeat(4097) }],
      ['/send', { text: 'a\0b' }],
      ['/send', { text: 'x', client_message_id: '' }],
      ['/send', { text: 'x', client_message_id: 'x'.repeat(129) }],
      ['/send-location', { location: { latitude: 91, longitude: 0 } }],
      ['/send-contacts', { contacts: [] }],
      ['/send-interactive', { interactive: { type: 'button', body: { text: 'x' } } }],
      ['/send-template', { templateName: 'Not A Name', languageCode: 'id' }],
      ['/send-reaction', { message_id: Bun.randomUUIDv7(), emoji: 'no emoji' }],
    ]
    for (const [path, body] of refused)
      expect({
        path,
        body,
        status: (await world.ask(path, { room_id: room.id, ...body })).status,
      }).toEqual({ path, body, status: 400 })
    expect((await world.room(room.id)).message_count).toBe(1)
    expect((await world.say(room.id, 'x'.repeat(4096))).content_text).toHaveLength(4096)
  })
})

describe('by socket', () => {
  test('message:send and send_message answer the stored message, and repeat it', async () => {
    const room = await world.newRoom()
    for (const name of ['message:send', 'send_message']) {
      const asked = { room_id: room.id, text: name, client_message_id: `s-${name}` }
      const answer = await world.dashboard.emit(name, asked)
      expect(answer).toMatchObject({ status: 1, repeated: false })
      expect(message.parse(answer.message)).toMatchObject({
        content_text: name,
        client_message_id: `s-${name}`,
      })
      expect(await world.dashboard.emit(name, asked)).toMatchObject({
        status: 1,
        repeated: true,
        message: { id: answer.message.id },
      })
      await world.status(answer.message.id, 'sent')
    }
  })

  test('a refusal says why', async () => {
    const room = await world.newRoom({ phone: newPhone() }, Date.now() - 25 * 3_600_000)
    expect(
      await world.dashboard.emit('message:send', { room_id: room.id, text: 'x' }),
    ).toMatchObject({
      status: 0,
      code: 'unprocessable',
      details: { reason: 'window_closed' },
    })
  })
})
