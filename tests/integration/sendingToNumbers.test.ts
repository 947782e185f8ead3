import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newPhone, newWamid, PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { openSending } from './sendingWorld.ts'
import { from, newBsuid } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const world = await openSending()
afterAll(() => world.end())

describe('to a number without a room', () => {
  const template = { templateName: 'hello', languageCode: 'id' }

  test('a template makes the room: new_room, new_room_complete, room:new_message, and no new_message', async () => {
    const phone = newPhone()
    const to = `+${phone.slice(0, 2)} ${phone.slice(2, 6)}-${phone.slice(6)}`
    // The number's first webhook, which its rooms would hear of.
    await world.settled()
    const { status, body } = await world.ask('/send-template', { to, ...template })
    expect(status).toBe(201)
    const { id, room_id } = body.data
    await world.status(id, 'sent')
    expect(world.callsOf(id)[0]!.body).toMatchObject({ to: `+${phone}` })
    await world.settled()
    expect(world.seenOf(room_id).map(({ event }) => event)).toEqual([
      'new_room',
      'new_room_complete',
      'message_status_update',
    ])
    const [born] = world.dashboard
      .named('new_room_complete')
      .filter((one) => one.room_id === room_id)
    expect(born).toMatchObject({
      room_phone: phone,
      unread_count: 0,
      message_count: 1,
      last_message: { id },
      participants: [],
      window_expires_at: null,
      channel: { phone_number_id: PHONE_NUMBER_ID },
    })
    const again = await world.ask('/send-template', { to: phone, ...template })
    expect(again.body.data.room_id).toBe(room_id)
    const answer = await world.newRoom({ phone, name: 'Ana' })
    expect(answer.id).toBe(room_id)
  })

  test('written for an agent, the room is theirs: then comes agent_assigned', async () => {
    const agent = await world.server.person('agent')
    const phone = newPhone()
    const { body } = await world.ask('/send-template', {
      to: phone,
      ...template,
      user_id: agent.id,
    })
    const { room_id } = body.data
    expect(body.data.user_id).toBe(agent.id)
    await world.settled()
    expect(
      world
        .seenOf(room_id)
        .map(({ event }) => event)
        .slice(0, 3),
    ).toEqual(['new_room', 'new_room_complete', 'agent_assigned'])
    expect((await world.room(room_id)).participants).toMatchObject([{ user_id: agent.id }])
    const own = await world.ask('/send-template', { to: phone, ...template }, agent)
    expect(own.body.data.room_id).toBe(room_id)
  })

  test('many at once make one room', async () => {
    const phone = newPhone()
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => world.ask('/send-template', { to: phone, ...template })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ body }) => body.data.room_id)).size).toBe(1)
    const seqs = answers.map(({ body }) => body.data.seq).sort((a, b) => a - b)
    expect(seqs).toEqual(Array.from({ length: 12 }, (_, n) => n + 1))
  })

  test('a text is refused and leaves nothing behind; an agent is told of no such room', async () => {
    const phone = newPhone()
    const { status, body } = await world.ask('/send', { to: phone, text: 'Halo' })
    expect({ status, details: body.error.details }).toEqual({
      status: 422,
      details: { reason: 'window_closed', closed_at: null },
    })
    const agent = await world.server.person('agent')
    expect((await world.ask('/send-template', { to: phone, ...template }, agent)).status).toBe(404)
    const made = await world.sql`select 1 from contacts where wa_id = ${phone}`
    expect(made.length).toBe(0)
  })

  test('an agent’s only room with a customer is found, whichever of our numbers it is on', async () => {
    const agent = await world.server.person('agent')
    const [phone, wamid] = [newPhone(), newWamid()]
    await world.take(from({ phone }, 'Halo', { wamid, channel: '999000777' }))
    const room_id = await world.roomOf(wamid)
    expect((await world.ask('/send', { to: phone, text: 'Halo' }, agent)).status).toBe(404)
    await world.server.api('POST', `/rooms/${room_id}/assign`, {
      token: world.supervisor.token,
      body: { agent_id: agent.id },
    })
    const { body } = await world.ask('/send', { to: phone, text: 'Halo' }, agent)
    expect(body.data.room_id).toBe(room_id)
  })

  test('a BSUID names its customer, untouched', async () => {
    const bsuid = newBsuid()
    const room = await world.newRoom({ bsuid })
    const { body } = await world.ask('/send', { to: bsuid, text: 'Halo' })
    expect(body.data.room_id).toBe(room.id)
    for (const to of ['12', 'no number', '+0123456789', `${bsuid} `, 'ID.ENT.1'])
      expect((await world.ask('/send', { to, text: 'Halo' })).status).toBe(400)
  })

  test('Meta’s own spelling of the number takes the place of what was typed', async () => {
    const typed = '5511987654321'
    const known = '551187654321'
    world.meta.answers(({ body, wamid }) =>
      body.to === `+${typed}`
        ? Response.json({
            contacts: [{ input: typed, wa_id: known }],
            messages: [{ id: wamid }],
          })
        : null,
    )
    const { body } = await world.ask('/send-template', { to: typed, ...template })
    const { room_id } = body.data
    await world.status(body.data.id, 'sent')
    await world.dashboard.until(
      () =>
        world.dashboard
          .named('room_updated')
          .some((one) => one.room_id === room_id && one.room_phone === known),
      'the number in Meta’s spelling',
    )
    world.meta.answers(() => null)
    const again = await world.ask('/send-template', { room_id, ...template })
    await world.status(again.body.data.id, 'sent')
    expect(world.callsOf(again.body.data.id)[0]!.body.to).toBe(`+${known}`)
  })
})
