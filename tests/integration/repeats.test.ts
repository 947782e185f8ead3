import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { openKinds } from './kindsWorld.ts'
import { change, edit, from, newBsuid, revoke, status } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { world, stop } = await openKinds()
afterAll(stop)

/** A customer's words, in a room of their own. */
async function said(words: string) {
  const [who, wamid] = [{ phone: newPhone(), name: 'Ana' }, newWamid()]
  await world.take(from(who, words, { wamid }))
  const { id, room_id } = await world.stored(wamid)
  const becomes = (change: (wamid: string) => Record<string, unknown>) =>
    world.take(from(who, change(wamid), { wamid: newWamid() }))
  return { id, roomId: room_id, becomes }
}
const conflict = { status: 409, body: { error: { details: { reason: 'client_message_id' } } } }

describe('the same forward again answers what was stored', () => {
  test.each([
    ['was edited', (wamid: string) => edit(wamid, 'other words')],
    ['was taken back', revoke],
  ])('also when the message %s since', async (name, change) => {
    const [one, two] = [await world.newRoom(), await world.newRoom()]
    const { id, becomes } = await said('Halo')
    const asked = { message_id: id, room_ids: [one.id, two.id], client_message_id: name }
    const first = await world.ask('/forward', asked)
    expect(first.status).toBe(201)
    await becomes(change)
    const again = await world.ask('/forward', asked)
    expect(again.body.data.map(idOf)).toEqual(first.body.data.map(idOf))
    expect((await world.messages(one.id)).length).toBe(2)
  })

  test('and what was not sent to a room before is decided by what the message says now', async () => {
    const [before, since] = [await world.newRoom(), await world.newRoom()]
    const { id, becomes } = await said('Halo')
    const asked = { message_id: id, room_ids: [before.id], client_message_id: 'one more' }
    const first = await world.ask('/forward', asked)
    await becomes(revoke)
    const { body } = await world.ask('/forward', { ...asked, room_ids: [before.id, since.id] })
    expect(body.data).toMatchObject([
      { message: { id: first.body.data[0].message.id }, error: null },
      { message: null, error: { details: { reason: 'not_forwardable' } } },
    ])
    expect((await world.messages(since.id)).length).toBe(1)
  })

  test('and of another message under its client_message_id is another request', async () => {
    const target = await world.newRoom()
    const [one, other] = [await said('Halo'), await said('Halo')]
    const asked = { room_ids: [target.id], client_message_id: 'one of them' }
    expect((await world.ask('/forward', { ...asked, message_id: one.id })).status).toBe(201)
    expect(await world.ask('/forward', { ...asked, message_id: other.id })).toMatchObject(conflict)
    await other.becomes(revoke)
    expect(await world.ask('/forward', { ...asked, message_id: other.id })).toMatchObject(conflict)
  })

  test('but not to who has left the room since', async () => {
    const agent = await world.server.person('agent')
    const target = await world.newRoom()
    const { id, roomId, becomes } = await said('Halo')
    for (const room of [target.id, roomId]) await world.give('assign', room, agent)
    const asked = { message_id: id, room_ids: [target.id], client_message_id: 'left' }
    expect((await world.ask('/forward', asked, agent)).status).toBe(201)
    await becomes(revoke)
    await world.give('unassign', target.id, agent)
    expect((await world.ask('/forward', asked, agent)).status).toBe(404)
  })
})

describe('the same reaction again answers what was stored', () => {
  test('also when its message was sent again since, and is another one to WhatsApp', async () => {
    const room = await world.newRoom()
    const { id } = await world.say(room.id, 'an offer')
    const { wa_message_id } = await world.status(id, 'sent')
    const asked = { message_id: id, emoji: '👍', client_message_id: 'liked' }
    const first = await world.ask('/send-reaction', asked)
    expect(first.status).toBe(201)
    await world.take(change({ statuses: [status(wa_message_id, 'failed')] }))
    expect((await world.ask(`/${id}/retry`, {})).status).toBe(200)
    await world.until(id, (now) => now.wa_message_id !== wa_message_id && now.status === 'sent')
    const again = await world.ask('/send-reaction', asked)
    expect(again).toMatchObject({ status: 200, body: { data: { id: first.body.data.id } } })
    expect(await world.ask('/send-reaction', { ...asked, emoji: '👎' })).toMatchObject(conflict)
  })

  test('also when its room was merged into another since', async () => {
    const [phone, bsuid, wamid] = [newPhone(), newBsuid(), newWamid()]
    const older = await world.newRoom({ phone, name: 'Ana' })
    await world.take(from({ bsuid, name: 'Ana' }, 'Halo', { wamid }))
    const { id, room_id } = await world.stored(wamid)
    const asked = { message_id: id, emoji: '👍', client_message_id: 'merged' }
    const first = await world.ask('/send-reaction', asked)
    expect(first.body.data.room_id).toBe(room_id)
    await world.take(from({ phone, bsuid, name: 'Ana' }, 'both'))
    expect((await world.stored(wamid)).room_id).toBe(older.id)
    const again = await world.ask('/send-reaction', asked)
    expect(again).toMatchObject({ status: 200, body: { data: { id: first.body.data.id } } })
  })
})

test('the same text again answers what was stored, also when its writer is disabled since', async () => {
  const room = await world.newRoom()
  const { id: user_id } = await world.server.person('agent')
  const asked = { room_id: room.id, text: 'for her', user_id, client_message_id: 'for her' }
  const first = await world.ask('/send', asked)
  expect(first.status).toBe(201)
  const { token } = world.server.admin
  await world.server.api('PATCH', `/users/${user_id}`, { token, body: { disabled: true } })
  const again = await world.ask('/send', asked)
  expect(again).toMatchObject({ status: 200, body: { data: { id: first.body.data.id } } })
  expect(await world.ask('/send', { ...asked, text: 'more' })).toMatchObject(conflict)
  expect(await world.ask('/send', { ...asked, client_message_id: 'anew' })).toMatchObject({
    status: 422,
    body: { error: { details: { reason: 'no_such_user' } } },
  })
})

test('the same text to a number again answers what was stored, also when the number is somebody else’s since', async () => {
  const [phone, agent] = [newPhone(), await world.server.person('agent')]
  const room = await world.newRoom({ phone, bsuid: newBsuid(), name: 'Ana' })
  await world.give('assign', room.id, agent)
  const asked = { to: phone, text: 'Halo', client_message_id: 'by number' }
  const first = await world.ask('/send', asked, agent)
  expect(first).toMatchObject({ status: 201, body: { data: { room_id: room.id } } })
  await world.newRoom({ phone, bsuid: newBsuid(), name: 'Budi' })
  const again = await world.ask('/send', asked, agent)
  expect(again).toMatchObject({ status: 200, body: { data: { id: first.body.data.id } } })
  expect(await world.ask('/send', { ...asked, text: 'more' }, agent)).toMatchObject(conflict)
  expect((await world.ask('/send', { ...asked, client_message_id: 'anew' }, agent)).status).toBe(
    404,
  )
  await world.give('unassign', room.id, agent)
  expect((await world.ask('/send', asked, agent)).status).toBe(404)
})

const idOf = ({ message }: { message: { id: string } }) => message.id
