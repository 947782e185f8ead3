import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { WhatsAppAPI } from 'whatsapp-api-js'
import type { OnMessageArgs, OnStatusArgs } from 'whatsapp-api-js/emitters'
import * as m from 'whatsapp-api-js/messages'
import { APP_SECRET } from '../helpers/server.ts'
import { startSimulator, type TestSimulator } from '../helpers/simulator.ts'

setDefaultTimeout(60_000)

/** `whatsapp-api-js`, a client that knows nothing of us, against the stand-in: it speaks as Meta does, or this fails. */
const NUMBER = '106540352242922'
const VERSION = 'v26.0'
const META = 'https://graph.facebook.com'

let simulator: TestSimulator
let door: ReturnType<typeof Bun.serve>
let client: WhatsAppAPI<void>
const waiting: { fits: (heard: Heard) => boolean; resolve: (heard: Heard) => void }[] = []
const refused: string[] = []

type Heard = { message: OnMessageArgs } | { status: OnStatusArgs }

/** The next webhook like that which the client has checked and read. */
const hear = (fits: (heard: Heard) => boolean) =>
  new Promise<Heard>((resolve) => waiting.push({ fits, resolve }))

function heard(what: Heard): void {
  const at = waiting.findIndex(({ fits }) => fits(what))
  if (at !== -1) waiting.splice(at, 1)[0]!.resolve(what)
}

const hearMessage = async (from: string) => {
  const what = await hear((one) => 'message' in one && one.message.from === from)
  return (what as { message: OnMessageArgs }).message
}
const hearStatus = async (fits: (status: OnStatusArgs) => boolean) => {
  const what = await hear((one) => 'status' in one && fits(one.status))
  return (what as { status: OnStatusArgs }).status
}

beforeAll(async () => {
  door = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const raw = await request.text()
      const signature = request.headers.get('x-hub-signature-256') ?? ''
      await client.post(JSON.parse(raw), raw, signature).catch((error) => {
        refused.push(String(error))
      })
      return new Response()
    },
  })
  simulator = await startSimulator({ webhookUrl: door.url.href })
  client = new WhatsAppAPI<void>({
    token: 'any-token',
    appSecret: APP_SECRET,
    v: VERSION,
    ponyfill: {
      // Its address of Meta is fixed.
      fetch: ((url: string | URL, init?: RequestInit) =>
        fetch(String(url).replace(META, simulator.graphBaseUrl), init)) as typeof fetch,
    },
  })
  client.on.message = (message) => heard({ message })
  client.on.status = (status) => heard({ status })
})
afterAll(async () => {
  await simulator.stop()
  await door.stop(true)
})

const newPhone = () => `62899${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`

async function uploaded(type: string, bytes = 'a file') {
  const form = new FormData()
  form.set('file', new File([bytes], 'file', { type }))
  const answer = (await client.uploadMedia(NUMBER, form as never)) as { id?: string }
  expect(answer.id).toBeString()
  return answer.id!
}

const location = () => new m.Location(106.8, -6.2, 'Kantor', 'Jl. Sudirman 1')

type Kind = [what: string, make: () => m.Text | Promise<m.Text>]
const kind = (what: string, make: () => unknown) => [what, make] as Kind

const KINDS: Kind[] = [
  kind('a text', () => new m.Text('Halo é 😀', true)),
  kind('an image', async () => new m.Image(await uploaded('image/jpeg'), true, 'Ini')),
  kind('an image by its link', () => new m.Image('https://example.com/a.png')),
  kind('a video', async () => new m.Video(await uploaded('video/mp4'), true, 'Ini')),
  kind(
    'a document',
    async () => new m.Document(await uploaded('application/pdf'), true, 'Ini', 'a.pdf'),
  ),
  kind('a sound', async () => new m.Audio(await uploaded('audio/mpeg'), true)),
  kind('a voice note', async () => new m.Audio(await uploaded('audio/ogg'), true, true)),
  kind('a sticker', async () => new m.Sticker(await uploaded('image/webp'), true)),
  kind('a location', location),
  kind(
    'cards',
    () =>
      new m.Contacts([
        new m.Name('Ana Puspita', 'Ana', 'Puspita'),
        new m.Phone('+628123456789', 'WORK', '628123456789'),
        new m.Email('ana@example.com', 'WORK'),
        new m.Address('Indonesia', 'ID', 'DKI', 'Jakarta', 'Jl. Sudirman 1', '10210', 'WORK'),
        new m.Birthday('1990', '01', '31'),
        new m.Organization('ruang', 'Support', 'Agent'),
        new m.Url('https://example.com', 'WORK'),
      ]),
  ),
  kind(
    'buttons',
    () =>
      new m.Interactive(
        new m.ActionButtons(new m.Button('yes', 'Ya'), new m.Button('no', 'Tidak')),
        new m.Body('Kirim?'),
        new m.Header('Pesanan'),
        new m.Footer('ruang'),
      ),
  ),
  kind(
    'buttons under a picture',
    async () =>
      new m.Interactive(
        new m.ActionButtons(new m.Button('yes', 'Ya')),
        new m.Body('Kirim?'),
        new m.Header(new m.Image(await uploaded('image/png'), true)),
      ),
  ),
  kind(
    'a list',
    () =>
      new m.Interactive(
        new m.ActionList(
          'Pilih',
          new m.ListSection('Cabang', new m.Row('1', 'Bandung', 'Jl. Asia Afrika')),
          new m.ListSection('Lain', new m.Row('2', 'Surabaya')),
        ),
        new m.Body('Cabang mana?'),
      ),
  ),
  kind(
    'a call to action',
    () => new m.Interactive(new m.ActionCTA('Buka', 'https://example.com/a'), new m.Body('Lihat')),
  ),
  kind(
    'a flow',
    () =>
      new m.Interactive(
        new m.ActionNavigateFlow('token', '123', 'Mulai', 'FIRST', { a: 1 }),
        new m.Body('Isi'),
      ),
  ),
  kind(
    'a request for the place',
    () => new m.Interactive(new m.ActionLocation(), new m.Body('Di mana?')),
  ),
  kind(
    'a request for the number',
    () => new m.Interactive(new m.ActionContactRequest(), new m.Body('Nomor Anda?')),
  ),
  kind(
    'a template with numbered parameters',
    () =>
      new m.Template(
        'pengingat_angsuran',
        'id',
        new m.BodyComponent(
          ...((['Ibu Dewi', '4', 'Rp 1.850.000', '18 Mei'] as const).map(
            (text) => new m.BodyParameter(text),
          ) as [m.BodyParameter]),
        ),
        new m.PayloadComponent('HELP'),
      ),
  ),
  kind(
    'a template with named parameters',
    () =>
      new m.Template(
        'appointment_reminder',
        'en_US',
        new m.HeaderComponent(new m.HeaderParameter('Bandung', 'branch')),
        new m.BodyComponent(
          new m.BodyParameter('Dewi', 'first_name'),
          new m.BodyParameter('18 May', 'date'),
          new m.BodyParameter('10:00', 'time'),
        ),
      ),
  ),
  kind(
    'a template with a picture and a link',
    async () =>
      new m.Template(
        'promo_akhir_tahun',
        'id',
        new m.HeaderComponent(
          new m.HeaderParameter(new m.Image(await uploaded('image/png'), true)),
        ),
        new m.BodyComponent(new m.BodyParameter('Budi'), new m.BodyParameter('0,9 %')),
        new m.URLComponent('kredit-mobil'),
      ),
  ),
  kind('a one-time code', () => m.Template.OTP('kode_masuk', 'id', '123456')),
]

describe('a stock client sends', () => {
  test.each(KINDS)('%s', async (what, make) => {
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
    const made = (what: string) => KINDS.find(([name]) => name === what)![1]() as never
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
