import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Sql } from '../../src/store/database.ts'
import { hold, isAnyWaitingFor } from '../helpers/locks.ts'
import { PAIR } from '../helpers/server.ts'
import { send } from './accessLines.ts'
import { ROUTES } from './accessRoutes.ts'
import { type AccessWorld, cellsOf, openAccessWorld } from './accessWorld.ts'

setDefaultTimeout(60_000)

let world: AccessWorld
beforeAll(async () => {
  world = await openAccessWorld()
})
afterAll(() => world.end())

/** What anybody does with their own sign-in; a webhook, which is nobody's; a link, whose rights are asked for at each use. */
const NOT_ASKED = /^POST \/(auth\/|webhook\/|media\/)/
const DEVELOPMENT_ONLY = ['POST /messages/test']

/** The least who may do it: of these two, or an agent. */
const LEAST = [
  { role: 'supervisor', cell: 1 },
  { role: 'admin', cell: 0 },
  { role: 'agent', cell: 3 },
] as const

const WHO = { supervisor: 'a supervisor', admin: 'an admin', agent: 'an agent' }

const lines = ROUTES.filter(
  ({ route }) =>
    !route.startsWith('GET ') &&
    !NOT_ASKED.test(route) &&
    !(PAIR && DEVELOPMENT_ONLY.includes(route)),
).flatMap((line) => {
  const may = LEAST.find(({ cell }) => cellsOf(line.expected)[cell]!.startsWith('2'))
  return may ? [{ line, role: may.role }] : []
})

const demote = (sql: Sql, id: string) => sql`update users set role = 'agent' where id = ${id}`
const disable = (sql: Sql, id: string) => sql`update users set disabled = true where id = ${id}`

/** What stands under somebody's name. */
async function deedsOf(id: string): Promise<number> {
  const [row] = await world.sql<{ deeds: number }[]>`
    select ((select count(*) from audit_log where actor_id = ${id} and action <> 'sign_in')
          + (select count(*) from room_history where actor_id = ${id})
          + (select count(*) from messages where user_id = ${id}))::int as deeds`
  return row!.deeds
}

for (const [what, change] of [
  ['demoted', demote],
  ['disabled', disable],
] as const)
  for (const { line, role } of lines) {
    if (role === 'agent' && what === 'demoted') continue
    const name = `${line.route}${line.what ? `, ${line.what},` : ''}`
    test(`${name} is refused to ${WHO[role]} who is ${what} once the request is let in`, async () => {
      const asked = await line.ask(world, role === 'agent' ? 'other' : role)
      const { id, token } = await world.server.person(role)
      // Not committed yet: whoever lets requests in sees who they were; whoever asks again has to wait.
      const held = await hold(world.server.databaseUrl, (sql) => change(sql, id))
      let isAnswered = false
      const answer = send(world, 'other', line.route, { ...asked, token }).finally(() => {
        isAnswered = true
      })
      while (!isAnswered && !(await isAnyWaitingFor(world.sql, held.pid))) {
        // Either it waits for this person, or it has not asked.
      }
      await held.release()
      expect([403, 404]).toContain((await answer).status)
      expect(await deedsOf(id)).toBe(0)
    })
  }
