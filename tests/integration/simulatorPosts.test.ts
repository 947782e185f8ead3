import { afterAll, afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newPhone, openPosted, range } from './postedWorld.ts'

setDefaultTimeout(60_000)

const { answers, door, simulator, send, sent, say, customer, stop } = await openPosted()
afterAll(stop)

afterEach(async () => {
  await simulator.call('POST', '/reset', {})
  answers.now = () => 200
  door.clear()
})

describe('without any fault switched on', () => {
  test('a message is sent, delivered and read, in this order, and our own words come back', async () => {
    const phone = newPhone()
    const wamid = await sent(phone)
    await door.until(() => door.statusesOf(wamid).endsWith('read'))
    await simulator.simulator.idle()
    expect(door.statusesOf(wamid)).toBe('sent delivered read')
    const [first, second, third] = door.statuses()
    for (const status of [first, second, third]) {
      expect(status).toMatchObject({
        id: wamid,
        recipient_id: phone,
        recipient_user_id: expect.stringMatching(/^ID\.\d+$/),
        biz_opaque_callback_data: `about ${phone}`,
        timestamp: expect.stringMatching(/^\d{10}$/),
      })
      expect(status).not.toHaveProperty('conversation')
    }
    const pricing = { pricing_model: 'PMP', category: 'service', billable: false }
    expect([first.pricing, second.pricing]).toMatchObject([pricing, pricing])
    expect(third).not.toHaveProperty('pricing')
  })

  test('a template tells the price of its category', async () => {
    const wamid = await sent(newPhone(), {
      type: 'template',
      template: { name: 'ask_for_number', language: { code: 'en_US' } },
    })
    await door.until(() => door.statusesOf(wamid) !== '')
    expect(door.statuses()[0].pricing).toMatchObject({ category: 'utility', billable: true })
  })

  test('a reaction gets only the status `sent`', async () => {
    const phone = await customer()
    const wamid = await sent(phone, {
      type: 'reaction',
      reaction: { message_id: await say(phone, 'Halo'), emoji: '👍' },
    })
    await door.until(() => door.statusesOf(wamid) !== '')
    await simulator.simulator.idle()
    expect(door.statusesOf(wamid)).toBe('sent')
  })

  test('a webhook is ASCII with escaped slashes, from Meta’s agent, one thing in each', async () => {
    const phone = await customer({ name: 'Ibu Dewi é' })
    await say(phone, 'a/b 😀')
    await door.until(() => door.messages().length === 1)
    const [{ raw, headers, changes }] = door.all as [(typeof door.all)[number]]
    expect(raw).toMatch(/^[ -~]+$/)
    expect(raw).toContain('a\\/b \\ud83d\\ude00')
    expect(headers.get('user-agent')).toBe('facebookexternalua')
    expect(changes).toHaveLength(1)
    expect(door.messages()[0].text.body).toBe('a/b 😀')
  })

  test('what one customer writes comes in order', async () => {
    const phone = await customer()
    for (const nth of range(20)) await say(phone, `${nth}`)
    await door.until(() => door.messages().length === 20)
    expect(door.messages().map(({ text }) => text.body)).toEqual(range(20).map(String))
  })

  test('a webhook that was not taken comes again, and its message is no more than once on the phone', async () => {
    answers.now = (nth) => (nth < 3 ? 503 : 200)
    const phone = await customer()
    const wamid = await say(phone, 'Halo')
    await door.until(() => door.all.length === 3)
    await simulator.simulator.idle()
    expect(door.messages().map(({ id }) => id)).toEqual([wamid, wamid, wamid])
    const chat = await simulator.chat(phone)
    expect(chat.messages.map(({ status }) => status)).toEqual(['delivered'])
  })
})

test('sends to one customer that overlap are counted', async () => {
  // Each is answered once its first status is told, and that is when both have come.
  await simulator.behave({ status_first: true, statuses: ['sent'], paused: true })
  const phone = await customer()
  const sends = [send(phone), send(phone), send(newPhone())]
  while ((await simulator.chat(phone)).messages.length < 2);
  await simulator.behave({ paused: false })
  await Promise.all(sends)
  const besides = (await simulator.requests()).map(({ beside }) => beside)
  expect(besides.toSorted()).toEqual([0, 0, 1])
})
