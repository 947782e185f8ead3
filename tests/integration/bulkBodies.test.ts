import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { signBody } from '../../src/whatsapp/signature.ts'
import { APP_SECRET } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { openBulk } from './bulkWorld.ts'
import {
  change,
  contactOf,
  echo,
  expectConsistent,
  from,
  hook,
  status,
  text,
} from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { inbox, stop } = await openBulk()
afterAll(stop)

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
    await expectConsistent(inbox.sql)
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
    await expectConsistent(inbox.sql)
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
    await expectConsistent(inbox.sql)
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

  test('a signed body of far more updates than Meta promises is taken: 25,000 statuses of messages that nobody knows', async () => {
    const statuses = Array.from({ length: 25_000 }, (_, n) => status(`unknown.${n}`, 'delivered'))
    const raw = JSON.stringify(hook(change({ statuses })))
    expect((await inbox.server.deliver(raw)).status).toBe(200)
    const [waiting] = await inbox.sql`
      select count(*)::int as n from waiting_updates where wa_message_id like 'unknown.%'`
    expect(waiting!.n).toBe(25_000)
  })

  test('what such a body says twice is stored once, with everybody in their order', async () => {
    const [first, second] = [newPhone(), newPhone()]
    const messages = Array.from({ length: 1100 }, (_, n) => ({
      from: n % 2 === 0 ? first : second,
      id: newWamid(),
      timestamp: '1749416383',
      ...text(String(n)),
    }))
    // The first slice comes again in the last ones, and all of it again in a second delivery.
    const raw = JSON.stringify(hook(change({ messages: [...messages, ...messages.slice(0, 250)] })))
    const answers = await Promise.all([inbox.server.deliver(raw), inbox.server.deliver(raw)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const room = await inbox.roomOf(messages[0]!.id)
    expect(await inbox.room(room)).toMatchObject({ message_count: 550, unread_count: 550 })
    const stored = await inbox.sql`
      select content_text from messages where room_id = ${room} order by seq`
    const texts = Array.from({ length: 550 }, (_, n) => String(2 * n))
    expect(stored.map((row) => row.content_text)).toEqual(texts)
    await expectConsistent(inbox.sql)
  })

  test('while such a body is stored, other webhooks are answered', async () => {
    const statuses = Array.from({ length: 25_000 }, (_, n) => status(`flood.${n}`, 'delivered'))
    let isDone = false
    const flood = inbox.server.deliver(hook(change({ statuses }))).then((answer) => {
      isDone = true
      return answer
    })
    const stored = async () => {
      const [waiting] = await inbox.sql`
        select count(*)::int as n from waiting_updates where wa_message_id like 'flood.%'`
      return waiting!.n
    }
    while ((await stored()) === 0) await Bun.sleep(1)
    for (let n = 0; n < 3; n++) {
      const other = await inbox.server.deliver(hook(from({ phone: newPhone() }, 'Halo')))
      expect({ status: other.status, isDone }).toEqual({ status: 200, isDone: false })
    }
    expect((await flood).status).toBe(200)
    expect(await stored()).toBe(25_000)
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
