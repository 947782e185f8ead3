import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { connect } from '../helpers/client.ts'
import { hold, waitForWaiting } from '../helpers/locks.ts'
import { startServer } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { from, openInbox } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const NUMBER = newPhone()
// Nothing is handed to Meta, so that the first webhook is the test's own.
const server = await startServer({
  config: { whatsappPhoneNumberId: NUMBER, sendsToSimulator: false, simulator: false },
})
const inbox = await openInbox(server)
const { sql, dashboard } = inbox
afterAll(async () => {
  await inbox.stop()
  await server.stop()
})

/** A room that begins with our own message. */
const open = async (more: object = {}): Promise<string> => {
  const template = { templateName: 'hello', languageCode: 'id' }
  const body = { to: newPhone(), ...template, ...more }
  const sent = await server.api('POST', '/messages/send-template', {
    token: server.admin.token,
    body,
  })
  return sent.body.data.room_id
}
const take = (number: string, wamid = newWamid()) =>
  inbox.take(from({ phone: newPhone() }, 'Halo', { wamid, channel: number }))
const channel = async (number: string) => {
  const [row] = await sql`
    select display_phone_number as shown, waba_id as account from channels
     where phone_number_id = ${number}`
  return { ...row }
}

test('a number that sent before its first webhook is told its display number and account by that, and so are its rooms', async () => {
  const agent = await server.person('agent')
  const theirs = await connect(server.url, { token: agent.token })
  const rooms = [await open(), await open({ user_id: agent.id })]
  expect(await channel(NUMBER)).toEqual({ shown: null, account: null })

  const wamid = newWamid()
  await take(NUMBER, wamid)
  const told = await channel(NUMBER)
  expect(told).toEqual({ shown: expect.any(String), account: expect.any(String) })
  const { channel: shown } = await inbox.room(await inbox.roomOf(wamid))
  expect(shown.display_phone_number).toBe(told.shown)

  await inbox.settled()
  await theirs.until(() => theirs.named('room_updated').length > 0, 'their room')
  const heard = (client: typeof theirs) =>
    client.named('room_updated').map(({ room_id, channel }) => ({ room_id, ...channel }))
  const expected = rooms.map((room_id) => ({ room_id, ...shown }))
  expect(heard(dashboard)).toEqual(expected)
  expect(heard(theirs)).toEqual(expected.slice(1))
  for (const id of rooms) {
    const update = dashboard.named('room_updated').find(({ room_id }) => room_id === id)
    expect({ ...(await inbox.room(id)), event_id: update.event_id }).toEqual(update)
  }

  // What another process knows no better; and nobody is told again.
  await open()
  await take(NUMBER)
  expect(await channel(NUMBER)).toEqual(told)
  await inbox.settled()
  expect(heard(dashboard)).toEqual(expected)
  theirs.close()
})

test('a room that is being made while its number is told its display number hears of it too', async () => {
  const [number, id, roomId, contactId] = [newPhone(), ...[1, 2, 3].map(() => Bun.randomUUIDv7())]
  await sql`insert into channels (id, phone_number_id) values (${id!}, ${number!})`
  const born = await hold(server.databaseUrl, async (tx) => {
    await tx`insert into contacts (id, wa_id) values (${contactId!}, ${newPhone()})`
    await tx`
      insert into rooms (id, contact_id, channel_id, customer_type, activity_at, created_at)
      values (${roomId!}, ${contactId!}, ${id!}, 'customer', now(), now())`
  })
  const taken = take(number!)
  await waitForWaiting(sql, 1, born.pid)
  await born.release()
  await taken
  const told = () => dashboard.named('room_updated').find(({ room_id }) => room_id === roomId)
  await dashboard.until(() => told() !== undefined, 'the room')
  expect(told().channel.display_phone_number).toBe((await channel(number!)).shown)
})
