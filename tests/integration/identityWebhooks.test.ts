import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { openIdentities } from './identitiesWorld.ts'
import { change, echo, from, newBsuid, status } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { inbox, write, namesOf, updatesOf, stop } = await openIdentities()
afterAll(stop)

describe('a customer without a phone', () => {
  test('works from the first message on, under the profile name', async () => {
    const who = { bsuid: newBsuid(), parent: newBsuid(), name: 'Ana', username: '@ana.writes' }
    const room = await write(who)
    expect(room).toMatchObject({
      room_title: 'Ana',
      room_phone: null,
      contact: { name: 'Ana', phone: null, user_id: who.bsuid, username: 'ana.writes' },
      unread_count: 1,
    })
    await inbox.take(echo({ bsuid: who.bsuid }, 'Halo Ana'))
    expect((await write({ bsuid: who.bsuid })).room_id).toBe(room.room_id)
    expect((await inbox.room(room.room_id)).message_count).toBe(3)
    await inbox.settled()
    expect(namesOf(room.room_id)).toEqual([
      'new_room',
      'new_room_complete',
      'new_message',
      'new_message',
    ])
  })

  test('goes by the username where there is no profile name, and is never "Unknown"', async () => {
    const nameless = await write({ bsuid: newBsuid(), username: '@budi' })
    expect(nameless.room_title).toBe('budi')
    const bsuid = newBsuid()
    expect((await write({ bsuid, name: '   ' })).room_title).toBe(bsuid)
    const phone = newPhone()
    expect((await write({ phone, username: 'citra' })).room_title).toBe(phone)
    await inbox.settled()
    const titles = inbox.dashboard.named('new_room_complete').map(({ room_title }) => room_title)
    for (const title of titles) expect(title).not.toMatch(/^(unknown|null|undefined|)$/i)
  })

  test('has one room on each of our numbers, and one contact', async () => {
    const who = { bsuid: newBsuid(), name: 'Ana' }
    const here = await write(who)
    const there = await write(who, 'Halo', { channel: '206540352242922' })
    expect(there.room_id).not.toBe(here.room_id)
    expect(there.contact.id).toBe(here.contact.id)
    expect(there.channel.phone_number_id).toBe('206540352242922')
  })
})

test('two spellings of one number, first seen in one body, are one customer', async () => {
  const digits = newPhone().slice(-7)
  const spellings = [`55119${8}${digits}`, `5511${8}${digits}`]
  const wamids = [newWamid(), newWamid()]
  await inbox.take(
    ...spellings.map((phone, turn) => from({ phone, name: 'Ana' }, 'Oi', { wamid: wamids[turn]! })),
  )
  expect(await inbox.roomOf(wamids[1]!)).toBe(await inbox.roomOf(wamids[0]!))
  expect((await inbox.stored(wamids[0]!)).room_id).toBe(await inbox.roomOf(wamids[0]!))
})

describe('ids that become known later', () => {
  test('a business-scoped id beside the known phone keeps the room, and is told once', async () => {
    const who = { phone: newPhone(), name: 'Ana' }
    const before = await write(who)
    const both = { ...who, bsuid: newBsuid() }
    const after = await write(both)
    expect(after).toMatchObject({
      room_id: before.room_id,
      contact: { phone: who.phone, user_id: both.bsuid },
      message_count: 2,
    })
    expect((await write({ bsuid: both.bsuid })).room_id).toBe(before.room_id)
    expect((await write(who)).room_id).toBe(before.room_id)
    await inbox.settled()
    expect(updatesOf(before.room_id).map(({ payload }) => payload.contact.user_id)).toEqual([
      both.bsuid,
    ])
  })

  test('a phone beside the known business-scoped id keeps the room', async () => {
    const who = { bsuid: newBsuid(), username: 'ana' }
    const before = await write(who)
    const after = await write({ ...who, phone: newPhone() })
    expect(after.room_id).toBe(before.room_id)
    expect(after.room_phone).not.toBe(null)
    expect(after.room_title).toBe(after.room_phone!)
  })

  test('a status that names both proves that they are one person', async () => {
    const [phone, bsuid] = [newPhone(), newBsuid()]
    const sent = newWamid()
    await inbox.take(echo({ phone }, 'Are you there?', { wamid: sent }))
    const before = await inbox.room(await inbox.roomOf(sent))
    expect(before).toMatchObject({ room_title: phone, contact: { user_id: null } })
    await inbox.take(
      change({
        statuses: [status(sent, 'delivered', { recipient_id: phone, recipient_user_id: bsuid })],
      }),
    )
    expect((await inbox.room(before.room_id)).contact.user_id).toBe(bsuid)
    const answered = await write({ bsuid, name: 'Ana' })
    expect(answered).toMatchObject({ room_id: before.room_id, room_title: 'Ana' })
    await inbox.settled()
    expect((await inbox.stored(sent)).status).toBe('delivered')
  })

  test('a failed status, and a status of a group, prove nothing', async () => {
    const phone = newPhone()
    const sent = newWamid()
    await inbox.take(echo({ phone }, 'ours', { wamid: sent }))
    const proof = { recipient_id: phone, recipient_user_id: newBsuid() }
    await inbox.take(
      change({
        statuses: [
          status(sent, 'failed', proof),
          status(sent, 'delivered', { ...proof, recipient_type: 'group' }),
        ],
      }),
    )
    expect((await inbox.room(await inbox.roomOf(sent))).contact.user_id).toBe(null)
  })

  test('the answer to our request for a number brings it', async () => {
    const who = { bsuid: newBsuid(), name: 'Ana' }
    const before = await write(who)
    const phone = newPhone()
    const card = {
      type: 'contacts',
      contacts: [{ origin: 'contact_request', phones: [{ phone: `+${phone}`, wa_id: phone }] }],
    }
    await inbox.take(from(who, card))
    expect(await inbox.room(before.room_id)).toMatchObject({ room_phone: phone, message_count: 2 })
  })
})
