import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createIngest } from '../../src/ingest/ingest.ts'
import { parseWebhook } from '../../src/whatsapp/parse.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { openPoisoned, raw } from './poisonedWorld.ts'
import { change, from, hook, newBsuid, openInbox, status, systemLine } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const YEAR_MS = 365 * 24 * 3_600_000

let world: Awaited<ReturnType<typeof openPoisoned>>
beforeAll(async () => {
  world = await openPoisoned()
})
afterAll(() => world.close())

/** A process that remembers what it has taken in itself. */
function openProcess(now: () => number = Date.now) {
  const ingest = createIngest({ ...world.ctx, now }, { error: () => {} })
  return (...changes: Parameters<typeof hook>) => {
    const body = hook(...changes)
    return ingest.submit({ items: parseWebhook(body, now()), body: raw(body) })
  }
}

async function customerOf(wamid: string) {
  const [row] = await world.sql`
    select r.id as room, c.profile_name as name from messages m
      join rooms r on r.id = m.room_id join contacts c on c.id = r.contact_id
     where m.wa_message_id = ${wamid}`
  return row as { room: string; name: string | null }
}

test('an erased customer who writes again under another name does not give that name to the erased contact', async () => {
  const inbox = await openInbox()
  const { server, sql } = inbox
  const who = { phone: newPhone(), bsuid: newBsuid(), name: 'Ana' }
  const [first, again] = [newWamid(), newWamid()]
  await inbox.take(from(who, 'Halo', { wamid: first }))
  const [row] = await sql`
    select r.id as room_id, r.contact_id from messages m join rooms r on r.id = m.room_id
     where m.wa_message_id = ${first}`
  const { room_id, contact_id } = row!
  await server.api('DELETE', `/contacts/${contact_id}`, { token: server.admin.token })
  const changed = { ...who, name: 'Ana Wijaya', username: '@ana.wijaya' }
  await inbox.take(from(changed, 'Halo lagi', { wamid: again }))
  expect(await inbox.roomOf(again)).not.toBe(room_id)
  const [left] = await sql`select profile_name, username from contacts where id = ${contact_id}`
  expect({ ...left }).toEqual({ profile_name: null, username: null })
  await inbox.stop()
})

test('an erased customer is a new one on a number of ours that knew them only from statuses', async () => {
  const inbox = await openInbox()
  const { server } = inbox
  const who = { phone: newPhone(), bsuid: newBsuid(), name: 'Ana' }
  const there = '306540352242922'
  const [first, again] = [newWamid(), newWamid()]
  await inbox.take(from(who, 'Halo', { wamid: first }))
  const reached = { recipient_id: who.phone, recipient_user_id: who.bsuid }
  // Of a message that another app has sent.
  await inbox.take(change({ statuses: [status(newWamid(), 'delivered', reached)] }, there))
  const { contact } = await inbox.room(await inbox.roomOf(first))
  await server.api('DELETE', `/contacts/${contact.id}`, { token: server.admin.token })
  await inbox.take(from(who, 'Halo lagi', { wamid: again, channel: there }))
  const room = await inbox.room(await inbox.roomOf(again))
  expect(room.contact.id).not.toBe(contact.id)
  expect(room).toMatchObject({ room_title: 'Ana', room_phone: who.phone })
  await inbox.stop()
})

test('a name is not given to the old owner of a number that changed hands in another process', async () => {
  const [one, other] = [openProcess(), openProcess()]
  const phone = newPhone()
  const [halo, hello] = [newWamid(), newWamid()]
  await one(from({ phone, name: 'Ana' }, 'Halo', { wamid: halo }))
  const moved = { type: 'user_changed_number', body: '…', wa_id: newPhone(), user_id: newBsuid() }
  await other(systemLine({ from: phone }, moved))
  await other(from({ phone, bsuid: newBsuid(), name: 'Budi' }, 'I am new'))
  await one(from({ phone, name: 'Budi' }, 'Hello', { wamid: hello }))
  expect(await customerOf(halo)).toMatchObject({ name: 'Ana' })
  expect(await customerOf(hello)).toMatchObject({ name: 'Budi' })
})

test('[I10] a superseded number is remembered only as long as it identifies its customer', async () => {
  let now = Date.now()
  const take = openProcess(() => now)
  const [old, fresh] = [newPhone(), newPhone()]
  const [before, late, later] = [newWamid(), newWamid(), newWamid()]
  await take(from({ phone: old, name: 'Ana' }, 'before', { wamid: before }))
  await take(systemLine({ from: old }, { type: 'user_changed_number', body: '…', wa_id: fresh }))
  await take(from({ phone: old }, 'late', { wamid: late, at: now - 1000 }))
  expect((await customerOf(late)).room).toBe((await customerOf(before)).room)
  // Its operator has given the number to somebody else.
  now += YEAR_MS
  await take(from({ phone: old, name: 'Cici' }, 'Hello', { wamid: later, at: now }))
  expect(await customerOf(later)).toMatchObject({ name: 'Cici' })
  expect(await customerOf(before)).toMatchObject({ name: 'Ana' })
  expect((await customerOf(later)).room).not.toBe((await customerOf(before)).room)
})
