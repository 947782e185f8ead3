import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { openStatuses } from './statusesWorld.ts'
import { echo, from, newBsuid, reaction, revoke, systemLine } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { inbox, stop } = await openStatuses()
afterAll(stop)

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

  test('a room created by a reaction has no last message, and no window', async () => {
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
