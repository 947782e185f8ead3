import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openDatabase } from '../../src/store/database.ts'
import { lockLeads } from '../../src/store/leads.ts'
import { hold, holdRoom, waitForWaiting } from '../helpers/locks.ts'
import { type Person, type Server, startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'

setDefaultTimeout(60_000)

let server: Server
let database: ReturnType<typeof openDatabase>
beforeAll(async () => {
  server = await startServer()
  database = openDatabase(server.databaseUrl, { max: 1 })
})
afterAll(async () => {
  await database.close()
  await server.stop()
})

const call = (by: { token: string }, method: string, path: string, body?: object) =>
  server.api(method, path, { token: by.token, ...(body && { body }) })

async function newRoom(): Promise<string> {
  const phone = newPhone()
  await server.deliver(webhook(textMessage(phone, 'Halo')))
  const { body } = await call(server.admin, 'GET', `/rooms?q=${phone}`)
  return body.data[0].room_id
}
const assign = (room: string, agent: Person, by: { token: string }) =>
  call(by, 'POST', `/rooms/${room}/assign`, { agent_id: agent.id })

for (const [what, change] of [
  ['demoted', { role: 'agent' }],
  ['disabled', { disabled: true }],
] as const)
  test(`a user who is ${what} while waiting for a room’s lock does nothing to it as staff, and does not see it`, async () => {
    const room = await newRoom()
    const [supervisor, one, two] = await Promise.all([
      server.person('supervisor'),
      server.person('agent'),
      server.person('agent'),
    ])
    await assign(room, one, server.admin)
    const before = (await call(server.admin, 'GET', `/rooms/${room}`)).body.data
    const held = await holdRoom(server.databaseUrl, room)
    const path = `/rooms/${room}`
    const asked = [
      call(supervisor, 'PATCH', path, { title: 'theirs' }),
      call(supervisor, 'PUT', `${path}/tags`, { tags: ['theirs'] }),
      call(supervisor, 'POST', `${path}/notes`, { text: 'theirs' }),
      call(supervisor, 'POST', '/messages/send', { room_id: room, text: 'theirs' }),
      call(supervisor, 'POST', `${path}/assign`, { agent_id: two.id }),
      call(supervisor, 'POST', `${path}/assign`, { agent_id: two.id, from: one.id }),
      call(supervisor, 'POST', `${path}/unassign`, { agent_id: one.id }),
    ]
    await waitForWaiting(database.sql, asked.length)
    const { status } = await call(server.admin, 'PATCH', `/users/${supervisor.id}`, change)
    expect(status).toBe(200)
    await held.release()
    const statuses = (await Promise.all(asked)).map((answer) => answer.status)
    expect(statuses).toEqual([404, 404, 404, 404, 403, 403, 403])
    const { event_id: _, ...after } = (await call(server.admin, 'GET', path)).body.data
    expect(before).toMatchObject(after)
  })

for (const [what, change] of [
  ['demoted', { role: 'agent' }],
  ['disabled', { disabled: true }],
] as const)
  test(`a user who is ${what} while waiting for locks merges no rooms, and writes no leads`, async () => {
    const [older, younger] = [await newRoom(), await newRoom()]
    const fields = { name: 'Ana', phone: newPhone() }
    const lead = (await call(server.admin, 'POST', '/leads', fields)).body.data
    const supervisor = await server.person('supervisor')
    const leads = async () => (await call(server.admin, 'GET', '/leads?limit=100')).body.data
    const before = await leads()
    const held = await hold(server.databaseUrl, lockLeads)
    const asked = [
      call(supervisor, 'POST', `/rooms/${younger}/merge`, { room_id: older }),
      call(supervisor, 'POST', '/leads', { name: 'theirs' }),
      call(supervisor, 'PATCH', `/leads/${lead.id}`, { name: 'theirs' }),
      fetch(`${server.url}/leads/import`, {
        method: 'POST',
        headers: { authorization: `Bearer ${supervisor.token}`, 'content-type': 'text/csv' },
        body: `id,name\n${lead.id},theirs\n`,
      }),
    ]
    await waitForWaiting(database.sql, asked.length)
    expect((await call(server.admin, 'PATCH', `/users/${supervisor.id}`, change)).status).toBe(200)
    await held.release()
    const statuses = (await Promise.all(asked)).map((answer) => answer.status)
    expect(statuses).toEqual([403, 403, 404, 403])
    expect(await leads()).toEqual(before)
    expect((await call(server.admin, 'GET', `/rooms/${younger}`)).status).toBe(200)
  })

test('a user who is demoted while waiting for its own room’s lock can’t write for somebody else', async () => {
  const room = await newRoom()
  const [supervisor, colleague] = [await server.person('supervisor'), await server.person('agent')]
  await assign(room, colleague, server.admin)
  await assign(room, supervisor, server.admin)
  const held = await holdRoom(server.databaseUrl, room)
  const asked = { room_id: room, text: 'theirs', user_id: colleague.id }
  const sending = call(supervisor, 'POST', '/messages/send', asked)
  await waitForWaiting(database.sql, 1)
  await database.sql`update users set role = 'agent' where id = ${supervisor.id}`
  await held.release()
  expect((await sending).status).toBe(403)
})

test('an admin who is disabled while waiting for the locks of a user’s rooms changes nothing', async () => {
  const room = await newRoom()
  const [admin, agent] = [await server.person('admin'), await server.person('agent')]
  await assign(room, agent, server.admin)
  const held = await holdRoom(server.databaseUrl, room)
  const asked = call(admin, 'PATCH', `/users/${agent.id}`, { role: 'admin' })
  await waitForWaiting(database.sql)
  const disabled = { disabled: true }
  expect((await call(server.admin, 'PATCH', `/users/${admin.id}`, disabled)).status).toBe(200)
  await held.release()
  expect((await asked).status).toBe(403)
  const users = (await call(server.admin, 'GET', '/users')).body.data as Person[]
  expect(users.find(({ id }) => id === agent.id)).toMatchObject({ role: 'agent' })
})

test('an agent who is disabled while waiting for its room’s lock writes nothing in it', async () => {
  const room = await newRoom()
  const agent = await server.person('agent')
  await assign(room, agent, server.admin)
  const held = await holdRoom(server.databaseUrl, room)
  const written = [
    call(agent, 'POST', `/rooms/${room}/notes`, { text: 'theirs' }),
    call(agent, 'POST', '/messages/send', { room_id: room, text: 'theirs' }),
  ]
  await waitForWaiting(database.sql, written.length)
  const disabled = { disabled: true }
  expect((await call(server.admin, 'PATCH', `/users/${agent.id}`, disabled)).status).toBe(200)
  await held.release()
  expect((await Promise.all(written)).map(({ status }) => status)).toEqual([404, 404])
})

test('an admin who is disabled while a new user is being created creates nobody', async () => {
  const admin = await server.person('admin')
  const theirs = {
    email: `${Bun.randomUUIDv7()}@example.com`,
    password: 'a password of theirs',
    name: 'Theirs',
    role: 'admin',
  }
  // Whoever makes somebody of this address meanwhile waits to see whether it is taken, and it is not.
  const held = await hold(server.databaseUrl, async (tx) => {
    await tx`
      insert into users (id, email, name, role, password_hash, created_at, updated_at)
      values (${Bun.randomUUIDv7()}, ${theirs.email}, 'Nobody', 'agent', '', now(), now())`
    await tx`delete from users where email = ${theirs.email}`
  })
  const asked = call(admin, 'POST', '/users', theirs)
  await waitForWaiting(database.sql)
  const disabled = { disabled: true }
  expect((await call(server.admin, 'PATCH', `/users/${admin.id}`, disabled)).status).toBe(200)
  await held.release()
  expect((await asked).status).toBe(403)
  const { data } = (await call(server.admin, 'GET', '/users')).body
  expect(data.map(({ name }: { name: string }) => name)).not.toContain(theirs.name)
})
