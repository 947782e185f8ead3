import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { erasure } from '../../src/protocol/customer.ts'
import { message } from '../../src/protocol/message.ts'
import { connect } from '../helpers/client.ts'
import { ADMIN } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { fixture, type Media, openMediaWorld } from './mediaWorld.ts'
import { from, newBsuid } from './webhookWorld.ts'

setDefaultTimeout(60_000)

let world: Media
beforeAll(async () => {
  world = await openMediaWorld()
})
afterAll(() => world.stop())

const asAdmin = (method: string, path: string) =>
  world.server.api(method, path, { token: world.server.admin.token })
const find = async (id: string) =>
  (await asAdmin('GET', `/contacts?${new URLSearchParams({ id })}`)).body.data

/** A customer who has left traces everywhere, all of them with a word that nobody else says. */
async function openCustomer() {
  const secret = `geheim${Math.random().toString(36).slice(2)}`
  const who = { phone: newPhone(), bsuid: newBsuid(), name: `Nama ${secret}`, username: secret }
  const first = newWamid()
  await world.take(from(who, `Halo ${secret}`, { wamid: first }))
  const roomId = await world.roomOf(first)
  const bytes = await fixture('photo.jpg')
  const photo = newWamid()
  const media = { id: world.meta.add({ bytes }), caption: secret, mime_type: 'image/jpeg' }
  await world.take(from(who, { type: 'image', image: media }, { wamid: photo }))
  const picture = await world.stored(photo)
  await world.arrived(picture.id)
  const act = (method: string, path: string, body: unknown) =>
    world.server.api(method, path, { token: world.server.admin.token, body })
  await act('POST', `/rooms/${roomId}/notes`, { text: `note ${secret}` })
  await act('PUT', `/rooms/${roomId}/tags`, { tags: [secret] })
  await act('PATCH', `/rooms/${roomId}`, { title: `Judul ${secret}` })
  const lead = await act('POST', '/leads', { name: `Lead ${secret}`, phone: who.phone })
  await world.sql`
    insert into quarantine (id, body_hash, body, error)
    values (gen_random_uuid(), ${secret}, ${Buffer.from(JSON.stringify({ entry: [{ changes: [{ value: { messages: [{ from: who.phone, text: { body: secret } }] } }] }] }))}, 'test')`
  await world.sql`
    insert into webhook_events (hash, field, value) values (${secret}, 'test', ${JSON.stringify({ wa_id: who.phone, secret })}::text::json)`
  await world.settled()
  await indexed(secret, 3)
  const [customer] = await find(who.phone)
  return {
    secret,
    who,
    roomId,
    picture: picture.id,
    contactId: customer.id as string,
    leadId: lead.body.data.id as string,
  }
}

/** Resolves when search finds so many messages with a word. */
async function indexed(word: string, count: number): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    const found = await world.sql`select 1 from message_search where position(${word} in text) > 0`
    if (found.length === count) return
  }
  throw new Error('search did not come to it in time')
}

/** Every table that holds the word, anywhere in any row. */
async function tablesWith(word: string): Promise<string[]> {
  const tables = await world.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
  const found: string[] = []
  for (const { name } of tables) {
    const [row] = await world.sql<{ some: boolean }[]>`
      select exists (select from ${world.sql(name)} t where position(${word} in t::text) > 0
                        or position(${Buffer.from(word).toString('hex')} in t::text) > 0) as some`
    if (row!.some) found.push(name)
  }
  return found.sort()
}

test('a customer is found by phone in any spelling and by user id; what we have of them is one JSON document', async () => {
  const { who, contactId, roomId, picture, secret } = await openCustomer()
  for (const id of [who.phone, `+${who.phone.slice(0, 2)} ${who.phone.slice(2)}`, who.bsuid]) {
    expect((await find(id)).map((one: { id: string }) => one.id)).toEqual([contactId])
  }
  const answer = await world.get(`/contacts/${contactId}/export`, world.server.admin)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-disposition')).toStartWith('attachment')
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  const file = (await answer.json()) as any
  expect(file.contact).toMatchObject({
    id: contactId,
    phone: who.phone,
    user_id: who.bsuid,
    name: who.name,
  })
  expect(file.identities.map(({ value }: { value: string }) => value).sort()).toEqual(
    [who.phone, who.bsuid].sort(),
  )
  expect(file.leads).toMatchObject([{ name: `Lead ${secret}` }])
  expect(file.rooms.map(({ room }: { room: { room_id: string } }) => room.room_id)).toEqual([
    roomId,
  ])
  const { messages, history } = file.rooms[0]
  for (const one of messages) message.parse(one)
  expect(messages.map((one: { content_type: string }) => one.content_type)).toEqual([
    'text',
    'image',
    'note',
  ])
  expect(messages[1]).toMatchObject({
    id: picture,
    gcs_url: `/media/${picture}`,
    content_text: secret,
  })
  expect(history.map(({ kind }: { kind: string }) => kind)).toContain('tags')
  const audit = await asAdmin('GET', `/audit?target_id=${contactId}`)
  expect(audit.body.data).toMatchObject([{ action: 'customer_exported', target_type: 'contact' }])
})

test('a page of an export follows the other, and none is missing', async () => {
  const phone = newPhone()
  const said = Array.from({ length: 1203 }, (_, n) => `message ${n}`)
  await world.take(...said.map((text) => from({ phone }, text)))
  const [customer] = await find(phone)
  const answer = await world.get(`/contacts/${customer.id}/export`, world.server.admin)
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  const { rooms } = (await answer.json()) as any
  const texts = rooms[0].messages.map((one: { content_text: string }) => one.content_text)
  expect(texts.length).toBe(said.length)
  expect(new Set(texts)).toEqual(new Set(said))
})

test('who is erased is nowhere any more: no table holds a word of theirs, and every dashboard hears of it', async () => {
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

test('whoever catches up from before gets every place of the log, and nothing of who was erased', async () => {
  const { token } = world.server.admin
  const early = await connect(world.server.url, { token })
  const { event_id, epoch } = await early.event('session_ready')
  early.close()
  const { secret, contactId, roomId, who } = await openCustomer()
  await asAdmin('DELETE', `/contacts/${contactId}`)
  // More than is remembered outside of the database.
  for (let i = 0; i < 8; i++) {
    await world.take(...Array.from({ length: 300 }, () => from({ phone: newPhone() }, 'later')))
  }
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

test('the command gives out and erases what a running server has, and erases nothing unless told so', async () => {
  const { who, contactId, secret } = await openCustomer()
  const customer = async (...args: string[]) => {
    const command = [process.execPath, 'src/cli/customer.ts', ...args, '--id', `+${who.phone}`]
    const child = Bun.spawn([...command, '--url', world.server.url, '--password', ADMIN.password], {
      cwd: `${import.meta.dir}/../..`,
      env: { PATH: process.env.PATH ?? '', DATA_DIR: world.server.dataDir },
      stderr: 'pipe',
    })
    return { said: await new Response(child.stdout).text(), code: await child.exited }
  }
  expect(JSON.parse((await customer('export')).said).contact.id).toBe(contactId)
  expect((await customer('erase')).said).toContain('--yes')
  expect(await find(who.phone)).toHaveLength(1)
  const erased = await customer('erase', '--yes', '--include-lead')
  expect(JSON.parse(erased.said)).toMatchObject({ contact_id: contactId, messages: 3, leads: 1 })
  expect(await tablesWith(secret)).toEqual([])
  expect((await customer('export')).code).toBe(1)
})

test('files older than they are kept are let go of, and say so', async () => {
  const bytes = await fixture('photo.jpg')
  await using expiring = await openExpiring()
  const { message: picture } = await expiring.received('image', bytes)
  expect(await expiring.kept()).toHaveLength(1)
  await expiring.sql`update media set created_at = created_at - interval '31 days'`
  await expiring.upkeep()
  const updates = () =>
    expiring.dashboard.named('message_updated').filter((one) => one.id === picture.id)
  await expiring.dashboard.until(() => updates().length === 2, 'the file is let go of')
  expect(updates()[1]).toMatchObject({
    gcs_url: null,
    metadata: { media_error: { reason: 'expired' } },
  })
  expect((await expiring.get(`/media/${picture.id}`, expiring.server.admin)).status).toBe(404)
})

async function openExpiring() {
  const { expireMedia } = await import('../../src/actions/expireMedia.ts')
  const own = await openMediaWorld()
  const days = 30 * 86_400_000
  return {
    ...own,
    // What upkeep does each minute with MEDIA_RETENTION_DAYS=30; the server's feed finds it by itself.
    upkeep: () =>
      expireMedia(
        { sql: own.sql, now: Date.now, newId: () => Bun.randomUUIDv7(), handOver: () => {} },
        { before: Date.now() - days },
      ),
    [Symbol.asyncDispose]: own.stop,
  }
}
