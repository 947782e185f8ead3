import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { message } from '../../src/protocol/message.ts'
import { newPhone, PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { openSending } from './sendingWorld.ts'
import { newBsuid } from './webhookWorld.ts'

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
