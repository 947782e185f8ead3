import { afterAll, afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { message, NUMBER, openGraphOf, PHONE, template, text } from './graphWorld.ts'

setDefaultTimeout(60_000)

const { clock, simulator, graph, post, stop } = await openGraphOf()
afterAll(stop)

afterEach(() => simulator.behaveAgain())

const WABA = '102290129340398'

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
