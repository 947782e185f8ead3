import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Sql } from '../../src/store/database.ts'
import { lockLeads } from '../../src/store/leads.ts'
import { openTestHttp } from '../helpers/httpApp.ts'
import { hold, holdRoom } from '../helpers/locks.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { openFeedWorld } from './feedWorld.ts'
import { openTeam } from './roomsWorld.ts'

setDefaultTimeout(60_000)

const team = await openTeam()
/** The same routes on the same database, alone with it: the outsider's requests are all that it is asked. */
const http = openTestHttp(team.server.databaseUrl)
afterAll(async () => {
  await http.close()
  await team.end()
})

const outsider = await http.signedIn('agent')
const room = await team.newRoom()
await team.assign(room.id, team.one)
const lead = async (fields: object): Promise<string> =>
  (await team.call('POST', '/leads', team.supervisor, fields)).body.data.id
const [message] = await team.sql<{ id: string }[]>`
  select id from messages where room_id = ${room.id} limit 1`
const unseen = {
  room: room.id,
  lead: await lead({ name: 'Ana', phone: room.phone }),
  'lead without a room': await lead({ name: 'Nobody’s' }),
  message: message!.id,
  picture: await team.newPicture(room),
  phone: room.phone,
}

const TEMPLATE = { templateName: 'hello', languageCode: 'en' }
type Route = [what: keyof typeof unseen, method: string, path: string, body?: object]
/** `:id` stands for what the caller may not see, or for what is not there. */
const ROUTES: Route[] = [
  ['room', 'GET', '/rooms/:id'],
  ['room', 'GET', '/rooms/:id/messages'],
  ['room', 'GET', '/messages?room_id=:id'],
  ['room', 'GET', '/rooms/:id/history'],
  ['room', 'PATCH', '/rooms/:id', { title: 'x' }],
  ['room', 'POST', '/rooms/:id/read'],
  ['room', 'PUT', '/rooms/:id/tags', { tags: ['x'] }],
  ['room', 'POST', '/rooms/:id/notes', { text: 'x' }],
  ['room', 'POST', '/rooms/:id/claim'],
  ['room', 'POST', '/messages/send', { room_id: ':id', text: 'x' }],
  ['room', 'POST', '/messages/send', { room_id: ':id', text: 'x', client_message_id: 'x' }],
  ['room', 'POST', '/messages/send-template', { room_id: ':id', ...TEMPLATE }],
  ['phone', 'POST', '/messages/send', { to: ':id', text: 'x' }],
  ['phone', 'POST', '/messages/send-template', { to: ':id', ...TEMPLATE }],
  ['message', 'POST', '/messages/send-reaction', { message_id: ':id', emoji: '👍' }],
  ['message', 'POST', '/messages/forward', { message_id: ':id', room_ids: [room.id] }],
  ['message', 'POST', '/messages/:id/retry'],
  ['message', 'DELETE', '/messages/:id'],
  ['picture', 'GET', '/media/:id'],
  ['picture', 'POST', '/media/:id/link'],
  ['lead', 'PATCH', '/leads/:id', { loan_type: 'car' }],
  ['lead', 'PATCH', '/leads/:id', { name: 'Ana' }],
  ['lead without a room', 'PATCH', '/leads/:id', { loan_type: 'car' }],
]

async function ask([, method, path, body]: Route, id: string) {
  const named = (text: string) => text.replaceAll(':id', id)
  const answer = await http.call(method, named(path), {
    token: outsider.token,
    ...(body && { body: JSON.parse(named(JSON.stringify(body))) }),
  })
  return { status: answer.status, body: answer.body }
}

/** The answer, and every statement that was run for it. */
async function statementsOf<T>(sql: Sql, work: () => Promise<T>) {
  const statements: string[] = []
  sql.options.debug = (_, statement) => void statements.push(statement)
  const answer = await work()
  sql.options.debug = false
  return { answer, statements }
}

describe('an id that is there and not the caller’s is answered like one that is not there, by the same statements', () => {
  for (const route of ROUTES) {
    const [what, method, path, body] = route
    test(`${method} ${path} ${body ? Object.keys(body) : ''} of a ${what}`, async () => {
      const { sql } = http.ctx
      const none = what === 'phone' ? newPhone() : Bun.randomUUIDv7()
      const absent = await statementsOf(sql, () => ask(route, none))
      expect(absent.answer.status).toBe(404)
      expect(await statementsOf(sql, () => ask(route, unseen[what]))).toEqual(absent)
    })
  }

  test('room:join', async () => {
    const live = await openFeedWorld({ databaseUrl: team.server.databaseUrl, pollMs: 3_600_000 })
    const client = await live.connect(await live.person('agent'))
    const join = (room_id: string) =>
      statementsOf(live.sql, () => client.emit('room:join', { room_id }))
    const absent = await join(Bun.randomUUIDv7())
    expect(absent.answer).toMatchObject({ status: 0, code: 'not_found' })
    expect(await join(room.id)).toEqual(absent)
    await live.stop()
  })
})

describe('who may not see it waits for nobody who holds it', () => {
  const refusedMeanwhile = async (routes: readonly Route[]) => {
    for (const route of routes) expect((await ask(route, unseen[route[0]])).status).toBe(404)
  }

  test('a room', async () => {
    const held = await holdRoom(team.server.databaseUrl, room.id)
    await refusedMeanwhile(
      ROUTES.filter(([what, , path]) => what === 'room' && path.startsWith('/rooms')),
    )
    await held.release()
  })

  test('the leads', async () => {
    const held = await hold(team.server.databaseUrl, lockLeads)
    await refusedMeanwhile(ROUTES.filter(([what]) => what.startsWith('lead')))
    await held.release()
  })
})
