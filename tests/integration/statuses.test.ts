import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import fc from 'fast-check'
import { mergeStatus, noTimes, shownStatus, type TimedStatus } from '../../src/domain/status.ts'
import { startServer } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { HOUR, iso, openStatuses, SECOND, second } from './statusesWorld.ts'
import { type Change, change, echo, from, status } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { inbox, stop } = await openStatuses()
afterAll(stop)

const statuses = (...list: object[]) => change({ statuses: list })

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
