import { afterAll, afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { NUMBER, newPhone, openPosted, range } from './postedWorld.ts'

setDefaultTimeout(60_000)

const { answers, door, simulator, graph, hasty, send, sent, say, customer, stop } =
  await openPosted()
afterAll(stop)

afterEach(async () => {
  await simulator.call('POST', '/reset', {})
  answers.now = () => 200
  door.clear()
})

describe('told to misbehave', () => {
  test('it delivers again what was taken', async () => {
    await simulator.behave({ duplicates: 1 })
    const wamid = await say(await customer(), 'Halo')
    await door.until(() => door.all.length === 2)
    await simulator.simulator.idle()
    expect(door.all[1]!.raw).toBe(door.all[0]!.raw)
    expect(door.messages().map(({ id }) => id)).toEqual([wamid, wamid])
  })

  test('it shuffles, and loses nothing', async () => {
    // Held back until all are said, so that each hand is full, however slowly they come.
    await simulator.behave({ reorder_within: 10, paused: true })
    const phone = await customer()
    for (const nth of range(40)) await say(phone, `${nth}`)
    await simulator.behave({ paused: false })
    await door.until(() => door.messages().length === 40)
    const came = door.messages().map(({ text }) => Number(text.body))
    expect(came.toSorted((a, b) => a - b)).toEqual(range(40))
    // One order in (10!)⁴ is the right one.
    expect(came).not.toEqual(range(40))
  })

  test('it puts several things into one webhook', async () => {
    await simulator.behave({ batch_size: 5, paused: true })
    const phone = await customer()
    for (const nth of range(10)) await say(phone, `${nth}`)
    await simulator.behave({ paused: false })
    await door.until(() => door.messages().length === 10)
    expect(door.messages().map(({ text }) => text.body)).toEqual(range(10).map(String))
    expect(Math.max(...door.all.map(({ changes }) => changes.length))).toBeGreaterThan(1)
    expect(door.all.every(({ changes }) => changes.length <= 5)).toBe(true)
  })

  test('it holds webhooks back until it may go on', async () => {
    await simulator.behave({ paused: true })
    const wamid = await sent()
    await say(await customer(), 'Halo')
    expect(door.all).toEqual([])
    await simulator.behave({ paused: false })
    await door.until(() => door.statusesOf(wamid).endsWith('read') && door.messages().length === 1)
  })

  test('it delays, and says for how long', async () => {
    await simulator.behave({ delay_ms: 60 })
    await say(await customer(), 'Halo')
    await door.until(() => door.messages().length === 1)
    await simulator.simulator.idle()
    const events = await fetch(`${simulator.url}/events?after=0`)
    const reader = events.body!.getReader()
    let read = ''
    while (!/"marks":\["delayed"\]/.test(read)) {
      read += new TextDecoder().decode((await reader.read()).value)
    }
    await reader.cancel()
  })

  test('it takes a message and cuts the line before it says so', async () => {
    await simulator.behave({ drop_responses: 1 })
    const phone = newPhone()
    expect(await send(phone)).toMatchObject({ kind: 'unknown' })
    await door.until(() => door.statuses().some(({ status }) => status === 'read'))
    expect((await simulator.chat(phone)).messages).toHaveLength(1)
    expect(await send(phone)).toMatchObject({ kind: 'accepted' })
    expect((await simulator.requests()).map(({ wamid }) => typeof wamid)).toEqual([
      'string',
      'string',
    ])
  })

  test('it answers too late', async () => {
    await simulator.behave({ response_delay_ms: 3_000 })
    const phone = newPhone()
    expect(await send(phone, {}, hasty)).toMatchObject({ kind: 'unknown' })
    expect((await simulator.chat(phone)).messages).toHaveLength(1)
  })

  test('it tells the first status before it answers', async () => {
    await simulator.behave({ status_first: true })
    const wamid = await sent()
    expect(door.statusesOf(wamid)).toStartWith('sent')
  })

  test('nobody reads', async () => {
    await simulator.behave({ statuses: ['sent', 'delivered'] })
    const phone = newPhone()
    const wamid = await sent(phone)
    await door.until(() => door.statusesOf(wamid).endsWith('delivered'))
    await simulator.opens(phone)
    await simulator.simulator.idle()
    expect(door.statusesOf(wamid)).toBe('sent delivered')
  })

  test('it fails the next so many, then no more', async () => {
    await simulator.behave({ failures: [{ code: 131053, next: 2, as: 'response' }] })
    const outcomes = [await send(newPhone()), await send(newPhone()), await send(newPhone())]
    expect(outcomes).toMatchObject([
      { kind: 'refused', error: { code: 131053, httpStatus: 400 } },
      { kind: 'refused' },
      { kind: 'accepted' },
    ])
  })

  test('it fails one customer’s, again and again', async () => {
    const [unlucky, lucky] = [newPhone(), newPhone()]
    await simulator.behave({
      failures: [{ code: 131000, phone: unlucky, next: null, as: 'response' }],
    })
    for (const _ of range(3)) {
      expect(await send(unlucky)).toMatchObject({ kind: 'retry', error: { httpStatus: 500 } })
    }
    expect(await send(lucky)).toMatchObject({ kind: 'accepted' })
    expect(
      (await simulator.call<{ failures: unknown[] }>('GET', '/behaviour')).failures,
    ).toHaveLength(1)
  })

  test('it takes a message, and fails it afterwards', async () => {
    const phone = newPhone()
    await simulator.behave({ failures: [{ code: 131026, next: 1, as: 'status' }] })
    const wamid = await sent(phone)
    await door.until(() => door.statusesOf(wamid) !== '')
    const failed = door.statuses().find(({ id }) => id === wamid)
    expect(failed).toMatchObject({
      status: 'failed',
      recipient_id: phone,
      errors: [
        {
          code: 131026,
          title: 'Message undeliverable',
          error_data: { details: expect.any(String) },
        },
      ],
    })
    expect(failed).not.toHaveProperty('recipient_user_id')
    const value = door.values().find(({ statuses }) => statuses?.[0].id === wamid)
    expect(value).not.toHaveProperty('contacts')
    expect((await simulator.chat(phone)).messages[0]!.status).toBe('failed')
  })

  test('a file that is not what its message says fails afterwards, as with Meta', async () => {
    const file = await graph.uploadMedia(NUMBER, new Blob(['%PDF']), {
      mime: 'application/pdf',
      filename: 'a.pdf',
    })
    if (file.kind !== 'uploaded') throw new Error(JSON.stringify(file))
    const wamid = await sent(newPhone(), { type: 'image', image: { id: file.id } })
    await door.until(() => door.statusesOf(wamid) === 'failed')
    const failed = door.statuses().find(({ id }) => id === wamid)
    expect(failed.errors[0].code).toBe(131053)
  })

  test('it hides every phone number', async () => {
    await simulator.behave({ hidden: true })
    const phone = await customer({ username: '@ana' })
    await say(phone, 'Halo')
    await door.until(() => door.messages().length === 1)
    expect(door.all[0]!.raw).not.toContain(`"${phone}"`)
    expect(door.messages()[0]).toMatchObject({ from_user_id: expect.stringMatching(/^ID\./) })
    expect(door.values()[0].contacts[0].profile).toEqual({ username: 'ana' })
  })

  test('it keeps Meta’s window', async () => {
    await simulator.behave({ enforce_window: true })
    const phone = await customer()
    const early = await sent(phone)
    await door.until(() => door.statusesOf(early) === 'failed')
    expect(door.statuses()[0].errors[0].code).toBe(131047)
    await simulator.says(phone, { type: 'text', text: 'Halo' })
    const open = await sent(phone)
    await door.until(() => door.statusesOf(open).startsWith('sent'))
    const template = { name: 'ask_for_number', language: { code: 'en_US' } }
    const always = await sent(newPhone(), { type: 'template', template })
    await door.until(() => door.statusesOf(always).startsWith('sent'))
  })

  test('it keeps Meta’s limits for a pair', async () => {
    await simulator.behave({ enforce_limits: true, statuses: [] })
    const phone = newPhone()
    const outcomes = await Promise.all(range(46).map(() => send(phone)))
    const refused = outcomes.filter(({ kind }) => kind === 'retry')
    expect(refused).toMatchObject([{ error: { code: 131056 } }])
  })

  test('it accepts no token', async () => {
    await simulator.behave({ refuse_token: true })
    expect(await send(newPhone())).toMatchObject({
      kind: 'refused',
      error: { code: 190, httpStatus: 401 },
    })
    expect(await graph.checkNumber(NUMBER)).toBe('refused')
    await simulator.behave({ refuse_token: false })
    expect(await graph.checkNumber(NUMBER)).toBe('ok')
  })

  test('and behaves again, with nothing left of it', async () => {
    await simulator.behave({
      paused: true,
      duplicates: 1,
      failures: [{ code: 1, next: null, as: 'response' }],
    })
    expect(await simulator.behaveAgain()).toMatchObject({
      paused: false,
      duplicates: 0,
      failures: [],
    })
    const wamid = await sent()
    await door.until(() => door.statusesOf(wamid) === 'sent delivered read')
  })
})

test('what it is told is checked', async () => {
  for (const wrong of [
    { duplicates: 2 },
    { batch_size: 0 },
    { unheard_of: true },
    { failures: [{}] },
  ]) {
    await expect(simulator.behave(wrong as never)).rejects.toThrow('invalid_request')
  }
})
