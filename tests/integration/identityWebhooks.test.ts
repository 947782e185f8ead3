import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { connect } from '../helpers/client.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import {
  change,
  checkBooks,
  contactOf,
  echo,
  from,
  type Inbox,
  newBsuid,
  openInbox,
  status,
  systemLine,
  type Who,
} from './webhookWorld.ts'

setDefaultTimeout(60_000)

let inbox: Inbox
beforeAll(async () => {
  inbox = await openInbox()
})
afterAll(async () => {
  await checkBooks(inbox.sql)
  await inbox.stop()
})

/** Takes a message and answers its room as it is then. */
async function write(who: Who, body = 'Halo', options: { at?: number; channel?: string } = {}) {
  const wamid = newWamid()
  await inbox.take(from(who, body, { ...options, wamid }))
  return inbox.room(await inbox.roomOf(wamid))
}

const namesOf = (roomId: string) => inbox.seenOf(roomId).map(({ event }) => event)
const updatesOf = (roomId: string) =>
  inbox.seenOf(roomId).filter(({ event }) => event === 'room_updated')

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

describe('ids that change', () => {
  test('a changed number, told by a system message, keeps the room and says so', async () => {
    const who = { phone: newPhone(), bsuid: newBsuid(), name: 'Ana' }
    const before = await write(who)
    const next = { phone: newPhone(), bsuid: newBsuid() }
    const line = systemLine(
      { from: who.phone, from_user_id: who.bsuid },
      {
        type: 'user_changed_number',
        body: `User Ana changed from ${who.phone} to ${next.phone}`,
        wa_id: next.phone,
        user_id: next.bsuid,
        previous_user_id: who.bsuid,
      },
    )
    await inbox.take(line)
    await inbox.take(line)
    expect(await inbox.room(before.room_id)).toMatchObject({
      contact: { phone: next.phone, user_id: next.bsuid },
      room_title: 'Ana',
      message_count: 2,
      unread_count: 1,
      last_message_text: 'Halo',
    })
    expect((await write({ ...next, name: 'Ana' })).room_id).toBe(before.room_id)
    // What was on its way under the old ids still finds the room.
    expect((await write({ bsuid: who.bsuid })).room_id).toBe(before.room_id)
    await inbox.settled()
    expect(updatesOf(before.room_id).length).toBe(1)
  })

  test('a new business-scoped id, told by a system message or by user_id_update, keeps the room', async () => {
    for (const announce of ['system', 'user_id_update']) {
      const who = { bsuid: newBsuid(), name: 'Ana' }
      const before = await write(who)
      const next = newBsuid()
      await inbox.take(
        announce === 'system'
          ? systemLine(
              {},
              {
                type: 'user_changed_user_id',
                body: 'x',
                user_id: next,
                previous_user_id: who.bsuid,
              },
            )
          : {
              field: 'user_id_update',
              value: [{ detail: 'x', user_id: { previous: who.bsuid, current: next } }],
            },
      )
      expect((await inbox.room(before.room_id)).contact.user_id).toBe(next)
      expect((await write({ bsuid: next })).room_id).toBe(before.room_id)
      expect((await write({ bsuid: who.bsuid })).room_id).toBe(before.room_id)
    }
  })

  test('a recycled number never merges: its new owner gets a room, the old one keeps theirs', async () => {
    const phone = newPhone()
    const [ana, budi] = [
      { phone, bsuid: newBsuid(), name: 'Ana' },
      { phone, bsuid: newBsuid(), name: 'Budi' },
    ]
    const old = await write(ana, 'of Ana')
    const recent = await write(budi, 'of Budi')
    expect(recent.room_id).not.toBe(old.room_id)
    expect(recent).toMatchObject({ room_title: 'Budi', message_count: 1, room_phone: phone })
    expect(await inbox.room(old.room_id)).toMatchObject({
      room_title: 'Ana',
      message_count: 1,
      room_phone: null,
    })
    expect((await write({ phone, name: 'Budi' })).room_id).toBe(recent.room_id)
    expect((await write({ bsuid: ana.bsuid })).room_id).toBe(old.room_id)
    await inbox.settled()
    expect(namesOf(old.room_id)).not.toContain('room_merged')
    expect(namesOf(recent.room_id)).not.toContain('room_merged')
  })

  test('a renamed profile is told once, whichever ids it comes with', async () => {
    const who = { phone: newPhone(), bsuid: newBsuid() }
    const { room_id } = await write({ ...who, name: 'Ana' })
    for (const ids of [who, { phone: who.phone }, { bsuid: who.bsuid }, who])
      await write({ ...ids, name: 'Ana Baru' })
    expect((await inbox.room(room_id)).room_title).toBe('Ana Baru')
    await inbox.settled()
    expect(updatesOf(room_id).map(({ payload }) => payload.room_title)).toEqual(['Ana Baru'])
  })
})

describe('two halves of one person', () => {
  test('are merged by one message that names both: the older room stays, for everybody who was in either', async () => {
    const who = { phone: newPhone(), bsuid: newBsuid(), name: 'Ana' }
    const older = await write({ phone: who.phone, name: 'Ana' }, 'by phone')
    const younger = await write({ bsuid: who.bsuid, username: 'ana' }, 'by id')
    expect(younger.room_id).not.toBe(older.room_id)
    const agents = [
      await inbox.server.person('agent', 'One'),
      await inbox.server.person('agent', 'Two'),
    ]
    const [one, two] = [
      await connect(inbox.server.url, { token: agents[0]!.token }),
      await connect(inbox.server.url, { token: agents[1]!.token }),
    ]
    const stranger = await inbox.server.person('agent', 'Three')
    const other = await connect(inbox.server.url, { token: stranger.token })
    const { token } = inbox.supervisor
    const assign = (roomId: string, agent_id: string) =>
      inbox.server.api('POST', `/rooms/${roomId}/assign`, { token, body: { agent_id } })
    await assign(older.room_id, agents[0]!.id)
    await assign(younger.room_id, agents[1]!.id)
    await one.event('agent_assigned')
    await two.event('agent_assigned')

    const merged = await write(who, 'by both')
    expect(merged).toMatchObject({
      room_id: older.room_id,
      message_count: 3,
      unread_count: 3,
      last_message_text: 'by both',
      contact: { id: older.contact.id, phone: who.phone, user_id: who.bsuid, username: 'ana' },
    })
    expect(merged.participants.map(({ user_id }) => user_id).sort()).toEqual(
      agents.map(({ id }) => id).sort(),
    )
    const texts = (await inbox.messages(older.room_id)).map((one) => one.content_text)
    expect(texts.sort()).toEqual(['by both', 'by id', 'by phone'])

    for (const dashboard of [inbox.dashboard, one, two]) {
      await dashboard.until(
        () => dashboard.named('new_message').some(({ content_text }) => content_text === 'by both'),
        'the message after the merge',
      )
      const told = dashboard
        .named('room_merged')
        .filter(({ from_room_id }) => from_room_id === younger.room_id)
      expect(told.map(({ room }) => room.room_id)).toEqual([older.room_id])
      expect(told[0].room).toMatchObject({ message_count: 2, unread_count: 2 })
      expect(dashboard.faults).toEqual([])
    }
    expect(other.durable()).toEqual([])

    const expected = {
      status: 404,
      body: { error: { code: 'not_found', details: { merged_into: older.room_id } } },
    }
    for (const reader of [token, agents[0]!.token, agents[1]!.token]) {
      for (const path of ['', '/messages'])
        expect(
          await inbox.server.api('GET', `/rooms/${younger.room_id}${path}`, { token: reader }),
        ).toMatchObject(expected)
      expect(
        await inbox.server.api('GET', `/messages?room_id=${younger.room_id}`, { token: reader }),
      ).toMatchObject(expected)
    }
    const hidden = await inbox.server.api('GET', `/rooms/${younger.room_id}`, {
      token: stranger.token,
    })
    expect(hidden.status).toBe(404)
    expect(hidden.body.error.details).toBeUndefined()

    for (const ids of [{ phone: who.phone }, { bsuid: who.bsuid }, who])
      expect((await write(ids, 'later')).room_id).toBe(older.room_id)
    await two.until(() => two.named('new_message').length >= 4, 'what comes later')
    for (const client of [one, two, other]) client.close()
  })

  test('are merged by a status that names both', async () => {
    const [phone, bsuid, sent] = [newPhone(), newBsuid(), newWamid()]
    await inbox.take(echo({ phone }, 'ours', { wamid: sent }))
    const younger = await write({ bsuid, name: 'Ana' })
    await inbox.take(
      change({
        contacts: [contactOf({ phone, bsuid })],
        statuses: [status(sent, 'read', { recipient_id: phone, recipient_user_id: bsuid })],
      }),
    )
    const room = await inbox.room(await inbox.roomOf(sent))
    expect(room).toMatchObject({ message_count: 2, contact: { phone, user_id: bsuid } })
    await inbox.settled()
    const told = inbox.dashboard
      .named('room_merged')
      .filter(({ from_room_id }) => from_room_id === younger.room_id)
    expect(told.length).toBe(1)
  })

  test('are merged on each of our numbers, and a room that only one of them had stays', async () => {
    const who = { phone: newPhone(), bsuid: newBsuid(), name: 'Ana' }
    const channels = ['306540352242922', '406540352242922', '506540352242922']
    const [first, second, third] = channels
    const byPhone = [
      await write({ phone: who.phone }, 'p', { channel: first! }),
      await write({ phone: who.phone }, 'p', { channel: second! }),
    ]
    const byId = [
      await write({ bsuid: who.bsuid }, 'i', { channel: second! }),
      await write({ bsuid: who.bsuid }, 'i', { channel: third! }),
    ]
    const merged = await write(who, 'both', { channel: first! })
    expect(merged.room_id).toBe(byPhone[0]!.room_id)
    expect((await inbox.room(byPhone[1]!.room_id)).message_count).toBe(2)
    expect(await inbox.room(byId[1]!.room_id)).toMatchObject({
      message_count: 1,
      contact: { id: merged.contact.id, phone: who.phone },
    })
    const { body } = await inbox.server.api('GET', `/rooms/${byId[0]!.room_id}`, {
      token: inbox.supervisor.token,
    })
    expect(body.error.details).toEqual({ merged_into: byPhone[1]!.room_id })
  })
})
