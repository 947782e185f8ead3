import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type Server, startServer } from '../helpers/server.ts'
import { fixture } from './mediaWorld.ts'
import { type Inbox, openInbox } from './webhookWorld.ts'

setDefaultTimeout(60_000)

let server: Server
let inbox: Inbox
beforeAll(async () => {
  server = await startServer()
  inbox = await openInbox(server)
})
afterAll(async () => {
  await inbox.stop()
  await server.stop()
})

test('with the stand-in for Meta a customer’s voice note comes in, and an answer with a file goes out', async () => {
  const customers = `${server.url}/simulator/customers`
  const made = await fetch(customers, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone: '6281234500001', name: 'Ana' }),
  })
  const { data: customer } = (await made.json()) as { data: { id: string } }
  const voice = new FormData()
  voice.append('voice', 'true')
  const bytes = await fixture('stereo-voice.ogg')
  voice.append('file', new File([bytes], 'voice.ogg', { type: 'audio/ogg; codecs=opus' }))
  const said = await fetch(`${customers}/${customer.id}/messages`, { method: 'POST', body: voice })
  expect(said.status).toBe(201)

  const message = await inbox.dashboard.event('message_updated')
  expect(message).toMatchObject({
    content_type: 'audio',
    mime_type: 'audio/ogg; codecs=opus',
    file_size: bytes.length,
    metadata: { voice: true },
  })
  const token = inbox.supervisor.token
  const headers = { authorization: `Bearer ${token}` }
  const heard = await fetch(server.url + message.gcs_url, { headers })
  expect(await heard.bytes()).toEqual(bytes)

  const form = new FormData()
  form.append('room_id', message.room_id)
  form.append('media', new File([await fixture('photo.jpg')], 'a.jpg', { type: 'image/jpeg' }))
  const sent = await fetch(`${server.url}/messages/send-media-combined`, {
    method: 'POST',
    headers,
    body: form,
  })
  const { data: answer } = (await sent.json()) as { data: { id: string } }
  await inbox.dashboard.until(
    () =>
      inbox.dashboard
        .named('message_status_update')
        .some(({ message_id, status }) => message_id === answer.id && status === 'delivered'),
    'the picture on the customer’s phone',
  )
})
