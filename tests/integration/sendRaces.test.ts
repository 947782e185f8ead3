import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mergeWithin } from '../../src/actions/mergeContacts.ts'
import { graphError } from '../helpers/graphError.ts'
import { hold, holdLog, holdRoom, waitForWaiting } from '../helpers/locks.ts'
import { type Person, startServer } from '../helpers/server.ts'
import { newPhone, PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { openSending, type SendingWorld } from './sendingWorld.ts'
import { change, status } from './webhookWorld.ts'

setDefaultTimeout(60_000)

/** Two servers on one database, both sending. */
let world: SendingWorld
let other: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  world = await openSending()
  other = await startServer({
    databaseUrl: world.server.databaseUrl,
    config: {
      whatsappAccessToken: 'a token',
      whatsappPhoneNumberId: PHONE_NUMBER_ID,
      graphBaseUrl: world.meta.url,
    },
  })
})
afterAll(async () => {
  await other.stop()
  await world.end()
})

const send = (server: { api: typeof world.server.api }, body: object, { token }: Person) =>
  server.api('POST', '/messages/send', { token, body })

/** Resolves when nothing more is written of a send: the next test counts who waits for a lock. */
const over = ({ body }: { body: { data: { id: string } } }) => world.status(body.data.id, 'sent')

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

/** A message that Meta refused; its late `delivered` is what the tests race with. */
async function refused() {
  const room = await world.newRoom()
  world.meta.answers(() => graphError(131026))
  const { id } = await world.say(room.id, 'Halo')
  await world.status(id, 'failed')
  world.meta.answers(() => null)
  const late = () =>
    world.take(
      change({
        statuses: [
          status(`wamid.late.${id}`, 'delivered', { biz_opaque_callback_data: `${id}.1` }),
        ],
      }),
    )
  const retry = () => other.api('POST', `/messages/${id}/retry`, { token: world.supervisor.token })
  return { room, id: id as string, late, retry }
}

test('a retry that waits for a late status sees it, and is refused: nothing is sent twice', async () => {
  const { room, id, late, retry } = await refused()
  const held = await holdRoom(world.server.databaseUrl, room.id)
  const telling = late()
  await waitForWaiting(world.sql, 1)
  const retrying = retry()
  await waitForWaiting(world.sql, 2)
  await held.release()
  await telling
  expect((await retrying).body.error.details).toEqual({
    reason: 'not_retryable',
    status: 'delivered',
  })
  expect(world.callsOf(id)).toHaveLength(1)
})

test('a late status that waits for a retry cancels it if it has not begun', async () => {
  const { room, id, late, retry } = await refused()
  // Whoever claims finds the number's bucket taken: nothing flies meanwhile.
  const bucket = await hold(
    world.server.databaseUrl,
    (tx) => tx`select 1 from channel_pacing for update`,
  )
  const held = await holdRoom(world.server.databaseUrl, room.id)
  const retrying = retry()
  await waitForWaiting(world.sql, 1)
  const telling = late()
  await waitForWaiting(world.sql, 2)
  await held.release()
  expect((await retrying).status).toBe(200)
  await telling
  await bucket.release()
  await world.status(id, 'delivered')
  const next = await world.say(room.id, 'next')
  await world.status(next.id, 'sent')
  expect(world.callsOf(id)).toHaveLength(1)
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

test('rooms that become one while messages wait send each of them once, one after the other', async () => {
  const [older, younger] = [await world.newRoom(), await world.newRoom()]
  const [{ id: channel }] = (await world.sql`select id from channels`) as unknown as [
    { id: string },
  ]
  await world.sql`update channels set state = 'refused' where id = ${channel}`
  world.meta.usable(() => false)
  const ids: string[] = []
  for (const room of [older, younger, older, younger])
    ids.push((await world.say(room.id, 'waiting')).id)
  const merged = await world.server.api('POST', `/rooms/${older.id}/merge`, {
    token: world.supervisor.token,
    body: { room_id: younger.id },
  })
  expect(merged.status).toBe(200)
  world.meta.usable(() => true)
  await world.sql`update channels set state = 'ok' where id = ${channel}`
  for (const id of ids) await world.status(id, 'sent')
  const arrived = world.meta.sends
    .map(({ body }) => String(body.biz_opaque_callback_data).split('.')[0]!)
    .filter((id) => ids.includes(id))
  expect(arrived).toEqual(ids)
})

const mergeInto = (older: string, younger: string) =>
  other.api('POST', `/rooms/${older}/merge`, {
    token: world.supervisor.token,
    body: { room_id: younger },
  })

test('a text to a number whose room becomes another one meanwhile goes to that one', async () => {
  const [older, younger] = [await world.newRoom(), await world.newRoom()]
  const held = await holdRoom(world.server.databaseUrl, younger.id)
  const merging = mergeInto(older.id, younger.id)
  await waitForWaiting(world.sql, 1)
  const sending = send(world.server, { to: younger.phone, text: 'Halo' }, world.supervisor)
  await waitForWaiting(world.sql, 2)
  await held.release()
  expect((await merging).status).toBe(200)
  expect(await sending).toMatchObject({ status: 201, body: { data: { room_id: older.id } } })
})

test('a new room for a customer who is merged meanwhile goes to the surviving contact', async () => {
  const [older, younger] = [await world.newRoom(), await world.newRoom()]
  const elsewhere = await world.newRoom(undefined, undefined, '206540352242999')
  const [{ channel_id }] = await world.sql<[{ channel_id: string }]>`
    select channel_id from rooms where id = ${elsewhere.id}`
  const contacts = await world.sql<{ contact_id: string }[]>`
    select contact_id from rooms where id = any(${[older.id, younger.id]}::uuid[]) order by id`
  const ctx = { sql: world.sql, now: Date.now, newId: Bun.randomUUIDv7, handOver() {} }
  const asked = { to: younger.phone, channel_id, templateName: 'hello', languageCode: 'id' }
  let sending: ReturnType<typeof world.ask>
  await world.sql.begin(async (tx) => {
    // Who opens a room waits for this.
    await tx`select pg_advisory_xact_lock(7286, 1)`
    sending = world.ask('/send-template', asked)
    await waitForWaiting(world.sql, 1)
    const contactIds = contacts.map(({ contact_id }) => contact_id)
    await mergeWithin(tx, () => {}, ctx, { contactIds, by: null })
  })
  const { status, body } = await sending!
  expect(status).toBe(201)
  const [room] =
    await world.sql`select contact_id, channel_id from rooms where id = ${body.data.room_id}`
  expect(room).toEqual({ contact_id: contacts[0]!.contact_id, channel_id })
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
