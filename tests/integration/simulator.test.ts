import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Message } from '../../src/protocol/message.ts'
import type { RoomSummary } from '../../src/protocol/room.ts'
import type { CustomerMessage } from '../../src/protocol/simulator.ts'
import { type Client, connect } from '../helpers/client.ts'
import { type Server, startServer } from '../helpers/server.ts'
import { simulatorClient } from '../helpers/simulator.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { fixture } from './mediaWorld.ts'

setDefaultTimeout(60_000)

/** The stand-in inside the server, as `bun run dev` has it: the customer’s phone, and the whole way there and back. */
let server: Server
let simulator: ReturnType<typeof simulatorClient>
let dashboard: Client

beforeAll(async () => {
  server = await startServer()
  simulator = simulatorClient(`${server.url}/simulator`)
  await simulator.behave({ delivered_after_ms: 0, read_after_ms: 0 })
  dashboard = await connect(server.url, { token: server.admin.token })
})
afterAll(async () => {
  expect(dashboard.faults).toEqual([])
  dashboard.close()
  await server.stop()
})

/** The message as the dashboard was told of it, once it was. */
async function stored(wamid: string): Promise<Message> {
  const find = (): Message | undefined =>
    dashboard.named('new_message').find(({ wa_message_id }) => wa_message_id === wamid)
  await dashboard.until(() => find() !== undefined, `new_message ${wamid}`)
  return find()!
}

/** A customer who has written, and the room that this made. */
async function known(more: { name?: string; username?: string; hidden?: boolean } = {}) {
  const customer = await simulator.customer({ phone: newPhone(), ...more })
  const wamid = await simulator.says(customer.id, { type: 'text', text: 'Halo' })
  const find = (): RoomSummary | undefined =>
    dashboard
      .named('new_room_complete')
      .find(({ last_message }) => last_message?.wa_message_id === wamid)
  await dashboard.until(() => find() !== undefined, 'new_room_complete')
  return { customer, room: find()! }
}

async function send(path: string, body: object) {
  const answer = await server.api('POST', `/messages/${path}`, { token: server.admin.token, body })
  expect(answer).toMatchObject({ status: 201 })
  return answer.body.data as Message
}

/** The update that a message of ours has got this far. */
async function told(messageId: string, status: string) {
  const find = () =>
    dashboard
      .named('message_status_update')
      .find((update) => update.message_id === messageId && update.status === status)
  await dashboard.until(() => find() !== undefined, `${status} of ${messageId}`)
  return find()
}

describe('a customer writes', () => {
  const location = { latitude: -6.2, longitude: 106.8, name: 'Kantor' }
  const card = {
    name: { formatted_name: 'Budi S', first_name: 'Budi' },
    phones: [{ phone: '+62' }],
  }

  test.each([
    ['text', { type: 'text', text: 'Selamat pagi é 😀' }, { content_text: 'Selamat pagi é 😀' }],
    ['location', { type: 'location', location }, { content_type: 'location' }],
    ['contacts', { type: 'contacts', contacts: [card] }, { content_type: 'contacts' }],
    ['unsupported', { type: 'unsupported' }, { content_type: 'unsupported' }],
    [
      'raw',
      { type: 'raw', message: { type: 'order', order: { catalog_id: '1', product_items: [] } } },
      { content_type: 'order' },
    ],
  ] as [string, CustomerMessage, object][])('%s', async (_, said, shown) => {
    const { customer, room } = await known()
    const wamid = await simulator.says(customer.id, said)
    expect(await stored(wamid)).toMatchObject({ room_id: room.room_id, ...shown } as never)
    const { messages } = await simulator.chat(customer.id)
    expect(messages.at(-1)).toMatchObject({ id: wamid, from: 'customer' })
  })

  test.each([
    ['image', 'image/jpeg'],
    ['video', 'video/mp4'],
    ['audio', 'audio/ogg'],
    ['document', 'application/pdf'],
    ['sticker', 'image/webp'],
  ])('%s, uploaded with it', async (type, mime) => {
    const { customer } = await known()
    const form = new FormData()
    form.set('file', new File(['a file'], 'Kuitansi', { type: mime }))
    if (type === 'image') form.set('caption', 'Ini buktinya')
    const message = await stored(await simulator.says(customer.id, form))
    expect(message).toMatchObject({ content_type: type as 'image', mime_type: mime })
    expect(message.media_id).toMatch(/^\d+$/)
    if (type === 'image') expect(message.content_text).toBe('Ini buktinya')
    const { media } = (await simulator.chat(customer.id)).messages.at(-1)!
    const shown = await fetch(media!.url)
    expect(await shown.text()).toBe('a file')
    expect(shown.headers.get('content-security-policy')).toContain('sandbox')
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('a photo, which is fetched from the stand-in and served by this server', async () => {
    const { customer } = await known()
    const photo = await fixture('photo.jpg')
    const form = new FormData()
    form.set('file', new File([photo], 'photo.jpg', { type: 'image/jpeg' }))
    const wamid = await simulator.says(customer.id, form)
    const fetched = (): Message | undefined =>
      dashboard
        .named('message_updated')
        .find(({ wa_message_id, gcs_url }) => wa_message_id === wamid && gcs_url)
    await dashboard.until(() => fetched() !== undefined, 'message_updated with its file')
    const served = await fetch(server.url + fetched()!.gcs_url, {
      headers: { authorization: `Bearer ${server.admin.token}` },
    })
    expect(await served.bytes()).toEqual(new Uint8Array(photo))
  })

  test('an answer that quotes, and one that was forwarded', async () => {
    const { customer, room } = await known()
    const ours = await send('send', { room_id: room.room_id, text: 'Ya?' })
    await told(ours.id, 'sent')
    const { id } = (await simulator.chat(customer.id)).messages.at(-1)!
    const quoting = await stored(
      await simulator.says(customer.id, { type: 'text', text: 'Baik', reply_to: id }),
    )
    expect(quoting.reply_to_wa_message_id).toBe(id)
    const forwarded = await stored(
      await simulator.says(customer.id, { type: 'text', text: 'Lihat', forwarded: true }),
    )
    expect(forwarded.metadata).toMatchObject({ forwarded: true })
  })

  test('a reaction, and takes it back', async () => {
    const { customer, room } = await known()
    const ours = await send('send', { room_id: room.room_id, text: 'Ya?' })
    const { wa_message_id: message_id } = await told(ours.id, 'sent')
    for (const emoji of ['👍', '']) {
      const wamid = await simulator.says(customer.id, {
        type: 'reaction',
        reaction: { message_id, emoji },
      })
      expect(await stored(wamid)).toMatchObject({
        content_type: 'reaction',
        reaction_to_wa_message_id: message_id,
        reaction_emoji: emoji || null,
      })
      const { reactions } = (await simulator.chat(customer.id)).messages.at(-1)!
      expect(reactions.customer).toBe(emoji || null)
    }
  })

  test('what was written a day ago, at its own time', async () => {
    const { customer } = await known()
    const at = new Date(Date.now() - 25 * 3_600_000).toISOString()
    const message = await stored(
      await simulator.says(customer.id, { type: 'text', text: 'Kemarin', at }),
    )
    expect(message.created_at.slice(0, 19)).toBe(at.slice(0, 19))
  })

  test('edits, and takes back', async () => {
    const { customer } = await known()
    const wamid = await simulator.says(customer.id, { type: 'text', text: 'Salah' })
    await stored(wamid)
    const updated = (holds: (message: Message) => boolean) =>
      dashboard.until(
        () =>
          dashboard
            .named('message_updated')
            .some((one) => one.wa_message_id === wamid && holds(one)),
        'message_updated',
      )
    await simulator.says(customer.id, { type: 'edit', message_id: wamid, text: 'Benar' })
    await updated(({ content_text }) => content_text === 'Benar')
    await simulator.says(customer.id, { type: 'revoke', message_id: wamid })
    await updated(({ metadata }) => 'revoked' in metadata)
    expect((await simulator.chat(customer.id)).messages.at(-1)).toMatchObject({
      text: 'Benar',
      edited: true,
      revoked: true,
    })
  })
})

describe('a customer answers', () => {
  test('a button, a row of a list and a request for the number', async () => {
    const { customer, room } = await known()
    const press = async (interactive: object, option: string) => {
      const ours = await send('send-interactive', { room_id: room.room_id, interactive })
      const { wa_message_id: message_id } = await told(ours.id, 'sent')
      return stored(await simulator.says(customer.id, { type: 'press', message_id, option }))
    }
    const body = { text: 'Kirim?' }
    const buttons = [{ type: 'reply', reply: { id: 'yes', title: 'Ya' } }]
    expect(await press({ type: 'button', body, action: { buttons } }, 'yes')).toMatchObject({
      content_type: 'interactive',
      content_text: 'Ya',
    })
    const rows = [{ id: 'r1', title: 'Bandung' }]
    const list = { type: 'list', body, action: { button: 'Pilih', sections: [{ rows }] } }
    expect(await press(list, 'r1')).toMatchObject({ content_text: 'Bandung' })
    const ask = {
      type: 'request_contact_info',
      body,
      action: { name: 'request_contact_info' },
    }
    expect(await press(ask, 'request_contact_info')).toMatchObject({ content_type: 'contacts' })
  })

  test('a template’s button', async () => {
    const { customer, room } = await known()
    const ours = await send('send-template', {
      room_id: room.room_id,
      templateName: 'pengingat_angsuran',
      languageCode: 'id',
      components: [
        {
          type: 'body',
          parameters: ['Ibu Dewi', '4', 'Rp 1.850.000', '18 Mei'].map((text) => ({
            type: 'text',
            text,
          })),
        },
      ],
    })
    const { wa_message_id: message_id } = await told(ours.id, 'sent')
    const { messages } = await simulator.chat(customer.id)
    expect(messages.at(-1)).toMatchObject({
      text: 'Halo Ibu Dewi, angsuran ke-4 sebesar Rp 1.850.000 jatuh tempo pada 18 Mei. Ada yang bisa kami bantu?',
      options: [{ title: 'Minta bantuan' }, { title: 'Sudah bayar' }],
    })
    const option = messages.at(-1)!.options[0]!.id
    const pressed = await stored(
      await simulator.says(customer.id, { type: 'press', message_id, option }),
    )
    expect(pressed).toMatchObject({ content_type: 'button', content_text: 'Minta bantuan' })
  })

  test('nothing that is not there', async () => {
    const { customer } = await known()
    const press = (message_id: string) =>
      simulator.says(customer.id, { type: 'press', message_id, option: 'yes' })
    await expect(press('wamid.unheard')).rejects.toThrow('not_found')
  })
})

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

describe('the simulator', () => {
  const raw = (path: string, init?: RequestInit) => fetch(`${simulator.url}${path}`, init)
  const json = { 'content-type': 'application/json' }

  test('tells a page what happens, and what it missed', async () => {
    const { customer } = await known({ name: 'Sari' })
    const reader = (await raw('/events?after=0')).body!.getReader()
    let read = ''
    const until = async (pattern: RegExp) => {
      while (!pattern.test(read)) read += new TextDecoder().decode((await reader.read()).value)
    }
    await until(new RegExp(`event: message\\ndata: .*"customer_id":"${customer.id}"`))
    const wamid = await simulator.says(customer.id, { type: 'text', text: 'Live' })
    await until(
      new RegExp(`event: log\\ndata: .*"event":"message.text","wamid":"${RegExp.escape(wamid)}"`),
    )
    expect(read).toMatch(/^id: \d+$/m)
    await reader.cancel()
  })

  test('ends what pages listen to when the server leaves', async () => {
    const leaving = await startServer()
    const reader = (await fetch(`${leaving.url}/simulator/events`)).body!.getReader()
    await reader.read()
    const stopped = leaving.stop()
    while (!(await reader.read()).done);
    await stopped
  })

  test('lists who wrote last first', async () => {
    const { customer } = await known({ name: 'Terakhir' })
    await simulator.says(customer.id, { type: 'text', text: 'Halo' })
    const [first] = await simulator.call<{ id: string; last_message_at: string }[]>(
      'GET',
      '/customers',
    )
    expect(first).toMatchObject({ id: customer.id, name: 'Terakhir', unread: 0 })
  })

  test('offers every error code that a send can fail with', async () => {
    const codes = await simulator.call<{ code: number; title: string }[]>('GET', '/error-codes')
    expect(codes.map(({ code }) => code)).toContain(131047)
    expect(codes.every(({ title }) => title.length > 5)).toBe(true)
  })

  test.each([
    ['a customer who is not there', 'GET', '/customers/1/chat', undefined, 404],
    ['words to one who is not there', 'POST', '/customers/1/messages', '{}', 404],
    ['a phone that is none', 'POST', '/customers', '{"phone":"abc"}', 400],
    ['what nobody knows', 'POST', '/customers', '{"colour":"red"}', 400],
    ['what is no JSON', 'POST', '/behaviour', '{', 400],
    ['a file that is not there', 'GET', '/files/1', undefined, 404],
    ['no form at all', 'POST', '/files', '{}', 400],
  ])('refuses %s', async (_, method, path, body, status) => {
    const answer = await raw(path, { method, headers: json, ...(body !== undefined && { body }) })
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ success: false })
  })

  test('refuses what a foreign page could send', async () => {
    const body = '{"duplicates":1}'
    const plain = await raw('/behaviour', { method: 'POST', body })
    expect(plain.status).toBe(400)
    const headers = { ...json, 'sec-fetch-site': 'cross-site' }
    expect((await raw('/behaviour', { method: 'POST', headers, body })).status).toBe(403)
    expect((await raw('/customers', { headers })).status).toBe(403)
  })

  test('refuses a body that is too large', async () => {
    const body = JSON.stringify({ type: 'text', text: 'x'.repeat(300_000) })
    const answer = await raw('/customers/1/messages', { method: 'POST', headers: json, body })
    expect(answer.status).toBe(413)
  })

  test('is not there when it is off', async () => {
    const off = await startServer({ config: { simulator: false } })
    for (const path of ['/customers', '/behaviour', '/events', '/requests', '/graph/v26.0/1']) {
      expect((await fetch(`${off.url}/simulator${path}`)).status).toBe(404)
    }
    const { status } = await off.api('POST', '/messages/test', {
      token: off.admin.token,
      body: { phone: newPhone(), text: 'Halo' },
    })
    expect(status).toBe(404)
    await off.stop()
  })
})
