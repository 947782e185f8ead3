import { expect } from 'bun:test'
import { connect } from '../helpers/client.ts'
import type { GraphStandIn } from '../helpers/graphStandIn.ts'
import type { Server } from '../helpers/server.ts'
import { newWamid } from '../helpers/webhooks.ts'
import { bsuidOf, phoneOf, roomId } from './plansFilled.ts'
import { readInbox } from './plansOfDesk.ts'
import { useRooms } from './plansOfRooms.ts'
import { useSends } from './plansOfSends.ts'
import {
  type Change,
  change,
  echo,
  edit,
  from,
  hook,
  newBsuid,
  revoke,
  status,
  systemLine,
} from './webhookWorld.ts'

/** Everything that a route, a socket or the ingest asks of the database; often enough for generic plans. */
export async function useEverything(server: Server, meta: GraphStandIn) {
  const { token } = server.admin
  const api: Server['api'] = async (...asked) => {
    const answer = await server.api(...asked)
    if (answer.status >= 500) throw new Error(`${asked[1]} failed: ${JSON.stringify(answer.body)}`)
    return answer
  }
  const get = async (path: string, as = token) => (await api('GET', path, { token: as })).body
  const account = { email: 'agent@example.com', password: 'correct horse battery' }
  const { body } = await api('POST', '/users', {
    token,
    body: { ...account, name: 'An agent', role: 'agent' },
  })
  const agentId = body.data.id as string
  const login = (email = account.email) =>
    api('POST', '/auth/login', { body: { ...account, email } })
  const agent = (await login()).body.data

  for (let turn = 1; turn <= 8; turn++) {
    const busy = roomId(1)
    const room = roomId(turn + 10)
    const { status: assigned } = await api('POST', `/rooms/${room}/assign`, {
      token,
      body: { agent_id: agentId },
    })
    expect(assigned).toBe(200)
    for (const reader of [token, agent.token]) {
      const first = await get('/rooms?limit=20', reader)
      await get(`/rooms?limit=20&cursor=${first.next_cursor}`, reader)
      await get(`/rooms/${room}`, reader)
      await get(`/rooms/${room}/messages`, reader)
    }
    const page = await get(`/rooms/${busy}/messages?limit=100`)
    await get(`/messages?room_id=${busy}&before=${page.next_cursor}`)
    for (const reader of [token, agent.token]) {
      await get('/messages/search?q=pembayaran', reader)
      await get('/messages/search?q=26%2F00731', reader)
    }
    await get('/users')
    const [customer] = (await get(`/contacts?id=${phoneOf(turn + 10)}`)).data
    await get(`/contacts/${customer.id}/export`)
    await readInbox({ api, admin: token, adminId: server.admin.id, turn })
    await get('/auth/me', agent.token)
    await useRooms({
      api,
      server,
      admin: token,
      agent: { token: agent.token, id: agentId },
      room,
      merged: [roomId(turn + 100), roomId(turn + 200)],
      phone: phoneOf(turn + 300),
      turn,
    })
    const phone = phoneOf(turn + 10)
    await server.deliver(hook(from({ phone }, 'Halo')))
    await useSends({ api, admin: token, agent: agent.token, meta, room, phone, turn })
    await api('POST', `/rooms/${room}/unassign`, { token, body: { agent_id: agentId } })
    await api('PATCH', `/users/${agentId}`, { token, body: { name: `Agent ${turn}` } })

    await teamAtWork(server, agent.token, `62999${turn}`)

    const n = turn * 1000
    const known = { phone: phoneOf(n), bsuid: bsuidOf(n), name: `Customer ${n}` }
    const fresh = { bsuid: newBsuid(), phone: phoneOf(10_000_000 + n), name: 'New' }
    const [ours, theirs, late] = [newWamid(), newWamid(), newWamid()]
    const deliveries: Change[][] = [
      [from(fresh, 'first', { wamid: theirs }), from({ phone: known.phone }, 'known')],
      [from(fresh, 'first', { wamid: theirs }), from(fresh, 'with a redelivery')],
      // A phone that learns its id, a new name, two halves of one person, a changed number.
      [
        from({ phone: phoneOf(n + 4), bsuid: newBsuid() }),
        from({ phone: phoneOf(n + 6), name: 'Renamed' }),
      ],
      [from({ bsuid: `${fresh.bsuid}half` }), from({ phone: phoneOf(20_000_000 + n) })],
      [from({ bsuid: `${fresh.bsuid}half`, phone: phoneOf(20_000_000 + n) })],
      [
        systemLine(
          { from: phoneOf(n + 2) },
          { type: 'user_changed_number', wa_id: phoneOf(30_000_000 + n), body: 'x' },
        ),
      ],
      [echo(fresh, 'ours', { wamid: ours }), from(fresh, edit(theirs, 'edited'))],
      [
        change({
          statuses: [
            status(`wamid.filled-${n}`, 'delivered'),
            status(late, 'read'),
            status(ours, 'read'),
          ],
        }),
      ],
      [
        echo(fresh, 'late', { wamid: late }),
        from(fresh, revoke(theirs)),
        from(fresh, edit(newWamid(), 'waits')),
      ],
      [from(fresh, { type: 'image', image: { id: '1' } }), { field: 'flows', value: { turn } }],
      [
        change({
          statuses: Array.from({ length: 300 }, (_, i) => status(`wamid.filled-${n + i}`, 'sent')),
        }),
      ],
      Array.from({ length: 100 }, (_, i) => from({ phone: phoneOf(n + i) }, 'many')),
    ]
    for (const changes of deliveries)
      expect((await server.deliver(hook(...changes))).status).toBe(200)

    // A dashboard that was away, near and far, as staff and as an agent with rooms of its own.
    const { event_id } = await get('/rooms?limit=1')
    for (const [as, last_event_id] of [
      [token, event_id - 20],
      [agent.token, event_id - 20],
      [agent.token, event_id - 3_000],
    ]) {
      const { epoch } = await sessionOf(server, as)
      await sessionOf(server, as, { last_event_id, epoch, rooms: [room] })
    }
    const renewed = await api('POST', '/auth/refresh', {
      body: { refresh_token: (await login()).body.data.refresh_token },
    })
    await api('POST', '/auth/logout', {
      body: { refresh_token: renewed.body.data.refresh_token },
    })
    await login('nobody@example.com')
  }
  const password = { current_password: account.password, new_password: 'another horse battery' }
  await api('POST', '/auth/password', { token: agent.token, body: password })
  await api('PATCH', `/users/${agentId}`, { token, body: { role: 'admin' } })
  await api('PATCH', `/users/${agentId}`, { token, body: { disabled: true } })
}

/** A list and the counters are looked at, and a new room goes to an agent by itself. */
async function teamAtWork(server: Server, agentToken: string, phone: string) {
  const { token } = server.admin
  const staff = await connect(server.url, { token })
  for (const room of ['CustomerApp', 'dashboard']) await staff.emit('join_room', { room })
  const agent = await connect(server.url, { token: agentToken })
  const channel = `/channels/aaaaaaaa-0000-7000-8000-000000000001`
  const giveOut = (auto_assign: string) =>
    server.api('PATCH', channel, { token, body: { auto_assign } })
  await giveOut('least_busy')
  await server.deliver(hook(from({ phone }, 'to whom it may concern')))
  await agent.event('agent_assigned')
  await giveOut('off')
  await staff.event('room_update_customer')
  await staff.event('dashboard_stats')
  agent.close()
  staff.close()
}

async function sessionOf(server: Server, token: string, auth: object = {}) {
  const client = await connect(server.url, { token, ...auth })
  const ready = await client.event('session_ready')
  const [room] = (auth as { rooms?: string[] }).rooms ?? []
  if (room) await client.emit('room:join', { room_id: room })
  client.close()
  return ready as { epoch: string; event_id: number }
}
