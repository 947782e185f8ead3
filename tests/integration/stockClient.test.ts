import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import * as m from 'whatsapp-api-js/messages'
import { kindsOf } from './stockKinds.ts'
import { NUMBER, newPhone, openStockClient } from './stockWorld.ts'

setDefaultTimeout(60_000)

const { simulator, client, hearMessage, hearStatus, uploaded, stop } = await openStockClient()
afterAll(stop)

describe('a stock client sends', () => {
  test.each(kindsOf(uploaded))('%s', async (what, make) => {
    const phone = newPhone()
    const delivered = hearStatus(
      ({ status, contact }) => status === 'read' && contact.wa_id === phone,
    )
    const message = await make()
    const answer = await client.sendMessage(NUMBER, `+${phone}`, message, undefined, 'call.1')
    expect(answer).toMatchObject({
      messaging_product: 'whatsapp',
      contacts: [{ input: `+${phone}`, wa_id: phone }],
      messages: [{ id: expect.stringMatching(/^wamid\./) }],
    })
    const { messages } = answer as unknown as { messages: { id: string }[] }
    expect(await delivered).toMatchObject({
      id: messages[0]!.id,
      biz_opaque_callback_data: 'call.1',
      phoneID: NUMBER,
    })
    const chat = await simulator.chat(phone)
    expect(chat.messages).toMatchObject([
      { id: messages[0]!.id, from: 'business', type: message._type, status: 'read' },
    ])
    if (what === 'a text') expect(chat.messages[0]!.text).toBe('Halo é 😀')
  })

  test('a reaction, and takes it back', async () => {
    const { phone } = await simulator.customer({ phone: newPhone() })
    const wamid = await simulator.says(phone, { type: 'text', text: 'Halo' })
    await client.sendMessage(NUMBER, `+${phone}`, new m.Reaction(wamid, '👍'))
    expect((await simulator.chat(phone)).messages[0]!.reactions.business).toBe('👍')
    await client.sendMessage(NUMBER, `+${phone}`, new m.Reaction(wamid))
    expect((await simulator.chat(phone)).messages[0]!.reactions.business).toBeNull()
  })

  test('an answer that quotes', async () => {
    const { phone } = await simulator.customer({ phone: newPhone() })
    const wamid = await simulator.says(phone, { type: 'text', text: 'Halo' })
    await client.sendMessage(NUMBER, `+${phone}`, new m.Text('Ya?'), wamid)
    expect((await simulator.chat(phone)).messages.at(-1)).toMatchObject({
      text: 'Ya?',
      reply_to: wamid,
    })
  })

  test('to a hidden number, by its user id', async () => {
    const { phone, user_id } = await simulator.customer({ phone: newPhone(), hidden: true })
    const read = hearStatus(
      ({ status, contact }) => status === 'read' && contact.user_id === user_id,
    )
    const answer = await client.sendMessage(NUMBER, { bsuid: user_id }, new m.Text('Halo'))
    expect(answer).toMatchObject({ contacts: [{ input: user_id, user_id }] })
    const { contact, recipient } = await read
    expect(contact).not.toHaveProperty('wa_id', phone)
    expect(recipient).toMatchObject({ bsuid: user_id })
  })

  test('a read receipt with “typing…”', async () => {
    const { phone } = await simulator.customer({ phone: newPhone() })
    const wamid = await simulator.says(phone, { type: 'text', text: 'Halo' })
    expect(await client.markAsRead(NUMBER, wamid, 'text')).toEqual({ success: true })
    const chat = await simulator.chat(phone)
    expect(chat.messages[0]!.status).toBe('read')
    expect(chat.typing_until).not.toBeNull()
  })

  test('what Meta refuses, and reads why', async () => {
    const answer = await client.sendMessage(
      NUMBER,
      `+${newPhone()}`,
      new m.Template('unheard_of', 'id'),
    )
    expect(answer).toMatchObject({
      error: {
        code: 132001,
        type: 'OAuthException',
        message: expect.stringContaining('(#132001)'),
        error_data: { messaging_product: 'whatsapp', details: expect.any(String) },
        fbtrace_id: expect.any(String),
      },
    })
  })
})

describe('a stock client fetches', () => {
  test('the file that a customer sent, and deletes it', async () => {
    const { phone } = await simulator.customer({ phone: newPhone() })
    const form = new FormData()
    form.set('file', new File(['a picture'], 'a.jpg', { type: 'image/jpeg' }))
    const got = hearMessage(phone)
    await simulator.says(phone, form)
    const { message } = await got
    if (message.type !== 'image') throw new Error('no image')
    const info = await client.retrieveMedia(message.image.id, NUMBER)
    if (!('url' in info)) throw new Error('no address')
    expect(info).toMatchObject({ mime_type: 'image/jpeg', file_size: 9 })
    expect(await (await client.fetchMedia(info.url)).text()).toBe('a picture')
    expect(await client.deleteMedia(message.image.id, NUMBER)).toEqual({ success: true })
    expect(await client.retrieveMedia(message.image.id, NUMBER)).toMatchObject({
      error: { code: 100 },
    })
  })
})
