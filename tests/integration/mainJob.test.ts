import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from '../helpers/client.ts'
import { type Server, startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'

let server: Server
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

describe('the main job', () => {
  test('a new customer becomes one whole room on a supervisor’s dashboard, and on nobody else’s', async () => {
    const supervisor = await server.person('supervisor')
    const agent = await server.person('agent')
    const [dashboard, other] = [
      await connect(server.url, { token: supervisor.token }),
      await connect(server.url, { token: agent.token }),
    ]
    const phone = newPhone()

    expect(
      (await server.deliver(webhook(textMessage(phone, 'Halo', { name: 'Ana' })))).status,
    ).toBe(200)
    const room = await dashboard.event('new_room_complete')
    expect(room).toMatchObject({
      room_phone: phone,
      room_title: 'Ana',
      last_message_text: 'Halo',
      unread_count: 1,
      message_count: 1,
      participants: [],
    })
    expect((await dashboard.event('new_room')).id).toBe(room.room_id)
    expect(await dashboard.emit('room:join', { room_id: room.room_id })).toMatchObject({
      status: 1,
    })

    await server.deliver(webhook(textMessage(phone, 'lagi')))
    const again = await dashboard.event('new_message')
    expect(again).toMatchObject({
      content_text: 'lagi',
      room: { unread_count: 2, message_count: 2 },
    })
    await dashboard.event('room:new_message')
    expect(dashboard.durable().map(({ event }) => event)).toEqual([
      'new_room',
      'new_room_complete',
      'new_message',
      'room:new_message',
    ])
    expect(dashboard.faults).toEqual([])
    await other.emit('room:leave', { room_id: room.room_id })
    expect(other.durable()).toEqual([])
  })
})
