import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { signBody } from '../../src/whatsapp/signature.ts'
import { privateCluster } from '../helpers/cluster.ts'
import { APP_SECRET, deliver, type Server, startServer } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import {
  change,
  checkBooks,
  contactOf,
  echo,
  from,
  hook,
  type Inbox,
  newBsuid,
  openInbox,
  someoneWaits,
  status,
  text,
  type Who,
} from './webhookWorld.ts'

setDefaultTimeout(60_000)

let inbox: Inbox
let second: Server
beforeAll(async () => {
  inbox = await openInbox()
  second = await startServer({ databaseUrl: inbox.server.databaseUrl })
})
afterAll(async () => {
  await second.stop()
  await inbox.stop()
})

/** A shuffle that can be done again: its seed is in the test's title. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return list
    .map((value) => ({ value, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)
}

describe('60 concurrent first messages from one new customer, with 20 redeliveries among them', () => {
  const phone = newPhone
  const people: [string, () => (turn: number) => Who][] = [
    [
      'with a phone',
      () => {
        const who = { phone: phone(), name: 'Ana' }
        return () => who
      },
    ],
    [
      'with a business-scoped id only',
      () => {
        const who = { bsuid: newBsuid(), name: 'Ana' }
        return () => who
      },
    ],
    [
      'half of them with the phone only, half with the business-scoped id too',
      () => {
        const who = { phone: phone(), bsuid: newBsuid(), name: 'Ana' }
        return (turn) => (turn % 2 === 0 ? who : { ...who, bsuid: undefined })
      },
    ],
  ]
  for (const [described, makeWho] of people) {
    for (const processes of [1, 2]) {
      const seed = Date.now() % 1_000_000
      test(`${described}, taken by ${processes} process(es), make one room, one new_room_complete, 60 messages and counts of 60 (seed ${seed})`, async () => {
        const whoOf = makeWho()
        const wamids = Array.from({ length: 60 }, newWamid)
        const bodies = wamids.map((wamid, turn) =>
          hook(from(whoOf(turn), `message ${turn}`, { wamid })),
        )
        const deliveries = shuffled([...bodies, ...shuffled(bodies, seed).slice(0, 20)], seed)
        const urls = [inbox.server.url, second.url].slice(0, processes)
        const answers = await Promise.all(
          deliveries.map((body, turn) => deliver(urls[turn % urls.length]!, body)),
        )
        expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200))
        await inbox.settled()

        const id = await inbox.roomOf(wamids[0]!)
        const room = await inbox.room(id)
        expect(room).toMatchObject({ message_count: 60, unread_count: 60, room_title: 'Ana' })
        const messages = await inbox.messages(id)
        expect(messages.map((one) => one.wa_message_id).sort()).toEqual([...wamids].sort())
        expect(messages.map((one) => one.seq).sort((a, b) => a - b)).toEqual(
          wamids.map((_, turn) => turn + 1),
        )
        const seen = inbox.seenOf(id)
        const born = seen.filter(({ event }) => event === 'new_room_complete')
        const news = seen.filter(({ event }) => event === 'new_message')
        expect(born.map(({ payload }) => payload.message_count)).toEqual([1])
        expect(news.map(({ payload }) => payload.room.message_count)).toEqual(
          wamids.slice(1).map((_, turn) => turn + 2),
        )
        expect(news.at(-1)!.payload.room).toMatchObject({ unread_count: 60, message_count: 60 })
        expect(news.map(({ payload }) => payload.seq)).toEqual(
          wamids.slice(1).map((_, turn) => turn + 2),
        )
        await checkBooks(inbox.sql)
      })
    }
  }

  const seed = Date.now() % 1_000_000
  test(`with phone, with business-scoped id and with both, on two processes, end in one room with all 60 messages (seed ${seed})`, async () => {
    const who = { phone: newPhone(), bsuid: newBsuid() }
    const kinds: Who[] = [who, { phone: who.phone }, { bsuid: who.bsuid }]
    const wamids = Array.from({ length: 60 }, newWamid)
    const bodies = wamids.map((wamid, turn) =>
      hook(from({ ...kinds[turn % 3], name: 'Ana' }, `message ${turn}`, { wamid })),
    )
    const deliveries = shuffled([...bodies, ...shuffled(bodies, seed).slice(0, 20)], seed)
    const urls = [inbox.server.url, second.url]
    const answers = await Promise.all(
      deliveries.map((body, turn) => deliver(urls[turn % 2]!, body)),
    )
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200))
    const id = await inbox.roomOf(wamids[0]!)
    expect(await inbox.room(id)).toMatchObject({
      message_count: 60,
      unread_count: 60,
      contact: { phone: who.phone, user_id: who.bsuid },
    })
    expect((await inbox.messages(id)).length).toBe(60)
    await checkBooks(inbox.sql)
  })
})

describe('what Meta may send in one body', () => {
  test('a signed batch of 1,000 messages of 200 customers on 5 numbers is stored whole', async () => {
    const people = Array.from({ length: 200 }, () => newPhone())
    const channels = Array.from({ length: 5 }, (_, turn) => `90000000000${turn}`)
    const changes = channels.map((channel, number) =>
      change(
        {
          contacts: people.map((wa_id) => ({ profile: { name: 'One of many' }, wa_id })),
          messages: people.map((from, turn) => ({
            from,
            id: newWamid(),
            timestamp: '1749416383',
            ...text(`${number} ${turn}`),
          })),
        },
        channel,
      ),
    )
    await inbox.take(...changes)
    const [{ messages, rooms, contacts }] = (await inbox.sql`
      select count(*)::int as messages, count(distinct r.id)::int as rooms, count(distinct r.contact_id)::int as contacts
        from messages m join rooms r on r.id = m.room_id join channels h on h.id = r.channel_id
       where h.phone_number_id = any(${channels})`) as unknown as [Record<string, number>]
    expect({ messages, rooms, contacts }).toEqual({ messages: 1000, rooms: 1000, contacts: 200 })
    await checkBooks(inbox.sql)
  })

  test('messages, echoes and statuses, mixed in several entries and changes, are all stored', async () => {
    const who = { phone: newPhone(), name: 'Mixed' }
    const echoed = Array.from({ length: 100 }, newWamid)
    const received = Array.from({ length: 100 }, newWamid)
    const waiting = Array.from({ length: 400 }, newWamid)
    const of = (wamids: string[], name: string) => wamids.map((wamid) => status(wamid, name))
    const body = {
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '1',
          changes: [
            change({
              statuses: [...of(echoed, 'delivered'), ...of(waiting, 'read')],
              contacts: [contactOf(who)],
              messages: received.map((id) => ({
                from: who.phone,
                id,
                timestamp: '1749416383',
                ...text(id),
              })),
            }),
            ...echoed.slice(0, 50).map((wamid) => echo(who, 'ours', { wamid })),
          ],
        },
        {
          id: '2',
          changes: [
            ...echoed.slice(50).map((wamid) => echo(who, 'ours', { wamid })),
            change({ statuses: of(echoed, 'read') }),
            change({ statuses: of(waiting, 'delivered'), errors: [{ code: 130429 }] }),
            { field: 'account_alerts', value: { entity_type: 'WABA', entity_id: '1' } },
          ],
        },
      ],
    }
    expect((await inbox.server.deliver(body)).status).toBe(200)
    const id = await inbox.roomOf(received[0]!)
    const messages = await inbox.messages(id)
    const ours = messages.filter((one) => one.direction === 'outgoing')
    expect(ours.map((one) => one.wa_message_id).sort()).toEqual([...echoed].sort())
    expect(new Set(ours.map((one) => one.status))).toEqual(new Set(['read']))
    expect(messages.length).toBe(200)
    const [left] = await inbox.sql`
      select count(*)::int as n from waiting_updates where wa_message_id = any(${waiting})`
    expect(left!.n).toBe(800)
    const [due] = await inbox.sql`
      select count(*)::int as n from waiting_updates where wa_message_id = any(${echoed})`
    expect(due!.n).toBe(0)
    await checkBooks(inbox.sql)
  })

  test('a signed body of 2.9 MB is taken: as 1,000 messages', async () => {
    const phone = newPhone()
    const messages = Array.from({ length: 1000 }, () => ({
      from: phone,
      id: newWamid(),
      timestamp: '1749416383',
      ...text('é'.repeat(1_400)),
    }))
    const raw = JSON.stringify(hook(change({ messages })))
    expect(Buffer.byteLength(raw)).toBeGreaterThan(2_900_000)
    expect((await inbox.server.deliver(raw)).status).toBe(200)
    const room = await inbox.room(await inbox.roomOf(messages[999]!.id))
    expect(room).toMatchObject({ message_count: 1000, unread_count: 1000, room_title: phone })
    await checkBooks(inbox.sql)
  })

  test('a signed body of 2.9 MB is taken: as one giant text, cut for people and kept whole', async () => {
    const wamid = newWamid()
    const body = 'Panjang sekali. '.repeat(181_250)
    const raw = JSON.stringify(hook(from({ phone: newPhone(), name: 'Ana' }, body, { wamid })))
    expect(Buffer.byteLength(raw)).toBeGreaterThan(2_900_000)
    expect((await inbox.server.deliver(raw)).status).toBe(200)
    const message = await inbox.stored(wamid)
    expect(message.metadata).toEqual({ truncated: true })
    expect(body.startsWith(message.content_text!)).toBe(true)
    expect(message.content_text!.length).toBe(65_536)
    const [kept] = await inbox.sql`
      select value->'text'->>'body' as body from webhook_events
       where field = 'messages.oversized' and value->>'id' = ${wamid}`
    expect(kept!.body).toBe(body)
  })

  test('4 MiB are taken and one byte more is 413, with and without Content-Length; 6 MB is 413', async () => {
    const wamid = newWamid()
    const json = JSON.stringify(hook(from({ phone: newPhone() }, 'small', { wamid })))
    const padded = (size: number) => Buffer.from(json.padEnd(size))
    const limit = 4 * 1024 * 1024
    const post = (body: Buffer, streamed: boolean) => {
      const signature = signBody(body, APP_SECRET)
      const parts = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 0; at < body.length; at += 65_536)
            controller.enqueue(new Uint8Array(body.subarray(at, at + 65_536)))
          controller.close()
        },
      })
      return fetch(`${inbox.server.url}/webhook/whatsapp`, {
        method: 'POST',
        headers: { 'x-hub-signature-256': signature },
        body: streamed ? parts : new Uint8Array(body),
      })
    }
    expect((await post(padded(limit + 1), false)).status).toBe(413)
    expect((await post(padded(limit + 1), true)).status).toBe(413)
    expect((await post(padded(6_000_000), false)).status).toBe(413)
    expect(await inbox.sql`select 1 from messages where wa_message_id = ${wamid}`).toHaveLength(0)
    expect((await post(padded(limit), true)).status).toBe(200)
    expect((await post(padded(limit), false)).status).toBe(200)
    expect(await inbox.sql`select 1 from messages where wa_message_id = ${wamid}`).toHaveLength(1)
  })
})

describe('who may deliver', () => {
  const raw = JSON.stringify(hook(from({ phone: newPhone() })))
  const post = (url: string, body: string, signature?: string) =>
    fetch(`${url}/webhook/whatsapp`, {
      method: 'POST',
      headers: { ...(signature !== undefined && { 'x-hub-signature-256': signature }) },
      body,
    })
  const sign = (body: string, secret = APP_SECRET) => signBody(Buffer.from(body), secret)

  test('unsigned, wrongly signed, signed with SHA-1 or over other bytes is 401, and nothing is stored', async () => {
    const sha1 = new Bun.CryptoHasher('sha1', APP_SECRET).update(raw).digest('hex')
    const wrong = [
      undefined,
      '',
      'sha256=',
      sign(raw, 'another secret'),
      sign(`${raw} `),
      `sha1=${sha1}`,
      sign(raw).slice('sha256='.length),
      `${sign(raw)}00`,
    ]
    const before = await inbox.sql`select count(*) as n from messages`
    for (const signature of wrong) {
      const answer = await post(inbox.server.url, raw, signature)
      expect({ signature, status: answer.status }).toEqual({ signature, status: 401 })
      expect(await answer.json()).toMatchObject({ error: { code: 'unauthenticated' } })
    }
    expect(await inbox.sql`select count(*) as n from messages`).toEqual(before)
  })

  test('signed, and not JSON, is 400', async () => {
    for (const body of ['', 'Halo', '{"object":', '\0', '{"a":1} trailing']) {
      const answer = await post(inbox.server.url, body, sign(body))
      expect({ body, status: answer.status }).toEqual({ body, status: 400 })
    }
  })

  test('while the app secret is rotated, both are accepted', async () => {
    const rotating = await startServer({
      databaseUrl: inbox.server.databaseUrl,
      config: { appSecrets: ['the new secret', APP_SECRET] },
    })
    for (const secret of ['the new secret', APP_SECRET])
      expect((await post(rotating.url, raw, sign(raw, secret))).status).toBe(200)
    expect((await post(rotating.url, raw, sign(raw, 'a third'))).status).toBe(401)
    await rotating.stop()
  })
})

describe('200 means committed', () => {
  test('no answer comes before the commit, and when it comes the message is there', async () => {
    const wamid = newWamid()
    const answered: string[] = []
    let delivery: Promise<Response> | undefined
    await inbox.sql.begin(async (tx) => {
      await tx`lock table messages in share mode`
      delivery = inbox.server
        .deliver(hook(from({ phone: newPhone() }, 'Halo', { wamid })))
        .finally(() => answered.push('answer'))
      await someoneWaits(inbox.sql)
      // The server still serves others, and so would have had the time to answer.
      expect((await fetch(`${inbox.server.url}/health`)).status).toBe(200)
      await inbox.sql`select 1`
      expect(answered).toEqual([])
    })
    expect((await delivery!).status).toBe(200)
    expect(await inbox.sql`select 1 from messages where wa_message_id = ${wamid}`).toHaveLength(1)
  })

  test('a database out of reach is 503, and the next delivery succeeds', async () => {
    const cluster = await privateCluster()
    const server = await startServer({ databaseUrl: cluster.url })
    const wamids = [newWamid(), newWamid(), newWamid()]
    const bodies = wamids.map((wamid) => hook(from({ phone: newPhone() }, 'Halo', { wamid })))
    expect((await server.deliver(bodies[0])).status).toBe(200)
    await cluster.stop('immediate')
    const answers = await Promise.all(bodies.map((body) => server.deliver(body)))
    expect(answers.map((answer) => answer.status)).toEqual([503, 503, 503])
    expect(await answers[0]!.json()).toMatchObject({ error: { code: 'unavailable' } })
    await cluster.start()
    for (const body of bodies) expect((await server.deliver(body)).status).toBe(200)
    const { body } = await server.api('GET', '/rooms', { token: server.admin.token })
    expect(body.data.map((room: { message_count: number }) => room.message_count)).toEqual([
      1, 1, 1,
    ])
    await server.stop()
    await cluster.destroy()
  })
})
