import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Message } from '../../src/protocol/message.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { fixture } from './mediaWorld.ts'
import { openSimulated } from './simulatedWorld.ts'

setDefaultTimeout(60_000)

const { server, simulator, dashboard, stored, known, send, told, stop } = await openSimulated()
afterAll(stop)

test('what we send is sent, delivered and read, and stands on the phone', async () => {
  const { customer, room } = await known({ name: 'Ana' })
  const { id } = await send('send', { room_id: room.room_id, text: 'Selamat pagi' })
  await told(id, 'read')
  const { messages } = await simulator.chat(customer.id)
  expect(messages.at(-1)).toMatchObject({ from: 'business', text: 'Selamat pagi', status: 'read' })
})

test('a photo that we send stands on the phone', async () => {
  const { customer, room } = await known()
  const photo = await fixture('photo.jpg')
  const form = new FormData()
  form.set('room_id', room.room_id)
  form.set('caption', 'Ini ya')
  form.set('media', new File([photo], 'photo.jpg', { type: 'image/jpeg' }))
  const answer = await fetch(`${server.url}/messages/send-media-combined`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.admin.token}` },
    body: form,
  })
  expect(answer.status).toBe(201)
  const { data } = (await answer.json()) as { data: Message }
  await told(data.id, 'read')
  const { type, text, media } = (await simulator.chat(customer.id)).messages.at(-1)!
  expect({ type, text }).toEqual({ type: 'image', text: 'Ini ya' })
  expect(await (await fetch(media!.url)).bytes()).toEqual(new Uint8Array(photo))
})

test('a customer reads when the chat is opened', async () => {
  await simulator.behave({ read_after_ms: 600_000 })
  const { customer, room } = await known()
  const { id } = await send('send', { room_id: room.room_id, text: 'Halo' })
  await told(id, 'delivered')
  await simulator.opens(customer.id)
  await told(id, 'read')
  await simulator.behave({ read_after_ms: 0 })
})

test('a failure by code reaches the dashboard with a reason', async () => {
  const { customer, room } = await known()
  await simulator.behave({
    failures: [{ code: 131026, phone: customer.phone, next: 1, as: 'status' }],
  })
  const { id } = await send('send', { room_id: room.room_id, text: 'Halo' })
  expect((await told(id, 'failed')).error).toMatchObject({
    code: 131026,
    advice: expect.stringContaining('number'),
  })
})

test('a hidden number is never seen, and can be answered', async () => {
  const { customer, room } = await known({ username: 'dewi.lestari', hidden: true })
  expect(room).toMatchObject({
    room_phone: null,
    room_title: 'dewi.lestari',
    contact: { user_id: customer.user_id, phone: null },
  })
  const { id } = await send('send', { room_id: room.room_id, text: 'Halo' })
  await told(id, 'read')
  expect((await simulator.chat(customer.id)).messages.at(-1)).toMatchObject({ text: 'Halo' })
})

test('a new number keeps the room and the chat', async () => {
  const { customer, room } = await known({ name: 'Ana' })
  const phone = newPhone()
  await simulator.call('POST', `/customers/${customer.id}/number`, { phone })
  await dashboard.until(
    () =>
      dashboard
        .named('room_updated')
        .some((one) => one.room_id === room.room_id && one.room_phone === phone),
    'room_updated',
  )
  const message = await stored(await simulator.says(phone, { type: 'text', text: 'Nomor baru' }))
  expect(message.room_id).toBe(room.room_id)
  expect((await simulator.chat(phone)).messages).toHaveLength(2)
  await expect(simulator.chat(customer.id)).rejects.toThrow('not_found')
})

test('Meta’s word on a template comes by webhook', async () => {
  const { id } = (await simulator.call<{ id: string; name: string }[]>('GET', '/templates')).find(
    ({ name }) => name === 'promo_akhir_tahun',
  )!
  const status = async () => {
    const { body } = await server.api('GET', '/templates', { token: server.admin.token })
    return body.data.some(({ name }: { name: string }) => name === 'promo_akhir_tahun')
  }
  expect(await status()).toBe(true)
  await simulator.call('PATCH', `/templates/${id}`, { status: 'PAUSED' })
  while (await status());
  await simulator.call('PATCH', `/templates/${id}`, { status: 'APPROVED' })
  while (!(await status()));
})

describe('POST /messages/test', () => {
  const ask = (body: object, token = server.admin.token) =>
    server.api('POST', '/messages/test', { token, body })

  test('plays a customer, and is answered once the message is stored', async () => {
    const phone = newPhone()
    const { status, body } = await ask({ phone: `+${phone}`, text: 'Halo', name: 'Ana' })
    expect(status).toBe(201)
    const { body: found } = await server.api('GET', `/rooms?q=${phone}`, {
      token: server.admin.token,
    })
    expect(found.data).toMatchObject([
      { room_title: 'Ana', last_message: { wa_message_id: body.data.wa_message_id } },
    ])
  })

  test.each([{}, { phone: '628' }, { phone: 'abc', text: 'a' }, { phone: '62812345', text: '' }])(
    'refuses %j',
    async (body) => {
      expect(await ask(body)).toMatchObject({
        status: 400,
        body: { error: { code: 'invalid_request' } },
      })
    },
  )
})
