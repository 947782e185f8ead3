import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { failure } from '../../src/protocol/errors.ts'
import { ID, openReading } from './readingWorld.ts'

setDefaultTimeout(60_000)

const { inbox, rooms, agent, stranger, get, stop } = await openReading()
afterAll(stop)

describe('who may read', () => {
  const paths = () => [
    '/rooms',
    `/rooms/${rooms[7]}`,
    `/rooms/${rooms[7]}/messages`,
    `/messages?room_id=${rooms[7]}`,
  ]

  test('nobody who is not signed in', async () => {
    for (const path of paths()) {
      for (const token of [undefined, '', 'x', `${inbox.supervisor.token}x`]) {
        const { status, body } = await inbox.server.api('GET', path, token ? { token } : {})
        expect({ path, status }).toEqual({ path, status: 401 })
        expect(failure.parse(body).error.code).toBe('unauthenticated')
      }
    }
  })

  test('another agent gets the very answer of what is not there', async () => {
    for (const path of paths().slice(1)) {
      expect((await get(path, agent)).status).toBe(200)
      const refused = await get(path, stranger)
      const absent = await get(path.replace(rooms[7]!, ID), stranger)
      expect(refused.status).toBe(404)
      expect(refused).toEqual(absent)
    }
  })

  test('an agent reads from its assignment on, and no longer after it', async () => {
    const person = await inbox.server.person('agent', 'Three')
    const change = (verb: string) =>
      inbox.server.api('POST', `/rooms/${rooms[7]}/${verb}`, {
        token: inbox.supervisor.token,
        body: { agent_id: person.id },
      })
    const [, ...own] = paths()
    for (const [verb, status] of [
      ['assign', 200],
      ['unassign', 404],
      ['assign', 200],
    ] as const) {
      await change(verb)
      for (const path of own) expect((await get(path, person)).status).toBe(status)
    }
    await inbox.server.api('PATCH', `/users/${person.id}`, {
      token: inbox.server.admin.token,
      body: { disabled: true },
    })
    for (const path of paths()) expect((await get(path, person)).status).toBe(401)
  })
})
