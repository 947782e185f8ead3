import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { failure } from '../../src/protocol/errors.ts'
import type { Sql } from '../../src/store/database.ts'
import { listHistory } from '../../src/store/history.ts'
import { listMessages } from '../../src/store/messages.ts'
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

  test('another agent gets exactly the answer for a room that does not exist', async () => {
    for (const path of paths().slice(1)) {
      expect((await get(path, agent)).status).toBe(200)
      const refused = await get(path, stranger)
      const absent = await get(path.replace(rooms[7]!, ID), stranger)
      expect(refused.status).toBe(404)
      expect(refused).toEqual(absent)
    }
  })

  test('of a room that another agent asks for nothing is read: the time tells nothing of it either', async () => {
    const asked = (id: string) => ({ reader: { id, staff: false }, roomId: rooms[7]!, limit: 10 })
    const lists = {
      messages: (sql: Sql, id: string) => listMessages(sql, { ...asked(id), before: null }),
      room_history: (sql: Sql, id: string) => listHistory(sql, { ...asked(id), after: null }),
    }
    for (const [table, list] of Object.entries(lists)) {
      const read = (id: string) => rowsRead(inbox.sql, table, (sql) => list(sql, id))
      expect(await read(agent.id)).toBeGreaterThan(0)
      expect(await read(stranger.id)).toBe(0)
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

/** How many rows of a table a query reads. */
async function rowsRead(sql: Sql, table: string, query: (sql: Sql) => Promise<unknown>) {
  const counted = await sql.begin(async (tx) => {
    const count = async () => {
      const [row] = await tx<{ rows: number }[]>`
        select (seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_xact_user_tables where relname = ${table}`
      return row!.rows
    }
    const before = await count()
    await query(tx as unknown as Sql)
    return (await count()) - before
  })
  return counted as number
}
