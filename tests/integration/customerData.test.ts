import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { message } from '../../src/protocol/message.ts'
import { ADMIN } from '../helpers/server.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { openCustomerData } from './customerWorld.ts'
import { fixture, openMediaWorld } from './mediaWorld.ts'
import { from } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { world, asAdmin, find, openCustomer, tablesWith, stop } = await openCustomerData()
afterAll(stop)

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
