import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newPhone } from '../helpers/webhooks.ts'
import { openIdentities } from './identitiesWorld.ts'
import { from, newBsuid, systemLine } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { inbox, write, namesOf, updatesOf, stop } = await openIdentities()
afterAll(stop)

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

  test('[I24] what Meta delivers again brings no old name back', async () => {
    const who = { phone: newPhone(), bsuid: newBsuid() }
    const first = from({ ...who, name: 'Ana', username: 'ana' }, 'Halo')
    await inbox.take(first)
    const { room_id } = await write({ ...who, name: 'Ana Baru', username: 'ana.baru' })
    await inbox.take(first)
    expect(await inbox.room(room_id)).toMatchObject({
      room_title: 'Ana Baru',
      contact: { username: 'ana.baru' },
      message_count: 2,
    })
    await inbox.settled()
    expect(updatesOf(room_id).map(({ payload }) => payload.room_title)).toEqual(['Ana Baru'])
  })
})
