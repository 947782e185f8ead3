import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Message } from '../../src/protocol/message.ts'
import type { CustomerMessage } from '../../src/protocol/simulator.ts'
import { fixture } from './mediaWorld.ts'
import { openSimulated } from './simulatedWorld.ts'

setDefaultTimeout(60_000)

const { server, simulator, dashboard, stored, known, send, told, stop } = await openSimulated()
afterAll(stop)

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
