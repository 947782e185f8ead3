import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { holdLog, holdRoom, waitForWaiting } from '../helpers/locks.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { openSendRaces } from './sendRacesWorld.ts'

setDefaultTimeout(60_000)

const { world, other, send, over, end } = await openSendRaces()
afterAll(end)

test('two clicks with one client_message_id at once, on two servers, are one message, sent once', async () => {
  const room = await world.newRoom()
  const held = await holdRoom(world.server.databaseUrl, room.id)
  const asked = { room_id: room.id, text: 'once', client_message_id: 'click' }
  const clicks = [world.server, other, world.server, other].map((server) =>
    send(server, asked, world.supervisor),
  )
  await waitForWaiting(world.sql, 2)
  await held.release()
  const answers = await Promise.all(clicks)
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201])
  const ids = new Set(answers.map(({ body }) => body.data.id))
  expect(ids.size).toBe(1)
  const [id] = [...ids] as [string]
  await world.status(id, 'sent')
  expect(world.callsOf(id)).toHaveLength(1)
  expect((await world.room(room.id)).message_count).toBe(2)
})

test('one client_message_id to two rooms at once is one message and one conflict', async () => {
  const [one, two] = [await world.newRoom(), await world.newRoom()]
  const held = [
    await holdRoom(world.server.databaseUrl, one.id),
    await holdRoom(world.server.databaseUrl, two.id),
  ]
  const asked = { text: 'where', client_message_id: 'two rooms' }
  const sends = [
    send(world.server, { ...asked, room_id: one.id }, world.supervisor),
    send(other, { ...asked, room_id: two.id }, world.supervisor),
  ]
  await waitForWaiting(world.sql, 2)
  for (const { release } of held) await release()
  const answers = await Promise.all(sends)
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  await over(answers.find(({ status }) => status === 201)!)
})

test('a send that waits while its writer is unassigned is refused, and tells nobody', async () => {
  const room = await world.newRoom()
  const agent = await world.server.person('agent')
  await world.give('assign', room.id, agent)
  const log = await holdLog(world.server.databaseUrl)
  const leaving = world.give('unassign', room.id, agent)
  await waitForWaiting(world.sql, 1)
  const sending = send(other, { room_id: room.id, text: 'too late' }, agent)
  await waitForWaiting(world.sql, 2)
  await log.release()
  await leaving
  expect((await sending).status).toBe(404)
  expect((await world.room(room.id)).message_count).toBe(1)
})

test('a send that was first is stored, and the unassignment comes after it', async () => {
  const room = await world.newRoom()
  const agent = await world.server.person('agent')
  await world.give('assign', room.id, agent)
  const log = await holdLog(world.server.databaseUrl)
  const sending = send(other, { room_id: room.id, text: 'in time' }, agent)
  await waitForWaiting(world.sql, 1)
  const leaving = world.give('unassign', room.id, agent)
  await waitForWaiting(world.sql, 2)
  await log.release()
  expect((await sending).status).toBe(201)
  await over(await sending)
  await leaving
  const rows = await world.sql<{ kind: string; user_ids: string[] }[]>`
    select kind, user_ids from events
     where room_id = ${room.id} and kind in ('message', 'agent_unassigned') order by id`
  expect(rows.map((row) => ({ ...row }))).toEqual([
    { kind: 'message', user_ids: [agent.id] },
    { kind: 'agent_unassigned', user_ids: [agent.id] },
  ])
})

test('two servers that claim at once send each message once, in order within its room', async () => {
  const rooms = await Promise.all(
    Array.from({ length: 6 }, () => world.newRoom({ phone: newPhone() })),
  )
  const sent = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      send(
        n % 2 ? world.server : other,
        { room_id: rooms[n % 6]!.id, text: `${n}` },
        world.supervisor,
      ),
    ),
  )
  const stored = sent.map(({ body }) => body.data)
  for (const { id } of stored) await world.status(id, 'sent')
  for (const room of rooms) {
    const mine = stored.filter(({ room_id }) => room_id === room.id)
    const arrived = world.meta.sends
      .filter(({ body }) => body.to === `+${room.phone}`)
      .map(({ body }) => String(body.biz_opaque_callback_data).split('.')[0])
    const inOrder = mine.toSorted((a, b) => a.seq - b.seq).map(({ id }) => id)
    expect(arrived).toEqual(inOrder)
  }
})

test('a supervisor who becomes an agent while its group waits affects no other send of the group', async () => {
  const [one, two] = [await world.newRoom(), await world.newRoom()]
  const [leaving, stranger] = [await world.server.person('supervisor'), newPhone()]
  const before = await holdRoom(world.server.databaseUrl, one.id)
  const held = await holdRoom(world.server.databaseUrl, two.id)
  // The first goes alone, and those that come meanwhile go together.
  const first = send(other, { room_id: one.id, text: 'first' }, world.supervisor)
  await waitForWaiting(world.sql, 1)
  const { token } = leaving
  const birth = { to: stranger, templateName: 'hello', languageCode: 'id' }
  const together = [
    send(other, { room_id: two.id, text: 'stays' }, world.supervisor),
    send(other, { room_id: two.id, text: 'no more' }, leaving),
    other.api('POST', '/messages/send-template', { token, body: birth }),
  ]
  await before.release()
  expect((await first).status).toBe(201)
  await waitForWaiting(world.sql, 1)
  await other.api('PATCH', `/users/${leaving.id}`, {
    token: world.server.admin.token,
    body: { role: 'agent' },
  })
  await held.release()
  expect((await Promise.all(together)).map(({ status }) => status)).toEqual([201, 404, 404])
  expect(await world.sql`select 1 from contacts where wa_id = ${stranger}`).toHaveLength(0)
})
