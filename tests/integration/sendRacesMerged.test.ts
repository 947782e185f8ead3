import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mergeWithin } from '../../src/actions/mergeContacts.ts'
import { holdRoom, waitForWaiting } from '../helpers/locks.ts'
import { openSendRaces } from './sendRacesWorld.ts'

setDefaultTimeout(60_000)

const { world, other, send, end } = await openSendRaces()
afterAll(end)

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
