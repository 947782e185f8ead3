import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import fc from 'fast-check'
import { mergeStatus, noTimes, shownStatus, type TimedStatus } from '../../src/domain/status.ts'
import { connect } from '../helpers/client.ts'
import { startServer } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import {
  type Change,
  change,
  checkBooks,
  echo,
  from,
  hook,
  type Inbox,
  newBsuid,
  openInbox,
  reaction,
  revoke,
  status,
  systemLine,
} from './webhookWorld.ts'

setDefaultTimeout(60_000)

const SECOND = 1000
const HOUR = 3_600_000
const second = (at: number) => Math.floor(at / SECOND) * SECOND
const iso = (at: number) => new Date(second(at)).toISOString()
const statuses = (...list: object[]) => change({ statuses: list })

let inbox: Inbox
beforeAll(async () => {
  inbox = await openInbox()
})
afterAll(async () => {
  await checkBooks(inbox.sql)
  await inbox.stop()
})

const updatesOf = (wamid: string) =>
  inbox.dashboard
    .named('message_status_update')
    .filter((payload) => payload.wa_message_id === wamid)
const isWaiting = async (wamid: string) =>
  (await inbox.sql`select 1 from waiting_updates where wa_message_id = ${wamid}`).length

describe('statuses of our messages', () => {
  test('each is shown once, by the message and by an event with Meta’s time', async () => {
    const [wamid, at] = [newWamid(), Date.now() - HOUR]
    await inbox.take(echo({ phone: newPhone() }, 'ours', { wamid, at }))
    for (const name of ['delivered', 'delivered', 'read', 'sent', 'delivered'])
      await inbox.take(statuses(status(wamid, name, { at: at + SECOND })))
    await inbox.settled()
    const message = await inbox.stored(wamid)
    expect(message).toMatchObject({ status: 'read', status_timestamp: iso(at + SECOND) })
    expect(updatesOf(wamid)).toEqual(
      ['delivered', 'read'].map((name) => ({
        event_id: expect.any(Number),
        message_id: message.id,
        room_id: message.room_id,
        wa_message_id: wamid,
        status: name,
        status_timestamp: iso(at + SECOND),
        attempt: 1,
      })),
    )
  })

  test('one that comes before its message waits for it, and is applied before Meta is answered', async () => {
    const [wamid, at] = [newWamid(), Date.now() - HOUR]
    await inbox.take(statuses(status(wamid, 'delivered', { at: at + SECOND })))
    await inbox.take(statuses(status(wamid, 'read', { at: at + 2 * SECOND })))
    expect(await isWaiting(wamid)).toBe(2)
    await inbox.take(echo({ phone: newPhone() }, 'ours', { wamid, at }))
    expect(await inbox.stored(wamid)).toMatchObject({
      status: 'read',
      status_timestamp: iso(at + 2 * SECOND),
    })
    expect(await isWaiting(wamid)).toBe(0)
    await inbox.settled()
    const events = inbox
      .seenOf(await inbox.roomOf(wamid))
      .map(({ event, payload }) => `${event} ${payload.status}`)
    expect(events).toEqual([
      'new_room open',
      'new_room_complete open',
      'message_status_update read',
    ])
  })

  test('one that waits for a message which another process stored is applied by the next process that starts', async () => {
    const [wamid, at] = [newWamid(), Date.now() - HOUR]
    await inbox.take(echo({ phone: newPhone() }, 'ours', { wamid, at }))
    const message = await inbox.stored(wamid)
    const update = {
      kind: 'status',
      channel: { phoneNumberId: '106540352242922', displayPhoneNumber: null, wabaId: null },
      wamid,
      status: 'delivered',
      at: second(at) + SECOND,
      callback: null,
      error: null,
      recipient: null,
    }
    await inbox.sql`
      insert into waiting_updates (wa_message_id, kind, at, update)
      values (${wamid}, 'delivered', ${iso(at + SECOND)}::text::timestamptz, ${JSON.stringify(update)}::text::jsonb)`
    const other = await startServer({ databaseUrl: inbox.server.databaseUrl })
    await inbox.dashboard.until(() => updatesOf(wamid).length > 0, 'the status')
    expect(updatesOf(wamid)[0]).toMatchObject({ message_id: message.id, status: 'delivered' })
    await inbox.settled()
    expect(await isWaiting(wamid)).toBe(0)
    await other.stop()
  })

  test('a failure tells its error, on the message and in the event, and a later arrival clears it', async () => {
    const [wamid, at] = [newWamid(), Date.now() - HOUR]
    const errors = [
      {
        code: 131026,
        title: 'Message undeliverable',
        error_data: { details: 'Not on WhatsApp.' },
      },
    ]
    const error = { code: 131026, title: 'Message undeliverable', details: 'Not on WhatsApp.' }
    await inbox.take(echo({ phone: newPhone() }, 'ours', { wamid, at }))
    await inbox.take(statuses(status(wamid, 'failed', { at: at + SECOND, errors })))
    await inbox.settled()
    expect(await inbox.stored(wamid)).toMatchObject({ status: 'failed', metadata: { error } })
    expect(updatesOf(wamid).at(-1)).toMatchObject({ status: 'failed', error })

    await inbox.take(statuses(status(wamid, 'sent', { at })))
    expect((await inbox.stored(wamid)).status).toBe('failed')
    await inbox.take(statuses(status(wamid, 'delivered', { at: at + SECOND })))
    await inbox.settled()
    const message = await inbox.stored(wamid)
    expect(message).toMatchObject({ status: 'delivered', metadata: {} })
    expect(updatesOf(wamid).at(-1).error).toBeUndefined()
  })

  test('one of a message that nobody ever stored harms nobody, and is kept', async () => {
    const wamid = newWamid()
    await inbox.take(statuses(status(wamid, 'delivered'), status(wamid, 'unheard_of')))
    await inbox.take(from({ phone: newPhone() }))
    expect(await isWaiting(wamid)).toBe(1)
    expect(
      await inbox.sql`select 1 from webhook_events where field = 'statuses.unknown' and value->>'id' = ${wamid}`,
    ).toHaveLength(1)
  })

  const rank = { sent: 0, failed: 1, delivered: 2, read: 3, played: 4 } as const
  const told = fc.record({
    name: fc.constantFrom<TimedStatus>('sent', 'delivered', 'read', 'played', 'failed'),
    at: fc.integer({ min: 0, max: 5 }),
    /** Sent together with the one before it. */
    joined: fc.boolean(),
  })
  test('in any order, repeated, batched and around their message they end the same, and never go backwards', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(told, { minLength: 1, maxLength: 8 }),
        fc.nat(8),
        async (list, place) => {
          const [wamid, base] = [newWamid(), second(Date.now() - HOUR)]
          const message = echo({ phone: newPhone() }, 'ours', { wamid, at: base })
          const batches: Change[] = []
          let open: object[] = []
          const close = () => {
            if (open.length > 0) batches.push(statuses(...open))
            open = []
          }
          for (const [turn, { name, at, joined }] of list.entries()) {
            if (!joined || turn === place) close()
            if (turn === place) batches.push(message)
            open.push(status(wamid, name, { at: base + at * SECOND }))
          }
          close()
          if (!batches.includes(message)) batches.push(message)
          for (const batch of batches) await inbox.take(batch)

          const times = list.reduce(
            (merged, { name, at }) => mergeStatus(merged, name, iso(base + at * SECOND)),
            mergeStatus(noTimes(1), 'sent', iso(base)),
          )
          const shown = shownStatus([times])!
          const stored = await inbox.stored(wamid)
          expect({ status: stored.status, at: stored.status_timestamp }).toEqual({
            status: shown.status,
            at: shown.at,
          })
          await inbox.settled()
          const ranks = updatesOf(wamid).map(({ status }) => rank[status as keyof typeof rank])
          expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
          expect(await isWaiting(wamid)).toBe(0)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('what counts', () => {
  test('a reaction is a message of its own, and neither unread nor the last message', async () => {
    const who = { phone: newPhone(), name: 'Ana' }
    const [first, second] = [newWamid(), newWamid()]
    await inbox.take(from(who, 'Halo', { wamid: first }))
    const id = await inbox.roomOf(first)
    const before = await inbox.room(id)
    await inbox.take(from(who, reaction(first, '🙏'), { wamid: second }))
    const after = await inbox.room(id)
    expect(after).toMatchObject({
      unread_count: 1,
      message_count: 2,
      last_message_text: 'Halo',
      room_updated_at: before.room_updated_at,
      window_expires_at: before.window_expires_at,
    })
    expect(await inbox.stored(second)).toMatchObject({
      content_type: 'reaction',
      reaction_emoji: '🙏',
      reaction_to_wa_message_id: first,
      direction: 'incoming',
    })
    await inbox.settled()
    const [told] = inbox.seenOf(id).filter(({ event }) => event === 'new_message')
    expect(told!.payload.room).toMatchObject({
      unread_count: 1,
      message_count: 2,
      room_updated_at: before.room_updated_at,
    })
  })

  test('a line by WhatsApp itself is neither unread nor the last message', async () => {
    const who = { phone: newPhone(), name: 'Ana' }
    const [first, line] = [newWamid(), newWamid()]
    await inbox.take(from(who, 'Halo', { wamid: first }))
    await inbox.take(
      systemLine(
        { from: who.phone },
        {
          type: 'customer_identity_changed',
          body: 'Ana changed phones',
          customer: who.phone,
          identity: { acknowledged: false, created_timestamp: '1749416383', hash: 'x' },
        },
        { wamid: line },
      ),
    )
    expect(await inbox.room(await inbox.roomOf(line))).toMatchObject({
      room_id: await inbox.roomOf(first),
      unread_count: 1,
      message_count: 2,
      last_message_text: 'Halo',
    })
    expect(await inbox.stored(line)).toMatchObject({
      direction: 'system',
      content_type: 'system',
      content_text: 'Ana changed phones',
    })
  })

  test('a room born of a reaction has no last message, and no window', async () => {
    const who = { bsuid: newBsuid(), name: 'Ana' }
    const wamid = newWamid()
    await inbox.take(from(who, reaction(newWamid()), { wamid }))
    await inbox.settled()
    const id = await inbox.roomOf(wamid)
    const expected = {
      last_message: null,
      last_message_text: null,
      unread_count: 0,
      message_count: 1,
      window_expires_at: null,
    }
    expect(await inbox.room(id)).toMatchObject(expected)
    const [born] = inbox.seenOf(id).filter(({ event }) => event === 'new_room_complete')
    expect(born!.payload).toMatchObject(expected)
  })

  test('what our people write in the phone app is the last message, and not unread', async () => {
    const who = { phone: newPhone(), name: 'Ana' }
    const [first, ours] = [newWamid(), newWamid()]
    await inbox.take(from(who, 'Halo', { wamid: first }))
    await inbox.take(echo(who, 'Selamat pagi', { wamid: ours }))
    const id = await inbox.roomOf(ours)
    expect(id).toBe(await inbox.roomOf(first))
    expect(await inbox.room(id)).toMatchObject({
      unread_count: 1,
      message_count: 2,
      last_message_text: 'Selamat pagi',
    })
    expect(await inbox.stored(ours)).toMatchObject({ direction: 'outgoing', status: 'sent' })
  })

  test('a customer who writes reopens a closed room, with room_updated; a reaction, a line or we do not', async () => {
    const who = { phone: newPhone(), name: 'Ana' }
    const first = newWamid()
    await inbox.take(from(who, 'Halo', { wamid: first }))
    const id = await inbox.roomOf(first)
    await inbox.sql`update rooms set status = 'closed' where id = ${id}`
    await inbox.take(from(who, reaction(first)))
    await inbox.take(echo(who, 'ours'))
    await inbox.take(from(who, revoke(newWamid())))
    expect((await inbox.room(id)).status).toBe('closed')
    await inbox.take(from(who, 'lagi'), from(who, 'dan lagi'))
    await inbox.settled()
    expect((await inbox.room(id)).status).toBe('open')
    const seen = inbox.seenOf(id)
    const reopened = seen.filter(({ event }) => event === 'room_updated')
    expect(reopened.map(({ payload }) => payload.status)).toEqual(['open'])
    expect(reopened[0]!.payload).toMatchObject({ last_message_text: 'dan lagi', unread_count: 3 })
    const states = seen.filter(({ event }) => event === 'new_message')
    expect(states.map(({ payload }) => payload.room.status)).toEqual([
      'closed',
      'closed',
      'open',
      'open',
    ])
  })
})

describe('time', () => {
  test('a late message shows Meta’s time, and its room comes to the top all the same', async () => {
    const [late, other] = [{ phone: newPhone() }, { phone: newPhone() }]
    const now = second(Date.now())
    const wamids = [newWamid(), newWamid(), newWamid()] as const
    await inbox.take(from(late, 'first', { wamid: wamids[0], at: now - HOUR }))
    await inbox.take(from(other, 'second', { wamid: wamids[1] }))
    const id = await inbox.roomOf(wamids[0])
    const { window_expires_at } = await inbox.room(id)
    await inbox.take(from(late, 'very late', { wamid: wamids[2], at: now - 48 * HOUR }))
    const { body } = await inbox.server.api('GET', '/rooms?limit=2', {
      token: inbox.supervisor.token,
    })
    expect(body.data.map((room: { room_id: string }) => room.room_id)).toEqual([
      id,
      await inbox.roomOf(wamids[1]),
    ])
    const messages = await inbox.messages(id)
    expect(messages.map((one) => one.content_text)).toEqual(['first', 'very late'])
    expect(messages[1]!.created_at).toBe(iso(now - 48 * HOUR))
    expect(await inbox.room(id)).toMatchObject({
      window_expires_at,
      last_message_text: 'very late',
    })
    expect(window_expires_at).toBe(iso(now - HOUR + 24 * HOUR))
  })

  test('a time in the future is cut to now', async () => {
    const wamid = newWamid()
    const before = second(Date.now())
    await inbox.take(from({ phone: newPhone() }, 'Halo', { wamid, at: Date.now() + 72 * HOUR }))
    const { created_at, room_id } = await inbox.stored(wamid)
    expect(Date.parse(created_at)).toBeGreaterThanOrEqual(before)
    expect(Date.parse(created_at)).toBeLessThanOrEqual(Date.now())
    const { window_expires_at } = await inbox.room(room_id)
    expect(Date.parse(window_expires_at!)).toBeLessThanOrEqual(Date.now() + 24 * HOUR)
  })

  test('messages sort by second, and within a second by the order of storing', async () => {
    const who = { phone: newPhone() }
    const now = second(Date.now()) - HOUR
    const turns: [string, number][] = [
      ['c1', now + 2 * SECOND],
      ['a1', now],
      ['b1', now + SECOND],
      ['a2', now],
      ['c2', now + 2 * SECOND],
      ['a3', now],
    ]
    const wamids = turns.map(newWamid)
    for (const [turn, [body, at]] of turns.entries())
      await inbox.take(from(who, body, { wamid: wamids[turn]!, at }))
    const messages = await inbox.messages(await inbox.roomOf(wamids[0]!))
    expect(messages.map((one) => one.content_text).reverse()).toEqual([
      'a1',
      'a2',
      'a3',
      'b1',
      'c1',
      'c2',
    ])
    expect(messages.map((one) => one.seq).sort()).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('delivered again, nothing changes and nobody is told', async () => {
    const agent = await connect(inbox.server.url, { token: inbox.server.admin.token })
    const body = hook(from({ phone: newPhone(), name: 'Ana' }), echo({ phone: newPhone() }, 'ours'))
    expect((await inbox.server.deliver(body)).status).toBe(200)
    await inbox.settled()
    const before = await inbox.sql`select log_position() as at`
    expect((await inbox.server.deliver(body)).status).toBe(200)
    expect((await inbox.server.deliver(body)).status).toBe(200)
    expect(await inbox.sql`select log_position() as at`).toEqual(before)
    expect(agent.faults).toEqual([])
    agent.close()
  })
})
