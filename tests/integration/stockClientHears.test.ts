import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import * as m from 'whatsapp-api-js/messages'
import { kindsOf } from './stockKinds.ts'
import { NUMBER, newPhone, openStockClient } from './stockWorld.ts'

setDefaultTimeout(60_000)

const { simulator, client, refused, hearMessage, hearStatus, uploaded, stop } =
  await openStockClient()
afterAll(stop)

describe('a stock client accepts, signature and all, what the stand-in posts for', () => {
  const card = { name: { formatted_name: 'Ana B', first_name: 'Ana' } }
  test.each([
    ['text', { type: 'text', text: 'Halo é 😀 / "x"' }],
    ['location', { type: 'location', location: { latitude: -6.2, longitude: 106.8 } }],
    ['contacts', { type: 'contacts', contacts: [card] }],
    ['reaction', { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '👍' } }],
    ['unsupported', { type: 'unsupported' }],
  ] as const)('%s', async (type, said) => {
    const { phone, user_id } = await simulator.customer({
      phone: newPhone(),
      name: 'Ibu Dewi é',
      username: '@dewi',
    })
    const got = hearMessage(phone)
    const wamid = await simulator.says(phone, structuredClone(said) as never)
    expect(await got).toMatchObject({
      phoneID: NUMBER,
      name: 'Ibu Dewi é',
      contact: { wa_id: phone, user_id, profile: { username: 'dewi' } },
      message: { type, id: wamid, from: phone },
    })
  })

  test.each([
    ['image', 'image/jpeg'],
    ['video', 'video/mp4'],
    ['audio', 'audio/ogg'],
    ['document', 'application/pdf'],
    ['sticker', 'image/webp'],
  ])('%s', async (type, mime) => {
    const { phone } = await simulator.customer({ phone: newPhone() })
    const form = new FormData()
    form.set('file', new File(['a file'], 'a', { type: mime }))
    const got = hearMessage(phone)
    await simulator.says(phone, form)
    const { message } = await got
    expect(message).toMatchObject({ type, [type]: { mime_type: mime } } as never)
  })

  test('a pressed button, a chosen row, a template’s button', async () => {
    const { phone } = await simulator.customer({ phone: newPhone() })
    const press = async (message: m.Interactive | m.Template, option: string) => {
      const answer = await client.sendMessage(NUMBER, `+${phone}`, message)
      const { messages } = answer as unknown as { messages: { id: string }[] }
      const got = hearMessage(phone)
      await simulator.says(phone, { type: 'press', message_id: messages[0]!.id, option })
      const { message: pressed } = await got
      expect(pressed.context).toMatchObject({ id: messages[0]!.id })
      return pressed
    }
    const made = (what: string) => kindsOf(uploaded).find(([name]) => name === what)![1]() as never
    expect(await press(made('buttons'), 'yes')).toMatchObject({
      type: 'interactive',
      interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Ya' } },
    })
    expect(await press(made('a list'), '1')).toMatchObject({
      interactive: {
        type: 'list_reply',
        list_reply: { id: '1', title: 'Bandung', description: 'Jl. Asia Afrika' },
      },
    })
    expect(await press(made('a template with numbered parameters'), 'HELP')).toMatchObject({
      type: 'button',
      button: { payload: 'HELP', text: 'Minta bantuan' },
    })
    expect(await press(made('a request for the number'), 'request_contact_info')).toMatchObject({
      type: 'contacts',
      contacts: [{ phones: [{ wa_id: phone }] }],
    })
  })

  test('a failure', async () => {
    const phone = newPhone()
    await simulator.behave({ failures: [{ code: 131026, phone, next: 1, as: 'status' }] })
    const failed = hearStatus(({ status, phone: to }) => status === 'failed' && to === phone)
    await client.sendMessage(NUMBER, `+${phone}`, new m.Text('Halo'))
    expect((await failed).error).toMatchObject({ code: 131026, title: 'Message undeliverable' })
  })
})

test('a stock client refused no webhook at all', async () => {
  await simulator.simulator.idle()
  expect(refused).toEqual([])
})
