import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Client, connect } from '../helpers/client.ts'
import { type Server, startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { over, refusal } from './sessionsWorld.ts'

/** What came, but for who else comes and goes: that shows whenever a lease is written, or its grace is over. */
const heard = ({ seen }: Client) =>
  seen.flatMap(({ event }) => (event === 'presence_update' ? [] : [event]))

describe('an admin’s changes of a user', () => {
  let server: Server
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.stop())
  const change = (id: string, body: object) =>
    server.api('PATCH', `/users/${id}`, { token: server.admin.token, body })

  test('[J3] disabling ends all its sockets, and no later event reaches them', async () => {
    const supervisor = await server.person('supervisor')
    const clients = [
      await connect(server.url, { token: supervisor.token }),
      await connect(server.url, { token: supervisor.token }, { transports: ['polling'] }),
    ]
    expect((await change(supervisor.id, { disabled: true })).status).toBe(200)
    await server.deliver(webhook(textMessage(newPhone(), 'not for you')))
    for (const client of clients) {
      expect(await client.event('session_expired')).toEqual({ reason: 'disabled' })
      await over(client)
      expect(client.durable()).toEqual([])
    }
    expect(await refusal(server.url, { token: supervisor.token })).toBe('unauthorized')
  })

  test('demoting takes effect at its place: `resync_required`, and no later event of staff', async () => {
    const supervisor = await server.person('supervisor')
    const dashboard = await connect(server.url, { token: server.admin.token })
    const client = await connect(server.url, { token: supervisor.token })
    const phone = newPhone()
    await server.deliver(webhook(textMessage(phone, 'still staff')))
    const room = await client.event('new_room_complete')
    expect(await client.emit('room:join', { room_id: room.room_id })).toMatchObject({ status: 1 })
    await change(supervisor.id, { role: 'agent' })
    expect(await client.event('resync_required')).toEqual({ reason: 'role_changed' })
    await server.deliver(webhook(textMessage(phone, 'not for you'), textMessage(newPhone(), 'nor')))
    await dashboard.event('new_room_complete', 2)
    expect(await client.emit('room:join', { room_id: room.room_id })).toMatchObject({
      status: 0,
      code: 'not_found',
    })
    expect(heard(client).at(-1)).toBe('resync_required')

    // As an agent it hears what concerns it.
    const body = { agent_id: supervisor.id }
    await server.api('POST', `/rooms/${room.room_id}/assign`, { token: server.admin.token, body })
    await server.deliver(webhook(textMessage(phone, 'for you')))
    await client.event('agent_assigned')
    expect((await client.event('new_message')).content_text).toBe('for you')
    expect(client.faults).toEqual([])
  })

  test('promoting takes effect at its place: every later event of staff', async () => {
    const agent = await server.person('agent')
    const client = await connect(server.url, { token: agent.token })
    await server.deliver(webhook(textMessage(newPhone(), 'not yet')))
    await change(agent.id, { role: 'supervisor' })
    await client.event('resync_required')
    const phone = newPhone()
    await server.deliver(webhook(textMessage(phone, 'Halo')))
    expect(await client.event('new_room_complete')).toMatchObject({ room_phone: phone })
    expect(client.named('new_room')).toHaveLength(1)
  })

  test('between the two roles of staff nothing is lost on the way', async () => {
    const supervisor = await server.person('supervisor')
    const client = await connect(server.url, { token: supervisor.token })
    await change(supervisor.id, { role: 'admin' })
    await client.event('resync_required')
    await server.deliver(webhook(textMessage(newPhone(), 'Halo')))
    await client.event('new_room_complete')
    expect(client.named('new_room_complete')).toHaveLength(1)
  })

  test('a name alone interrupts nobody', async () => {
    const agent = await server.person('agent')
    const client = await connect(server.url, { token: agent.token })
    await change(agent.id, { name: 'Budi' })
    await client.emit('room:leave', { room_id: agent.id })
    expect(heard(client)).toEqual(['session_ready'])
  })
})

describe('signing out', () => {
  let server: Server
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.stop())

  async function twiceSignedIn() {
    const account = { email: `${Bun.randomUUIDv7()}@example.com`, password: 'a long password 1' }
    await server.api('POST', '/users', {
      token: server.admin.token,
      body: { ...account, name: 'Budi', role: 'agent' },
    })
    const signIn = async () => {
      const { body } = await server.api('POST', '/auth/login', { body: account })
      return body.data as { token: string; user: { id: string } }
    }
    return [await signIn(), await signIn()] as const
  }

  test('ends the sockets of that sign-in, and of no other', async () => {
    const [one, two] = await twiceSignedIn()
    const ended = [
      await connect(server.url, { token: one.token }),
      await connect(server.url, { token: one.token }, { transports: ['polling'], upgrade: false }),
    ]
    const kept = await connect(server.url, { token: two.token })
    await server.api('POST', '/auth/logout', { token: one.token, body: {} })
    for (const client of ended) {
      await client.event('session_expired')
      await over(client)
    }
    expect(await kept.emit('room:leave', { room_id: one.user.id })).toMatchObject({ status: 1 })
    expect(kept.named('session_expired')).toEqual([])
    expect(await refusal(server.url, { token: one.token })).toBe('unauthorized')
  })

  test('on every device ends the sockets of all sign-ins, and nobody else’s', async () => {
    const [one, two] = await twiceSignedIn()
    const clients = [
      await connect(server.url, { token: one.token }),
      await connect(server.url, { token: two.token }),
    ]
    const other = await connect(server.url, { token: server.admin.token })
    const { status } = await server.api('POST', '/auth/logout-everywhere', { token: one.token })
    expect(status).toBe(200)
    for (const client of clients) {
      expect(await client.event('session_expired')).toEqual({ reason: 'signed_out' })
      await over(client)
    }
    for (const { token } of [one, two])
      expect(await refusal(server.url, { token })).toBe('unauthorized')
    expect(await other.emit('room:leave', { room_id: one.user.id })).toMatchObject({ status: 1 })
    expect(other.named('session_expired')).toEqual([])
  })

  test('a new password ends the sockets of every sign-in', async () => {
    const [one, two] = await twiceSignedIn()
    const clients = [
      await connect(server.url, { token: one.token }),
      await connect(server.url, { token: two.token }),
    ]
    const body = { password: 'another long password 2' }
    await server.api('PATCH', `/users/${one.user.id}`, { token: server.admin.token, body })
    for (const client of clients) {
      expect(await client.event('session_expired')).toEqual({ reason: 'password_changed' })
      await over(client)
    }
  })
})
