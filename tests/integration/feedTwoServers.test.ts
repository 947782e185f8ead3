import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Client, connect } from '../helpers/client.ts'
import { type Server, startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { seenBy } from './feedWorld.ts'

/** Two whole servers on one database, with nothing between them: each follows the log by itself. */
let a: Server
let b: Server
beforeAll(async () => {
  a = await startServer()
  b = await startServer({ databaseUrl: a.databaseUrl })
})
afterAll(async () => {
  await b.stop()
  await a.stop()
})

const dashboards = async () => [
  await connect(a.url, { token: a.admin.token }),
  await connect(b.url, { token: a.admin.token }),
]
/** The log has many events of a room; its last one is that of the text that nobody wrote before. */
const hears = (client: Client, text: string) =>
  client.until(
    () => client.named('new_message').some((message) => message.content_text === text),
    text,
  )

test('any number of concurrent first messages on both make one room, and both tell the same', async () => {
  const clients = await dashboards()
  const phone = newPhone()
  const texts = Array.from({ length: 30 }, (_, n) => `${n}`)
  const answers = await Promise.all(
    texts.map((text, n) => (n % 2 ? a : b).deliver(webhook(textMessage(phone, text)))),
  )
  expect(answers.map(({ status }) => status)).toEqual(texts.map(() => 200))
  await a.deliver(webhook(textMessage(phone, 'the end')))
  for (const client of clients) {
    await hears(client, 'the end')
    const opened = client.named('new_room_complete')
    expect(opened).toHaveLength(1)
    const heard = [
      opened[0].last_message_text,
      ...client.named('new_message').map(({ content_text }) => content_text),
    ]
    expect(heard.toSorted()).toEqual([...texts, 'the end'].toSorted())
    expect(client.named('new_message').at(-1).room).toMatchObject({
      unread_count: 31,
      message_count: 31,
    })
    expect(client.faults).toEqual([])
  }
  expect(seenBy(clients[0]!)).toEqual(seenBy(clients[1]!))
})

test('sockets on one hear what webhooks bring to the other, until they are unassigned there', async () => {
  const agent = await a.person('agent')
  const phone = newPhone()
  const [dashboard] = await dashboards()
  await a.deliver(webhook(textMessage(phone, 'Halo')))
  const { room_id } = await dashboard!.event('new_room_complete')
  const change = (what: string) =>
    a.api('POST', `/rooms/${room_id}/${what}`, {
      token: a.admin.token,
      body: { agent_id: agent.id },
    })
  await change('assign')
  const client = await connect(b.url, { token: agent.token, rooms: [room_id] })
  await a.deliver(webhook(textMessage(phone, 'for you')))
  await client.event('room:new_message')
  await change('unassign')
  await a.deliver(webhook(textMessage(phone, 'not for you')))
  await client.event('agent_unassigned')
  await b.deliver(webhook(textMessage(phone, 'nor this')))
  await hears(dashboard!, 'nor this')
  expect(await client.emit('room:join', { room_id })).toMatchObject({ status: 0 })
  expect(client.durable().map(({ event }) => event)).toEqual([
    'new_message',
    'room:new_message',
    'agent_unassigned',
  ])
  expect(client.faults).toEqual([])
})

test('who leaves one and comes to the other with its cursor gets what it missed, once', async () => {
  const [one] = await dashboards()
  const phone = newPhone()
  await b.deliver(webhook(textMessage(phone, 'Halo')))
  await one!.event('new_room_complete')
  const last = one!.durable().at(-1)!.payload.event_id
  const { epoch } = one!.named('session_ready')[0]
  one!.close()
  await a.deliver(webhook(textMessage(phone, 'missed')))
  const two = await connect(b.url, { token: a.admin.token, last_event_id: last, epoch })
  await a.deliver(webhook(textMessage(phone, 'live')))
  await hears(two, 'live')
  expect(two.named('resync_required')).toEqual([])
  expect(two.named('new_message').map(({ content_text }) => content_text)).toEqual([
    'missed',
    'live',
  ])
})

test('[J3] disabling on one ends the sockets on the other', async () => {
  const supervisor = await a.person('supervisor')
  const client = await connect(b.url, { token: supervisor.token })
  await a.api('PATCH', `/users/${supervisor.id}`, {
    token: a.admin.token,
    body: { disabled: true },
  })
  expect(await client.event('session_expired')).toEqual({ reason: 'disabled' })
  await client.until(() => !client.socket.connected, 'the end')
})

test('who signs out on one is signed out on the other too, at its place in the log', async () => {
  const person = await a.person('supervisor')
  const onB = await connect(b.url, { token: person.token })
  expect((await a.api('POST', '/auth/logout', { token: person.token, body: {} })).status).toBe(200)
  await onB.until(() => !onB.socket.connected, 'the end of the session')
  expect(onB.named('session_expired')).toEqual([{ reason: 'signed_out' }])
  const text = newPhone()
  await a.deliver(webhook(textMessage(newPhone(), text)))
  expect(onB.seen.filter(({ event }) => event.startsWith('new_'))).toEqual([])
})
