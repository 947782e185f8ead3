import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type Inbox, openInbox } from '../../src/client/inbox.ts'
import { rest } from '../../src/client/rest.ts'
import { type Person, type Server, startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { type Gate, openGate } from './gate.ts'
import { comparableMessages } from './truthTabs.ts'

setDefaultTimeout(60_000)

let server: Server
let supervisor: Person
let gate: Gate
const open: Inbox[] = []
beforeAll(async () => {
  server = await startServer()
  supervisor = await server.person('supervisor')
  gate = openGate(server.url)
})
afterAll(async () => {
  for (const inbox of open) inbox.close()
  await gate.stop()
  await server.stop()
})

/** A room with one message, and what is asked of it. */
async function newRoom(text: string) {
  const phone = newPhone()
  expect((await server.deliver(webhook(textMessage(phone, text)))).status).toBe(200)
  const { body } = await server.api('GET', `/rooms?q=${phone}`, { token: supervisor.token })
  return body.data[0].room_id as string
}
const merge = async (roomId: string, otherId: string) => {
  const asked = { token: supervisor.token, body: { room_id: otherId } }
  const { status } = await server.api('POST', `/rooms/${roomId}/merge`, asked)
  expect(status).toBe(200)
}

/** A dashboard whose requests go through the gate, and whose events do not. */
async function openBehindGate(onError?: (error: unknown) => void) {
  const inbox = openInbox({
    url: server.url,
    token: supervisor.token,
    rest: rest(gate.url, () => supervisor.token),
    ...(onError && { onError }),
  })
  open.push(inbox)
  await happens(inbox, 'session_ready')
  await inbox.settled()
  return inbox
}
const happens = (
  inbox: Inbox,
  event: 'session_ready' | 'room_merged' | 'resync_required' | 'new_message',
) =>
  new Promise<void>((resolve) => {
    const off = inbox.connection.on(event, () => {
      off()
      resolve()
    })
  })

async function expectTrue(inbox: Inbox, roomId: string) {
  const { body } = await server.api('GET', `/rooms/${roomId}/messages`, { token: supervisor.token })
  const { items, stale } = inbox.state.messages[roomId]!
  expect(stale).toBe(false)
  expect(comparableMessages(items)).toEqual(comparableMessages(body.data))
}

test('a request that hangs on a dead connection is asked again after the reconnect, which is no failure', async () => {
  const failures: unknown[] = []
  const inbox = await openBehindGate((error) => failures.push(error))
  const roomId = await newRoom('Halo')
  const hanging = gate.holdNext(`/rooms/${roomId}/messages`)
  const opened = inbox.open(roomId)
  await hanging.reached
  inbox.connection.cut(2500)
  await opened
  expect(inbox.state.messages[roomId]!.items.length).toBe(1)
  expect(failures).toEqual([])
  hanging.release()
})

test('[guarantee 5] messages that were read before a merge and come after it are read again, though nothing else happens', async () => {
  const [older, younger] = [await newRoom('older'), await newRoom('younger')]
  const inbox = await openBehindGate()
  const answer = gate.holdNext(`/rooms/${older}/messages`)
  const opening = inbox.open(older)
  await answer.reached
  const merged = happens(inbox, 'room_merged')
  await merge(older, younger)
  await merged
  answer.release()
  await opening
  await inbox.settled()
  expect(inbox.state.messages[older]!.items.length).toBe(2)
  await expectTrue(inbox, older)
})

test('[guarantee 5] a second merge while the first one’s messages are read does not go unseen', async () => {
  const rooms = [await newRoom('one'), await newRoom('two'), await newRoom('three')] as const
  const inbox = await openBehindGate()
  await inbox.open(rooms[0])
  const answer = gate.holdNext(`/rooms/${rooms[0]}/messages`)
  const merged = happens(inbox, 'room_merged')
  await merge(rooms[0], rooms[1])
  await merged
  await answer.reached
  const mergedAgain = happens(inbox, 'room_merged')
  await merge(rooms[0], rooms[2])
  await mergedAgain
  answer.release()
  await inbox.settled()
  expect(inbox.state.messages[rooms[0]]!.items.length).toBe(3)
  await expectTrue(inbox, rooms[0])
})

test('a room that is left while its messages are on their way stays left, and can be opened again', async () => {
  const roomId = await newRoom('Halo')
  const inbox = await openBehindGate()
  const answer = gate.holdNext(`/rooms/${roomId}/messages`)
  const opening = inbox.open(roomId)
  await answer.reached
  await inbox.leave(roomId)
  answer.release()
  await opening
  expect(inbox.state.messages).toEqual({})
  await inbox.open(roomId)
  await expectTrue(inbox, roomId)
})

test('a room that is being opened when everything is to be loaded anew is loaded too', async () => {
  const roomId = await newRoom('Halo')
  const climber = await server.person('agent')
  const inbox = openInbox({
    url: server.url,
    token: climber.token,
    rest: rest(gate.url, () => climber.token),
  })
  open.push(inbox)
  await happens(inbox, 'session_ready')
  await inbox.settled()
  await server.api('POST', `/rooms/${roomId}/assign`, {
    token: supervisor.token,
    body: { agent_id: climber.id },
  })
  const answer = gate.holdNext(`/rooms/${roomId}/messages`)
  const opening = inbox.open(roomId)
  await answer.reached
  const resync = happens(inbox, 'resync_required')
  await server.api('PATCH', `/users/${climber.id}`, {
    token: server.admin.token,
    body: { role: 'supervisor' },
  })
  await resync
  answer.release()
  await opening
  await inbox.settled()
  await expectTrue(inbox, roomId)
})

test('a list that the server could not give is asked for again, and what was refused is not', async () => {
  const roomId = await newRoom('Halo')
  const errors: unknown[] = []
  gate.refuseNext('/rooms', 503)
  const inbox = await openBehindGate((error) => errors.push(error))
  expect(inbox.state.rooms.some(({ room_id }) => room_id === roomId)).toBe(true)
  expect(errors).toMatchObject([{ status: 503 }])
  gate.refuseNext(`/rooms/${roomId}/messages`, 400)
  await inbox.open(roomId)
  expect(errors).toMatchObject([{ status: 503 }, { status: 400 }])
})

test('[guarantee 5] the rooms below the first 100 are loaded by `moreRooms`, also while one of them rises', async () => {
  const write = async (...phones: string[]) => {
    const body = webhook(...phones.map((phone) => textMessage(phone, 'Halo')))
    expect((await server.deliver(body)).status).toBe(200)
  }
  const lowest = newPhone()
  await write(lowest)
  await write(...Array.from({ length: 100 }, newPhone))
  const inbox = await openBehindGate()
  expect(inbox.state.rooms).toHaveLength(100)
  const answer = gate.holdNext('/rooms')
  const loading = inbox.moreRooms()
  await answer.reached
  const told = happens(inbox, 'new_message')
  await write(lowest)
  await told
  answer.release()
  await loading
  await inbox.settled()
  const { token } = supervisor
  const first = await server.api('GET', '/rooms?limit=100', { token })
  const path = `/rooms?limit=100&cursor=${encodeURIComponent(first.body.next_cursor)}`
  const second = await server.api('GET', path, { token })
  expect(second.body.next_cursor).toBeNull()
  const shown = (rooms: readonly { room_id: string; unread_count: number }[]) =>
    rooms.map(({ room_id, unread_count }) => [room_id, unread_count])
  expect(shown(inbox.state.rooms)).toEqual(shown([...first.body.data, ...second.body.data]))
  // There is nothing more to load.
  expect(inbox.state.next_cursor).toBeNull()
  await inbox.moreRooms()
  expect(inbox.state.rooms).toHaveLength(100 + second.body.data.length)
})
