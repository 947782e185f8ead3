import { expect, setDefaultTimeout, test } from 'bun:test'
import { startServer } from '../helpers/server.ts'
import { newPhone, newWamid, PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { from, openInbox } from './webhookWorld.ts'

setDefaultTimeout(60_000)

test('a number that sent before its first webhook is told its display number and account by that', async () => {
  const server = await startServer({ config: { whatsappPhoneNumberId: PHONE_NUMBER_ID } })
  const inbox = await openInbox(server)
  const [first, second] = [newWamid(), newWamid()]
  const channel = async () => {
    const [row] = await inbox.sql`
      select display_phone_number as shown, waba_id as account from channels
       where phone_number_id = ${PHONE_NUMBER_ID}`
    return { ...row }
  }
  const body = { to: newPhone(), text: 'Halo' }
  await server.api('POST', '/messages/send', { token: server.admin.token, body })
  expect(await channel()).toEqual({ shown: null, account: null })

  await inbox.take(from({ phone: newPhone() }, 'Halo', { wamid: first }))
  const told = await channel()
  expect(told).toEqual({ shown: expect.any(String), account: expect.any(String) })
  const { channel: shown } = await inbox.room(await inbox.roomOf(first))
  expect(shown.display_phone_number).toBe(told.shown)

  // What another process knows no better.
  await server.api('POST', '/messages/send', { token: server.admin.token, body })
  await inbox.take(from({ phone: newPhone() }, 'Halo', { wamid: second }))
  expect(await channel()).toEqual(told)
  await inbox.stop()
  await server.stop()
})
