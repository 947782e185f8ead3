import { afterAll, beforeAll, expect, test } from 'bun:test'
import { z } from 'zod'
import { quickReply } from '../../src/protocol/quickReply.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { openTestHttp, type TestHttp } from '../helpers/httpApp.ts'
import { MALFORMED } from './roomsWorld.ts'

let database: TestDatabase
let http: TestHttp
let staff: string
let agent: string
beforeAll(async () => {
  database = await testDatabase()
  http = openTestHttp(database.url)
  staff = (await http.signedIn('supervisor')).token
  agent = (await http.signedIn('agent')).token
})
afterAll(async () => {
  await http.close()
  await database.drop()
})

const make = (body: unknown, token = staff) => http.call('POST', '/quick-replies', { token, body })
const change = (id: string, body: unknown, token = staff) =>
  http.call('PATCH', `/quick-replies/${id}`, { token, body })
const remove = (id: string, token = staff) => http.call('DELETE', `/quick-replies/${id}`, { token })
const list = async () => {
  const { status, body } = await http.call('GET', '/quick-replies', { token: agent })
  expect({ status, next_cursor: body.next_cursor }).toEqual({ status: 200, next_cursor: null })
  return z.array(quickReply).parse(body.data)
}
let count = 0
const fresh = () => `short${count++}`

test('staff makes one, changes it and removes it; everyone sees it, by shortcut', async () => {
  const text = ' Halo {{name}},\nterima kasih! '
  const made = await make({ shortcut: ' /zz ', text, language: 'id' })
  expect(made.status).toBe(201)
  const reply = quickReply.parse(made.body.data)
  expect(reply).toMatchObject({ shortcut: 'zz', text, language: 'id' })
  await make({ shortcut: 'Aa', text: 'a' })
  expect((await list()).map(({ shortcut }) => shortcut)).toEqual(['Aa', 'zz'])
  const changed = await change(reply.id, { text: 'Bye', language: null })
  expect(changed.body.data).toMatchObject({
    id: reply.id,
    shortcut: 'zz',
    text: 'Bye',
    language: null,
  })
  expect(await remove(reply.id)).toMatchObject({ status: 200, body: { data: {} } })
  expect((await remove(reply.id)).status).toBe(404)
  expect((await change(reply.id, { text: 'x' })).status).toBe(404)
  expect((await list()).map(({ shortcut }) => shortcut)).toEqual(['Aa'])
})

test('a shortcut is one’s own, in whatever case; of many at once one gets it', async () => {
  const shortcut = fresh()
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      make({ shortcut: n % 2 ? shortcut : shortcut.toUpperCase(), text: 'x' }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409])
  const taken = { status: 409, body: { error: { details: { reason: 'shortcut_taken' } } } }
  const others = await Promise.all([0, 1, 2].map(() => make({ shortcut: fresh(), text: 'x' })))
  const [one, two, three] = others.map(({ body }) => body.data)
  expect(await change(one.id, { shortcut })).toMatchObject(taken)
  expect((await change(one.id, { shortcut: one.shortcut.toUpperCase() })).status).toBe(200)
  const wanted = fresh()
  const race = await Promise.all([two, three].map(({ id }) => change(id, { shortcut: wanted })))
  expect(race.map(({ status }) => status).sort()).toEqual([200, 409])
})

test('who is no staff, or not signed in, writes none', async () => {
  const { id } = (await make({ shortcut: fresh(), text: 'mine' })).body.data
  const before = await list()
  for (const answer of [
    await make({ shortcut: fresh(), text: 'x' }, agent),
    await change(id, { text: 'x' }, agent),
    await remove(id, agent),
  ])
    expect(answer.status).toBe(403)
  for (const [method, path] of [
    ['GET', '/quick-replies'],
    ['POST', '/quick-replies'],
    ['PATCH', `/quick-replies/${id}`],
    ['DELETE', `/quick-replies/${id}`],
  ] as const)
    expect((await http.call(method, path)).status).toBe(401)
  expect(await list()).toEqual(before)
})

test('malformed is refused and changes nothing', async () => {
  const { id } = (await make({ shortcut: fresh(), text: 'mine' })).body.data
  const before = await list()
  const bad = [
    { shortcut: '', text: 'x' },
    { shortcut: '//', text: 'x' },
    { shortcut: 'two words', text: 'x' },
    { shortcut: 'x'.repeat(51), text: 'x' },
    { shortcut: fresh(), text: '' },
    { shortcut: fresh(), text: ' \n ' },
    { shortcut: fresh(), text: 'x'.repeat(4097) },
    { shortcut: fresh(), text: 'a\0b' },
    { shortcut: fresh(), text: 'x', language: 'Bahasa Indonesia' },
    { shortcut: fresh(), text: 'x', language: 7 },
  ]
  for (const body of [...MALFORMED, ...bad]) {
    expect({ body, status: (await make(body)).status }).toEqual({ body, status: 400 })
    expect({ body, status: (await change(id, body)).status }).toEqual({ body, status: 400 })
  }
  for (const none of ['x', '%00', Bun.randomUUIDv7()])
    expect((await change(none, { text: 'x' })).status).toBe(404)
  expect(await list()).toEqual(before)
})
