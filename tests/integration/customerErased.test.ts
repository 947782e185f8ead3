import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { erasure } from '../../src/protocol/customer.ts'
import { connect } from '../helpers/client.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { openCustomerData } from './customerWorld.ts'
import { change, from, status } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { world, asAdmin, find, openCustomer, tablesWith, stop } = await openCustomerData()
afterAll(stop)

test('an erased customer is in no table any more, and every dashboard is told', async () => {
  const { secret, who, roomId, picture, contactId } = await openCustomer()
  expect(await tablesWith(secret)).toEqual([
    'contacts',
    'events',
    'leads',
    'message_search',
    'messages',
    'quarantine',
    'room_history',
    'rooms',
    'webhook_events',
  ])
  const kept = await world.kept()
  const before = world.dashboard.seen.length
  const erased = await asAdmin('DELETE', `/contacts/${contactId}?include_lead=true`)
  expect(erased.status).toBe(200)
  expect(erasure.parse(erased.body.data)).toMatchObject({
    rooms: 1,
    messages: 3,
    files: 1,
    webhooks: 2,
    leads: 1,
  })
  expect(await tablesWith(secret)).toEqual([])
  expect(await tablesWith(who.phone)).toEqual([])
  expect(await tablesWith(who.bsuid)).toEqual([])
  expect(await find(who.phone)).toEqual([])

  await world.settled()
  const told = world.dashboard.seen.slice(before)
  const updated = told
    .filter(({ event }) => event === 'message_updated')
    .map(({ payload }) => payload)
  expect(updated.length).toBe(3)
  for (const { content_text, metadata } of updated) {
    expect(content_text).toBeNull()
    expect(metadata).toMatchObject({ deleted: { by: world.server.admin.id } })
  }
  const room = told.find(({ event }) => event === 'room_updated')!.payload
  expect(room).toMatchObject({
    room_id: roomId,
    room_title: 'Deleted customer',
    room_phone: null,
    status: 'closed',
    tags: [],
    leads_id: null,
    window_expires_at: null,
  })
  const { event_id: _, ...shown } = (await asAdmin('GET', `/rooms/${roomId}`)).body.data
  expect(room).toMatchObject(shown)
  expect(JSON.stringify(told)).not.toContain(secret)
  expect(world.dashboard.faults).toEqual([])

  expect((await world.get(`/media/${picture}`, world.server.admin)).status).toBe(404)
  expect((await asAdmin('GET', `/messages/search?q=${secret}`)).body.data).toEqual([])
  const audit = await asAdmin('GET', `/audit?target_id=${contactId}&action=customer_erased`)
  expect(audit.body.data).toMatchObject([
    { actor_id: world.server.admin.id, data: { messages: 3 } },
  ])
  // The file itself goes with the next round of upkeep.
  const [unwanted] = await world.sql`select object from unwanted_objects`
  expect(kept).toContain(unwanted!.object)
})

test('a replay from before the erasure has every place of the log, and nothing of the erased customer', async () => {
  const { token } = world.server.admin
  const early = await connect(world.server.url, { token })
  const { event_id, epoch } = await early.event('session_ready')
  early.close()
  const { secret, contactId, roomId, who } = await openCustomer()
  await asAdmin('DELETE', `/contacts/${contactId}`)
  await world.take(from({ phone: newPhone() }, 'later'))
  await world.settled()
  const late = await connect(world.server.url, {
    token,
    last_event_id: event_id,
    epoch,
    rooms: [roomId],
  })
  expect(late.faults).toEqual([])
  expect(late.named('resync_required')).toEqual([])
  const ids = late.durable().map(({ payload }) => payload.event_id)
  expect(ids.every((id, index) => index === 0 || id > ids[index - 1]!)).toBe(true)
  expect(late.durable().some(({ payload }) => payload.room_id === roomId)).toBe(true)
  expect(JSON.stringify(late.seen)).not.toContain(secret)
  expect(JSON.stringify(late.seen)).not.toContain(who.phone)
  late.close()
})

test('an erased customer who writes again is a new one', async () => {
  const { who, contactId, roomId } = await openCustomer()
  await asAdmin('DELETE', `/contacts/${contactId}`)
  const wamid = newWamid()
  await world.take(from({ ...who, name: 'Baru', username: undefined }, 'Halo lagi', { wamid }))
  const again = await world.roomOf(wamid)
  expect(again).not.toBe(roomId)
  const [customer] = await find(who.phone)
  expect(customer.id).not.toBe(contactId)
  expect(customer.room_ids).toEqual([again])
})

test('what waits to be sent to them is not sent; erasing twice erases nothing more', async () => {
  const { contactId, roomId } = await openCustomer()
  await world.sql`update channels set state = 'refused'`
  const body = { room_id: roomId, text: 'never sent' }
  const sent = await world.server.api('POST', '/messages/send', {
    token: world.server.admin.token,
    body,
  })
  expect(sent.status).toBe(201)
  expect((await asAdmin('DELETE', `/contacts/${contactId}`)).body.data.messages).toBe(4)
  expect(await world.sql`select 1 from outbox where room_id = ${roomId}`).toHaveLength(0)
  const { data } = (await asAdmin('GET', `/rooms/${roomId}/messages`)).body
  expect(data[0]).toMatchObject({ id: sent.body.data.id, status: 'failed', content_text: null })
  expect((await asAdmin('DELETE', `/contacts/${contactId}`)).body.data).toMatchObject({
    messages: 0,
    files: 0,
  })
  expect((await asAdmin('DELETE', `/contacts/${Bun.randomUUIDv7()}`)).status).toBe(404)
  await world.sql`update channels set state = 'ok'`
})

test('a late status restores nothing of a message to an erased customer', async () => {
  const { contactId, roomId, who } = await openCustomer()
  const { token } = world.server.admin
  const body = { room_id: roomId, text: 'an answer' }
  const { id } = (await world.server.api('POST', '/messages/send', { token, body })).body.data
  await world.handedOver(id)
  const [attempt] = await world.sql<{ wamid: string }[]>`
    select wa_message_id as wamid from message_attempts where message_id = ${id}`
  const { wamid } = attempt!
  expect(await tablesWith(wamid)).toContain('messages')
  expect((await asAdmin('DELETE', `/contacts/${contactId}`)).status).toBe(200)
  expect(await tablesWith(wamid)).toEqual([])
  const before = (await asAdmin('GET', `/rooms/${roomId}/messages`)).body.data
  for (const kind of ['delivered', 'read']) {
    const told = status(wamid, kind, { biz_opaque_callback_data: `${id}.1` })
    await world.take(change({ statuses: [{ ...told, recipient_id: who.phone }] }))
  }
  await world.settled()
  expect(await tablesWith(wamid)).toEqual([])
  expect((await asAdmin('GET', `/rooms/${roomId}/messages`)).body.data).toEqual(before)
})

test('what an erased customer had unread is counted no more', async () => {
  const unread = async () => {
    const [row] = await world.sql<{ n: number }[]>`
      select sum(unread_count)::int as n from rooms where merged_into is null`
    return { shown: (await asAdmin('GET', '/dashboard/stats')).body.data.unread, is: row!.n }
  }
  const { contactId } = await openCustomer()
  const before = await unread()
  expect(before.shown).toBe(before.is)
  await asAdmin('DELETE', `/contacts/${contactId}`)
  const after = await unread()
  expect(before.is - after.is).toBe(2)
  expect(after.shown).toBe(after.is)
})

test('what Meta told of an erased customer under the other spelling of their phone goes too', async () => {
  const number = Math.floor(Math.random() * 1e8)
    .toString()
    .padStart(8, '0')
  const [phone, other] = [`5215${number}1`, `525${number}1`]
  const wamid = newWamid()
  await world.take(from({ phone }, 'Hola', { wamid }))
  await world.sql`
    insert into webhook_events (hash, field, value)
    values (${wamid}, 'test', ${JSON.stringify({ wa_id: other })}::text::json)`
  const [customer] = await find(phone)
  expect((await asAdmin('DELETE', `/contacts/${customer.id}`)).status).toBe(200)
  expect(await tablesWith(other)).toEqual([])
})

test('webhooks about a customer whose id merely contains that of an erased one stay', async () => {
  const phone = String(Math.floor(Math.random() * 9e8) + 1e8)
  const theirs = `62${phone}7`
  const wamid = newWamid()
  await world.take(from({ phone }, 'Halo', { wamid }))
  for (const [hash, value] of [
    [`${wamid}.own`, { note: `ask\n${phone}, please` }],
    [`${wamid}.other`, { wa_id: theirs }],
  ] as const) {
    await world.sql`
      insert into webhook_events (hash, field, value)
      values (${hash}, 'test', ${JSON.stringify(value)}::text::json)`
  }
  const [customer] = await find(phone)
  expect((await asAdmin('DELETE', `/contacts/${customer.id}`)).status).toBe(200)
  const left = await world.sql`select hash from webhook_events where hash like ${`${wamid}.%`}`
  expect(left.map(({ hash }) => hash)).toEqual([`${wamid}.other`])
})
