import type { Server } from '../helpers/server.ts'

type Asked = {
  api: Server['api']
  server: Server
  admin: string
  agent: { token: string; id: string }
  /** Rooms of the filled database: one to work in, one to be merged. */
  room: string
  merged: [string, string]
  phone: string
  turn: number
}

/** Everything that people do in rooms and with leads, once. */
export async function useRooms({ api, server, admin, agent, room, merged, phone, turn }: Asked) {
  const as = (token: string) => (method: string, path: string, body?: unknown) =>
    api(method, path, { token, ...(body !== undefined && { body }) })
  const staff = as(admin)
  const theirs = as(agent.token)
  const [channel] = (await staff('GET', '/channels')).body.data
  await staff('PATCH', `/channels/${channel.id}`, { allow_claim: true, name: `Turn ${turn}` })

  const filters = [
    'status=open',
    'unread=true',
    'customer_type=customer',
    `channel_id=${channel.id}`,
    `q=${phone}`,
    `q=turn%20${turn}`,
  ]
  for (const filter of filters) {
    const { body } = await staff('GET', `/rooms?limit=20&${filter}`)
    if (body.next_cursor) await staff('GET', `/rooms?limit=20&${filter}&cursor=${body.next_cursor}`)
    await theirs('GET', `/rooms?limit=20&${filter}`)
  }
  await staff('GET', `/rooms?limit=20&user_id=${agent.id}`)

  await theirs('PATCH', `/rooms/${room}`, { title: `Turn ${turn}` })
  await theirs('PUT', `/rooms/${room}/tags`, { tags: [`turn ${turn}`] })
  await theirs('POST', `/rooms/${room}/notes`, {
    text: 'a note',
    client_message_id: `note ${turn}`,
  })
  await theirs('POST', `/rooms/${room}/read`)
  const { body } = await theirs('GET', `/rooms/${room}/history?limit=1`)
  await theirs('GET', `/rooms/${room}/history?limit=1&cursor=${body.next_cursor}`)
  const [stays, goes] = merged
  await staff('POST', `/rooms/${goes}/merge`, { room_id: stays })
  await staff('POST', `/rooms/${stays}/unassign`, { agent_id: agent.id })
  await theirs('POST', `/rooms/${stays}/claim`)

  const made = await staff('POST', '/leads', { name: `Lead ${turn}`, phone })
  await staff('PATCH', `/leads/${made.body.data.id}`, { name: `Lead of turn ${turn}` })
  await theirs('PATCH', `/leads/${made.body.data.id}`, { name: `Theirs ${turn}` })
  const leads = await staff('GET', '/leads?limit=1&q=lead')
  await staff('GET', `/leads?limit=1&cursor=${leads.body.next_cursor}`)
  await theirs('GET', '/leads')
  await fetch(`${server.url}/leads/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'text/csv' },
    body: `name,phone\nImported ${turn},${phone}\n`,
  })
  await (
    await fetch(`${server.url}/leads/export`, { headers: { authorization: `Bearer ${admin}` } })
  ).text()
}
