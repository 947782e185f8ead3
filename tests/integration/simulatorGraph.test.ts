import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { startSimulator, type TestSimulator } from '../helpers/simulator.ts'

setDefaultTimeout(60_000)

/** The stand-in's Graph API, spoken to by hand. The facts sheet says what is right. */
const NUMBER = '106540352242922'
const WABA = '102290129340398'
const PHONE = '628123456789'

let simulator: TestSimulator
const clock = { now: Date.parse('2026-11-25T10:00:00Z') }

beforeAll(async () => {
  simulator = await startSimulator({ now: () => clock.now })
})
afterEach(() => simulator.behaveAgain())
afterAll(() => simulator.stop())

// biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
type Answer = { status: number; body: any }

async function graph(method: string, path: string, body?: unknown, token = 't'): Promise<Answer> {
  const form = body instanceof FormData
  const answer = await fetch(`${simulator.graphBaseUrl}/${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && !form && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && {
      body: form || typeof body === 'string' ? body : JSON.stringify(body),
    }),
  })
  return { status: answer.status, body: await answer.json() }
}

const message = (part: object) => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: `+${PHONE}`,
  ...part,
})
const post = (part: object, number = NUMBER) =>
  graph('POST', `v26.0/${number}/messages`, message(part))
const text = { type: 'text', text: { body: 'Halo' } }
const template = (name: string, language: string, ...components: object[]) => ({
  type: 'template',
  template: { name, language: { code: language }, components },
})
const body = (...texts: string[]) => ({
  type: 'body',
  parameters: texts.map((one) => ({ type: 'text', text: one })),
})
const named = (...pairs: [string, string][]) =>
  pairs.map(([parameter_name, one]) => ({ type: 'text', parameter_name, text: one }))
const upload = async (type: string, bytes = 'abc', claims: Record<string, string> = {}) => {
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  for (const [name, value] of Object.entries(claims)) form.set(name, value)
  form.set('file', new File([bytes], 'a file', { type }))
  return graph('POST', `v26.0/${NUMBER}/media`, form)
}

describe('a send is answered', () => {
  test('as the Cloud API does', async () => {
    const { status, body: answer } = await post(text)
    expect(status).toBe(200)
    expect(answer).toEqual({
      messaging_product: 'whatsapp',
      contacts: [{ input: `+${PHONE}`, wa_id: PHONE }],
      messages: [{ id: expect.stringMatching(/^wamid\.HBg[A-Za-z0-9+/=]+$/) }],
    })
  })

  test('with the state of a template', async () => {
    const { body: answer } = await post(template('ask_for_number', 'en_US'))
    expect(answer.messages[0].message_status).toBe('accepted')
  })

  test('without a phone when it went to a user id', async () => {
    const { user_id } = await simulator.customer({ phone: '6281111', hidden: true })
    const { body: answer } = await graph('POST', `v26.0/${NUMBER}/messages`, {
      ...message(text),
      to: undefined,
      recipient: user_id,
    })
    expect(answer.contacts).toEqual([{ input: user_id, user_id }])
  })

  test('and `to` wins over `recipient`', async () => {
    const { body: answer } = await post({ ...text, recipient: 'ID.123' })
    expect(answer.contacts).toEqual([{ input: `+${PHONE}`, wa_id: PHONE }])
  })

  test('with the phone as WhatsApp spells it', async () => {
    await simulator.customer({ phone: '551187654321', aliases: ['5511987654321'] })
    const { body: answer } = await post({ ...text, to: '+5511987654321' })
    expect(answer.contacts).toEqual([{ input: '+5511987654321', wa_id: '551187654321' }])
  })
})

describe('a send is refused', () => {
  const promo = (parameters: object[]) =>
    template('promo_akhir_tahun', 'id', { type: 'header', parameters }, body('Budi', '1 %'), {
      type: 'button',
      sub_type: 'url',
      index: '0',
      parameters: [{ type: 'text', text: 'x' }],
    })
  const picture = { type: 'image', image: { link: 'https://example.com/a.png' } }
  const appointment = (first: string) =>
    template(
      'appointment_reminder',
      'en_US',
      { type: 'header', parameters: named(['branch', 'Bandung']) },
      { type: 'body', parameters: named([first, 'Ana'], ['date', '1'], ['time', '2']) },
    )

  test.each([
    ['without an addressee', { ...text, to: undefined }, 131008, 400],
    ['to what is no phone', { ...text, to: '+62abc' }, 131009, 400],
    ['to a user id in `to`', { ...text, to: 'ID.13491208655302741918' }, 131009, 400],
    ['to our own number', { ...text, to: '+15550783881' }, 131021, 400],
    ['to what is no user id', { ...text, to: undefined, recipient: '628' }, 131009, 400],
    ['of an unknown type', { type: 'poll', poll: {} }, 131051, 400],
    ['without its part', { type: 'text' }, 131008, 400],
    ['without words', { type: 'text', text: { body: '' } }, 131009, 400],
    ['that is too long', { type: 'text', text: { body: 'x'.repeat(4_097) } }, 131009, 400],
    [
      'with a key that nobody knows',
      { type: 'text', text: { body: 'a', colour: 'red' } },
      100,
      400,
    ],
    ['for another product', { ...text, messaging_product: 'messenger' }, 100, 400],
    ['with a long callback', { ...text, biz_opaque_callback_data: 'x'.repeat(513) }, 131009, 400],
    ['with a file that is not there', { type: 'image', image: { id: '1' } }, 100, 400],
    ['with an unknown template', template('unheard_of', 'id'), 132001, 400],
    ['with a template in another language', template('pengingat_angsuran', 'en_US'), 132001, 400],
    ['with a template that waits', template('survei_layanan', 'id'), 132001, 400],
    ['with a paused template', template('promo_lebaran', 'id', body('Budi')), 132015, 400],
    ['with too few parameters', template('pengingat_angsuran', 'id', body('a')), 132000, 400],
    ['with no parameters', template('pengingat_angsuran', 'id'), 132000, 400],
    ['with a name that is not the template’s', appointment('last_name'), 132012, 400],
    ['with a template without its picture', promo([{ type: 'text', text: 'a' }]), 132012, 400],
    [
      'with a template without its button’s part',
      template('kode_masuk', 'id', body('123456')),
      131008,
      400,
    ],
    [
      'with a button that the template has not',
      template('pengingat_angsuran', 'id', body('a', 'b', 'c', 'd'), {
        type: 'button',
        sub_type: 'url',
        index: '0',
        parameters: [{ type: 'text', text: 'x' }],
      }),
      132012,
      400,
    ],
  ] as [string, object, number, number][])('%s', async (_, part, code, status) => {
    const answer = await post(part)
    expect(answer).toEqual({
      status,
      body: {
        error: {
          message: expect.stringMatching(new RegExp(`^\\(#${code}\\) .+`)),
          type: 'OAuthException',
          code,
          fbtrace_id: expect.any(String),
          ...(answer.body.error?.error_data && {
            error_data: { messaging_product: 'whatsapp', details: expect.any(String) },
          }),
        },
      },
    })
  })

  test('never, when it is as the template wants it', async () => {
    for (const part of [promo([picture]), appointment('first_name')]) {
      expect((await post(part)).status).toBe(200)
    }
  })

  test('for a one-time code to a hidden number', async () => {
    const { user_id } = await simulator.customer({ phone: '6281112', hidden: true })
    const code = template('kode_masuk', 'id', body('123456'), {
      type: 'button',
      sub_type: 'url',
      index: '0',
      parameters: [{ type: 'text', text: '123456' }],
    })
    const answer = await post({ ...code, to: undefined, recipient: user_id })
    expect(answer.body.error.code).toBe(131062)
  })

  test.each([
    ['no token', ''],
    ['an empty one', ' '],
  ])('with %s', async (_, token) => {
    const answer = await graph('POST', `v26.0/${NUMBER}/messages`, message(text), token)
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 190 } } })
  })

  test.each(['{', '[]', '1', 'null', ''])('when the body is %j', async (raw) => {
    const answer = await graph('POST', `v26.0/${NUMBER}/messages`, raw)
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 100 } } })
  })

  test('from what is no number, and on paths that are none', async () => {
    expect((await post(text, 'our-number')).body.error).toMatchObject({
      code: 100,
      error_subcode: 33,
    })
    expect((await graph('POST', `latest/${NUMBER}/messages`, message(text))).body.error.code).toBe(
      2500,
    )
    expect((await graph('PUT', `v26.0/${NUMBER}/messages`, message(text))).body.error.code).toBe(
      2500,
    )
  })
})

describe('a file', () => {
  test('is kept, told of and fetched from where it is told', async () => {
    const { id } = (await upload('image/png', 'a picture')).body
    const { body: info } = await graph('GET', `v26.0/${id}?phone_number_id=${NUMBER}`)
    expect(info).toMatchObject({
      messaging_product: 'whatsapp',
      mime_type: 'image/png',
      sha256: new Bun.CryptoHasher('sha256').update('a picture').digest('hex'),
      file_size: 9,
      id,
    })
    const got = await fetch(info.url, { headers: { authorization: 'Bearer t' } })
    expect(await got.text()).toBe('a picture')
    expect(got.headers.get('content-type')).toBe('image/png')
    expect((await fetch(info.url)).status).toBe(401)
  })

  test('has a new address each time, good for five minutes', async () => {
    const { id } = (await upload('image/png')).body
    const address = async () => (await graph('GET', `v26.0/${id}`)).body.url as string
    const fetched = async (url: string) =>
      (await fetch(url, { headers: { authorization: 'Bearer t' } })).status
    const [first, second] = [await address(), await address()]
    expect(await fetched(first)).toBe(404)
    expect(await fetched(second)).toBe(200)
    clock.now += 5 * 60_000
    expect(await fetched(second)).toBe(404)
    expect(await fetched(await address())).toBe(200)
  })

  test('is gone after 30 days, or when it is deleted', async () => {
    const { id } = (await upload('image/png')).body
    const other = (await upload('image/png')).body.id
    expect((await graph('DELETE', `v26.0/${other}`)).body).toEqual({ success: true })
    clock.now += 30 * 86_400_000
    for (const gone of [id, other]) {
      const answer = await graph('GET', `v26.0/${gone}?phone_number_id=${NUMBER}`)
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 100 } } })
    }
  })

  test('belongs to its number', async () => {
    const { id } = (await upload('image/png')).body
    const answer = await graph('GET', `v26.0/${id}?phone_number_id=1`)
    expect(answer.body.error.code).toBe(100)
  })

  test('is what its form says it is', async () => {
    const { id } = (await upload('image/png', 'abc', { type: 'application/pdf' })).body
    expect((await graph('GET', `v26.0/${id}`)).body.mime_type).toBe('application/pdf')
  })

  test.each([
    ['of a type that Meta does not take', 'text/html', 'abc', 100],
    ['that is empty', 'image/png', '', 131053],
    ['that is too large', 'image/webp', 'x'.repeat(500 * 1024 + 1), 131053],
  ])('%s is refused', async (_, type, bytes, code) => {
    expect((await upload(type, bytes)).body.error.code).toBe(code)
  })

  test('without a form is refused', async () => {
    const answer = await graph('POST', `v26.0/${NUMBER}/media`, { file: 'abc' })
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 100 } } })
  })
})

describe('an account', () => {
  test('lists its templates page by page', async () => {
    const names: string[] = []
    let after = ''
    for (;;) {
      const { body: page } = await graph('GET', `v26.0/${WABA}/message_templates?limit=4${after}`)
      names.push(...page.data.map(({ name }: { name: string }) => name))
      if (!page.paging?.next) break
      expect(page.data).toHaveLength(4)
      after = `&after=${page.paging.cursors.after}`
    }
    expect(names).toHaveLength(9)
    expect(new Set(names).size).toBe(8)
  })

  test('has templates of each category, both kinds of parameters, and two languages', async () => {
    const { body: page } = await graph('GET', `v26.0/${WABA}/message_templates?limit=100`)
    const all = (key: string) => [
      ...new Set(page.data.map((one: Record<string, string>) => one[key])),
    ]
    expect(all('category').sort()).toEqual(['AUTHENTICATION', 'MARKETING', 'UTILITY'])
    expect(all('parameter_format').sort()).toEqual(['NAMED', 'POSITIONAL'])
    expect(all('language').sort()).toEqual(['en_US', 'id'])
  })

  test('tells of its numbers what is asked', async () => {
    const { body: number } = await graph('GET', `v26.0/${NUMBER}?fields=display_phone_number,id`)
    expect(number).toEqual({ id: NUMBER, display_phone_number: '15550783881' })
  })
})

describe('a read receipt', () => {
  const read = { messaging_product: 'whatsapp', status: 'read' }
  const mark = (part: object) => graph('POST', `v26.0/${NUMBER}/messages`, { ...read, ...part })

  test('turns the ticks blue up to its message, and shows “typing…” for 25 seconds at most', async () => {
    const { phone } = await simulator.customer({ phone: '6281113' })
    const say = (words: string) => simulator.says(phone, { type: 'text', text: words })
    const [, second] = [await say('one'), await say('two')]
    clock.now += 1_000
    await say('three')
    expect((await mark({ message_id: second, typing_indicator: { type: 'text' } })).body).toEqual({
      success: true,
    })
    const chat = await simulator.chat(phone)
    expect(chat.messages.map(({ text: words, status }) => [words, status])).toEqual([
      ['one', 'read'],
      ['two', 'read'],
      ['three', 'sent'],
    ])
    expect(chat.typing_until).toBe(new Date(clock.now + 25_000).toISOString())
    await post({ ...text, to: phone })
    expect((await simulator.chat(phone)).typing_until).toBeNull()
  })

  test.each([
    ['names no message', {}, 131008],
    ['is no read receipt', { status: 'unread', message_id: 'wamid.1' }, 131009],
    ['types what nobody knows', { message_id: 'wamid.1', typing_indicator: {} }, 131009],
  ])('that %s is refused', async (_, part, code) => {
    expect((await mark(part)).body.error.code).toBe(code)
  })
})

test('what was asked is remembered, refusals too', async () => {
  const before = (await simulator.requests()).at(-1)?.id ?? 0
  await post({ ...text, biz_opaque_callback_data: 'm.1' })
  await post({ type: 'text' })
  expect(await simulator.requests(before)).toMatchObject([
    {
      method: 'POST',
      path: `/simulator/graph/v26.0/${NUMBER}/messages`,
      body: { ...message(text), biz_opaque_callback_data: 'm.1' },
      status: 200,
      code: null,
      customer_id: PHONE,
      wamid: expect.stringMatching(/^wamid/),
      beside: 0,
    },
    { status: 400, code: 131008, wamid: null, customer_id: PHONE },
  ])
})
