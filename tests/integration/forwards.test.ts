import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { CARD, openKinds } from './kindsWorld.ts'
import { from, reaction } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { world, room, firstMessage, stop } = await openKinds()
afterAll(stop)

describe('a forward', () => {
  test('says to other rooms what a customer said, each by itself, marked as forwarded', async () => {
    const [one, two] = [await world.newRoom(), await world.newRoom()]
    const closed = await world.newRoom({ phone: newPhone() }, Date.now() - 25 * 3_600_000)
    const { id } = await firstMessage()
    const { status, body } = await world.ask('/forward', {
      message_id: id,
      room_ids: [one.id, closed.id, two.id],
      client_message_id: 'f-1',
    })
    expect(status).toBe(201)
    const [first, second, third] = body.data
    expect(second).toMatchObject({
      room_id: closed.id,
      message: null,
      error: { code: 'unprocessable', details: { reason: 'window_closed' } },
    })
    for (const [result, target] of [
      [first, one],
      [third, two],
    ] as const) {
      expect(result).toMatchObject({
        room_id: target.id,
        error: null,
        message: {
          room_id: target.id,
          content_text: 'Halo',
          client_message_id: 'f-1',
          metadata: { forwarded: true },
        },
      })
      await world.status(result.message.id, 'sent')
      const call = world.meta.sends.find(({ body }) => body.to === `+${target.phone}`)
      expect(call!.body.text).toEqual({ body: 'Halo' })
    }
    const again = await world.ask('/forward', {
      message_id: id,
      room_ids: [one.id, two.id],
      client_message_id: 'f-1',
    })
    expect(again.body.data.map((one: { message: { id: string } }) => one.message.id)).toEqual([
      first.message.id,
      third.message.id,
    ])
  })

  test('hands a place and a card on as the Cloud API takes them', async () => {
    const target = await world.newRoom()
    const who = { phone: newPhone(), name: 'Ana' }
    const [place, card] = [newWamid(), newWamid()]
    await world.take(
      from(
        who,
        {
          type: 'location',
          location: { latitude: -6.2, longitude: 106.8, name: 'Home', url: 'https://x.example' },
        },
        { wamid: place },
      ),
      from(
        who,
        { type: 'contacts', contacts: [{ ...CARD, origin: 'other', vcard: 'BEGIN:VCARD' }] },
        { wamid: card },
      ),
    )
    for (const [wamid, body] of [
      [place, { type: 'location', location: { latitude: -6.2, longitude: 106.8, name: 'Home' } }],
      [card, { type: 'contacts', contacts: [CARD] }],
    ] as const) {
      const { id } = await world.stored(wamid)
      const answer = await world.ask('/forward', { message_id: id, room_ids: [target.id] })
      const sent = answer.body.data[0].message
      await world.status(sent.id, 'sent')
      const call = world.meta.sends.find(
        (one) => one.body.biz_opaque_callback_data === `${sent.id}.1`,
      )
      expect(call!.body).toMatchObject(body)
    }
  })

  test('never sends a note, a reaction or what was taken back to a customer', async () => {
    const target = await world.newRoom()
    const { body: note } = await world.server.api('POST', `/rooms/${room.id}/notes`, {
      token: world.supervisor.token,
      body: { text: 'internal' },
    })
    const wamid = newWamid()
    await world.take(from({ phone: room.phone! }, reaction(room.wamid), { wamid }))
    const { id: reacted } = await world.stored(wamid)
    for (const id of [note.data.id, reacted]) {
      const answer = await world.ask('/forward', { message_id: id, room_ids: [target.id] })
      expect(answer).toMatchObject({
        status: 422,
        body: { error: { details: { reason: 'not_forwardable' } } },
      })
    }
  })

  test('of more than Meta takes from us is refused, and nothing is stored', async () => {
    const target = await world.newRoom()
    const [long, template] = [newWamid(), { templateName: 'hello', languageCode: 'id' }]
    await world.take(
      from(
        { phone: newPhone() },
        { type: 'text', text: { body: 'x'.repeat(4097) } },
        { wamid: long },
      ),
    )
    const { id } = await world.stored(long)
    const answer = await world.ask('/forward', { message_id: id, room_ids: [target.id] })
    expect(answer).toMatchObject({
      status: 422,
      body: { error: { details: { reason: 'not_forwardable' } } },
    })
    expect((await world.messages(target.id)).length).toBe(1)

    const { body: sent } = await world.ask('/send-template', { room_id: room.id, ...template })
    await world.sql`update messages set content_text = 'Halo Ana' where id = ${sent.data.id}`
    const { body } = await world.ask('/forward', {
      message_id: sent.data.id,
      room_ids: [target.id],
    })
    expect(body.data[0].message).toMatchObject({
      content_type: 'template',
      content_text: 'Halo Ana',
    })
  })

  test('of a message that the caller does not see, or into a room that it does not, is not there', async () => {
    const agent = await world.server.person('agent')
    const own = await world.newRoom()
    await world.server.api('POST', `/rooms/${own.id}/assign`, {
      token: world.supervisor.token,
      body: { agent_id: agent.id },
    })
    const foreign = await firstMessage()
    const mine = await firstMessage(own.id)
    const out = await world.ask('/forward', { message_id: foreign.id, room_ids: [own.id] }, agent)
    expect(out.status).toBe(404)
    const into = await world.ask('/forward', { message_id: mine.id, room_ids: [room.id] }, agent)
    expect(into.status).toBe(404)
  })
})
