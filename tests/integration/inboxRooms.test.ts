import { afterAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { type Inbox, openInbox } from '../../src/client/inbox.ts'
import { rest, type Send } from '../../src/client/rest.ts'
import type { State } from '../../src/client/state.ts'
import { type Person, startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'

setDefaultTimeout(60_000)

const server = await startServer()
const supervisor = await server.person('supervisor')
const open: Inbox[] = []
afterAll(async () => {
  for (const inbox of open) inbox.close()
  await server.stop()
})

let phone: string
let roomId: string
beforeEach(async () => {
  phone = newPhone()
  await say('Halo')
  const { body } = await server.api('GET', `/rooms?q=${phone}`, { token: supervisor.token })
  roomId = body.data[0].room_id
})
const say = async (text: string) =>
  expect((await server.deliver(webhook(textMessage(phone, text)))).status).toBe(200)
const hand = async (to: 'assign' | 'unassign', agent: Person) => {
  const asked = { token: supervisor.token, body: { agent_id: agent.id } }
  expect((await server.api('POST', `/rooms/${roomId}/${to}`, asked)).status).toBe(200)
}

/** Somebody's dashboard, which can be waited for. */
function dashboardOf(person: Person, role: 'agent' | 'supervisor', send: Send = fetch) {
  const waiting = new Set<() => void>()
  const inbox = openInbox({
    url: server.url,
    token: person.token,
    rest: rest(server.url, () => person.token, send),
    list: 'views',
    me: { id: person.id, role },
    onChange: () => {
      for (const look of waiting) look()
    },
  })
  open.push(inbox)
  void inbox.watch({ whose: 'mine' })
  const until = (holds: (state: State) => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!holds(inbox.state)) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { inbox, until }
}
const isListed = ({ rooms }: State) => rooms.some(({ room_id }) => room_id === roomId)
const reads = (text: string) => (state: State) =>
  state.messages[roomId]?.items[0]?.content_text === text

test('a room that is taken away while it is open, and given back, has its messages again, and hears of new ones', async () => {
  const agent = await server.person('agent')
  await hand('assign', agent)
  const { inbox, until } = dashboardOf(agent, 'agent')
  void inbox.ask(roomId)
  void inbox.open(roomId)
  await until(reads('Halo'))
  await hand('unassign', agent)
  await until(({ messages }) => !(roomId in messages))
  await hand('assign', agent)
  await until(reads('Halo'))
  // Its messages came by REST: the join may still be under way. What is asked after it is answered after it.
  await inbox.connection.leave(Bun.randomUUIDv7())
  const told = new Promise((resolve) => inbox.connection.on('room:new_message', resolve))
  await say('lagi')
  await told
  await until(reads('lagi'))
})

test('a room that was looked at before it was ours is opened as soon as it is', async () => {
  const agent = await server.person('agent')
  const { inbox, until } = dashboardOf(agent, 'agent')
  void inbox.ask(roomId)
  void inbox.open(roomId)
  await until(({ missing, messages }) => roomId in missing && !(roomId in messages))
  await hand('assign', agent)
  await until(reads('Halo'))
})

test('a room that was left is not opened again when it is given back', async () => {
  const agent = await server.person('agent')
  const { inbox, until } = dashboardOf(agent, 'agent')
  void inbox.open(roomId)
  await until(({ messages }) => !(roomId in messages))
  await inbox.leave(roomId)
  await hand('assign', agent)
  await until(isListed)
  await inbox.settled()
  expect(inbox.state.messages).toEqual({})
})

test('a room that is open is there again after a resync, also when no list that is looked at has it', async () => {
  const climber = await server.person('supervisor')
  const { inbox, until } = dashboardOf(climber, 'supervisor')
  void inbox.watch({ whose: 'all', status: 'open' })
  await until(isListed)
  await inbox.open(roomId)
  await inbox.watch({ whose: 'all', status: 'closed' })
  for (const name of Object.keys(inbox.state.views)) {
    if (inbox.state.views[name]!.filter.status === 'open') inbox.unwatch(name)
  }
  const asked = { token: server.admin.token, body: { role: 'admin' } }
  expect((await server.api('PATCH', `/users/${climber.id}`, asked)).status).toBe(200)
  await until(({ me }) => me?.role === 'admin')
  await until(isListed)
  await until(reads('Halo'))
})

test('rooms that no list has brought are asked for a few at a time, however many events tell of', async () => {
  const phones = Array.from({ length: 20 }, newPhone)
  const write = () => server.deliver(webhook(...phones.map((phone) => textMessage(phone, 'Halo'))))
  expect((await write()).status).toBe(200)
  const released = Promise.withResolvers<void>()
  let underWay = 0
  let most = 0
  const { inbox, until } = dashboardOf(supervisor, 'supervisor', async (input, init) => {
    if (!/\/rooms\/[^/?]+$/.test(String(input))) return fetch(input, init)
    most = Math.max(most, ++underWay)
    await released.promise
    return fetch(input, init).finally(() => underWay--)
  })
  await until(({ views }) => Object.keys(views).length === 1)
  expect((await write()).status).toBe(200)
  await until(({ wanted }) => wanted.length === phones.length)
  released.resolve()
  await until(({ rooms }) => rooms.length === phones.length)
  await inbox.settled()
  expect(most).toBe(6)
  expect(inbox.state.wanted).toEqual([])
})
