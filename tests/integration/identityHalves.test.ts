import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { connect } from '../helpers/client.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { openIdentities } from './identitiesWorld.ts'
import { change, contactOf, echo, newBsuid, status } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { inbox, write, stop } = await openIdentities()
afterAll(stop)

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
    await other.emit('room:leave', { room_id: older.room_id })
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
