import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { openSending } from './sendingWorld.ts'
import { from, text } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const world = await openSending()
afterAll(() => world.end())

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
