import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import fc from 'fast-check'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import {
  type Change,
  echo,
  edit,
  expectConsistent,
  from,
  type Inbox,
  openInbox,
  revoke,
} from './webhookWorld.ts'

setDefaultTimeout(60_000)

const SECOND = 1000
const BASE = Math.floor(Date.now() / SECOND) * SECOND - 3_600_000
const iso = (at: number) => new Date(at).toISOString()

let inbox: Inbox
beforeAll(async () => {
  inbox = await openInbox()
})
afterAll(async () => {
  await expectConsistent(inbox.sql)
  await inbox.stop()
})

const updatesOf = (messageId: string) =>
  inbox.dashboard.named('message_updated').filter((payload) => payload.id === messageId)

async function received() {
  const [who, wamid] = [{ phone: newPhone(), name: 'Ana' }, newWamid()]
  await inbox.take(from(who, 'as written', { wamid, at: BASE }))
  return { who, wamid, message: await inbox.stored(wamid) }
}

describe('edits', () => {
  test('an edit changes the text, says when, and is told once', async () => {
    const { who, wamid, message } = await received()
    await inbox.dashboard.emit('room:join', { room_id: message.room_id })
    const later = from(who, edit(wamid, 'as meant'), { at: BASE + SECOND })
    await inbox.take(later)
    await inbox.take(later)
    await inbox.settled()
    const shown = await inbox.stored(wamid)
    expect(shown).toMatchObject({
      id: message.id,
      seq: message.seq,
      content_text: 'as meant',
      created_at: message.created_at,
      metadata: { edited: { at: iso(BASE + SECOND) } },
    })
    expect(updatesOf(message.id).map(({ event_id: _, ...payload }) => payload)).toEqual([shown])
    const joined = inbox.dashboard
      .named('room:message_updated')
      .filter((payload) => payload.id === message.id)
    expect(joined.length).toBe(1)
    expect(await inbox.room(message.room_id)).toMatchObject({
      last_message_text: 'as meant',
      unread_count: 1,
      message_count: 1,
    })
  })

  test('an older edit that comes late changes nothing', async () => {
    const { who, wamid, message } = await received()
    await inbox.take(from(who, edit(wamid, 'second'), { at: BASE + 2 * SECOND }))
    await inbox.take(from(who, edit(wamid, 'first'), { at: BASE + SECOND }))
    await inbox.settled()
    expect((await inbox.stored(wamid)).content_text).toBe('second')
    expect(updatesOf(message.id).length).toBe(1)
  })

  test('edits and revocations of what our people wrote in the phone app count too', async () => {
    const [who, wamid] = [{ phone: newPhone() }, newWamid()]
    await inbox.take(echo(who, 'at ten', { wamid, at: BASE }))
    await inbox.take(echo(who, edit(wamid, 'at eleven'), { at: BASE + SECOND }))
    expect((await inbox.stored(wamid)).content_text).toBe('at eleven')
    await inbox.take(echo(who, revoke(wamid), { at: BASE + 2 * SECOND }))
    expect((await inbox.stored(wamid)).content_text).toBe(null)
  })
})

describe('revocations', () => {
  test('a revoked message keeps its place and loses its text, for good', async () => {
    const { who, wamid, message } = await received()
    const revoked = from(who, revoke(wamid), { at: BASE + SECOND })
    await inbox.take(revoked)
    await inbox.take(revoked)
    await inbox.take(from(who, edit(wamid, 'a late edit'), { at: BASE + 2 * SECOND }))
    await inbox.settled()
    expect(await inbox.stored(wamid)).toMatchObject({
      id: message.id,
      seq: message.seq,
      content_text: null,
      metadata: { revoked: { at: iso(BASE + SECOND) } },
    })
    // Of the revocation, and of the edit, of which it keeps the time alone.
    expect(updatesOf(message.id).map(({ content_text }) => content_text)).toEqual([null, null])
    expect(await inbox.room(message.room_id)).toMatchObject({
      last_message_text: null,
      unread_count: 1,
      message_count: 1,
    })
  })
})

describe('all of what is taken back is gone, before its message too:', () => {
  const place = { latitude: -6.2, longitude: 106.8, name: 'Rumah', address: 'Jalan Kenanga 5' }
  const file = { id: 'kenanga-5', mime_type: 'application/pdf', filename: 'KTP Kenanga.pdf' }
  const card = { name: { formatted_name: 'Kenanga' }, org: { company: 'Rumah' } }
  test.each([
    { type: 'location', location: place },
    { type: 'document', document: { ...file, caption: 'Kenanga' } },
    { type: 'contacts', contacts: [card] },
  ])('$type', async (content) => {
    for (const revokedFirst of [false, true]) {
      const [who, wamid] = [{ phone: newPhone(), name: 'Ana' }, newWamid()]
      const message = from(who, content, { wamid, at: BASE })
      const revoked = from(who, revoke(wamid), { at: BASE + SECOND })
      for (const change of revokedFirst ? [revoked, message] : [message, revoked])
        await inbox.take(change)
      const stored = await inbox.stored(wamid)
      expect(stored).toMatchObject({
        content_type: content.type,
        metadata: { revoked: { at: iso(BASE + SECOND) } },
      })
      const room = await inbox.room(stored.room_id)
      expect(JSON.stringify([stored, room])).not.toMatch(/kenanga|rumah|pdf/i)
    }
  })
})

describe('before their message', () => {
  test('an edit and a revocation wait, and nobody ever sees what they replaced', async () => {
    for (const [content, text] of [
      [(wamid: string) => edit(wamid, 'as meant'), 'as meant'],
      [revoke, null],
    ] as const) {
      const [who, wamid] = [{ phone: newPhone(), name: 'Ana' }, newWamid()]
      await inbox.take(from(who, content(wamid), { at: BASE + SECOND }))
      expect(
        await inbox.sql`select 1 from waiting_updates where wa_message_id = ${wamid}`,
      ).toHaveLength(1)
      await inbox.take(from(who, 'as written', { wamid, at: BASE }))
      expect((await inbox.stored(wamid)).content_text).toBe(text)
      expect(
        await inbox.sql`select 1 from waiting_updates where wa_message_id = ${wamid}`,
      ).toHaveLength(0)
    }
  })

  test('of a customer nobody knows yet they make no room', async () => {
    const phone = newPhone()
    await inbox.take(from({ phone }, edit(newWamid(), 'never written')))
    expect(await inbox.sql`select 1 from contacts where wa_id = ${phone}`).toHaveLength(0)
  })
})

test('in any order, repeated, batched and around their message they end the same', async () => {
  const step = fc.record({
    /** Seconds after the message; an edit's text follows from it. */
    at: fc.integer({ min: 1, max: 4 }),
    revokes: fc.boolean(),
    joined: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 7 }),
      fc.nat(7),
      async (steps, place) => {
        const [who, wamid] = [{ phone: newPhone(), name: 'Ana' }, newWamid()]
        const message = from(who, 'as written', { wamid, at: BASE })
        const batches: Change[][] = []
        const add = (one: Change, joined: boolean) => {
          if (joined && batches.length > 0) batches.at(-1)!.push(one)
          else batches.push([one])
        }
        for (const [turn, { at, revokes, joined }] of steps.entries()) {
          if (turn === place) add(message, joined)
          const content = revokes ? revoke(wamid) : edit(wamid, `edit ${at}`)
          add(from(who, content, { at: BASE + at * SECOND }), joined)
        }
        if (steps.length <= place) add(message, false)
        for (const batch of batches) await inbox.take(...batch)

        const edits = steps.filter(({ revokes }) => !revokes).map(({ at }) => at)
        const revoked = steps.some(({ revokes }) => revokes)
        const last = Math.max(0, ...edits)
        const text = revoked ? null : last > 0 ? `edit ${last}` : 'as written'
        const { content_text, metadata } = await inbox.stored(wamid)
        expect({ content_text, revoked: 'revoked' in metadata }).toEqual({
          content_text: text,
          revoked,
        })
        expect(metadata.edited).toEqual(last > 0 ? { at: iso(BASE + last * SECOND) } : undefined)
      },
    ),
    { numRuns: 60 },
  )
})
