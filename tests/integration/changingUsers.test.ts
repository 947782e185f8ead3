import { afterAll, describe, expect, test } from 'bun:test'
import { user as userSchema } from '../../src/protocol/user.ts'
import { appendEvents, readEvents } from '../../src/store/events.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { openTestHttp, type TestHttp } from '../helpers/httpApp.ts'
import { waitForWaiting } from '../helpers/locks.ts'
import { newUser, openUsers } from './usersWorld.ts'

const { http, admin, make, patch, me, storedUser, stop } = await openUsers()
afterAll(stop)

type SignedIn = Awaited<ReturnType<TestHttp['signedIn']>>

const refresh = async (refresh_token: string) =>
  (await http.call('POST', '/auth/refresh', { body: { refresh_token } })).status

const familyOf = async (token: string) => (await http.tokens.verify(token))!.familyId

/** What the log has of a user's changes. */
async function changesOf(id: string) {
  const rows = await readEvents(http.ctx.sql, { cursor: 0, upTo: 1e9, limit: 1000 })
  return rows.filter((row) => row.kind === 'user_changed' && row.data.user_id === id)
}

describe('changing a user', () => {
  test('changes what is named and leaves the rest', async () => {
    const { id, email, token } = await http.signedIn('agent')
    const { status, body } = await patch(id, { name: ' Dewi ' })
    expect(status).toBe(200)
    expect(userSchema.parse(body.data)).toMatchObject({ id, email, name: 'Dewi', role: 'agent' })
    expect(await me(token)).toBe(200)
    expect(await changesOf(id)).toBeEmpty()
  })

  test('disabling ends tokens and sign-ins at once, and enabling does not bring them back', async () => {
    const agent = await http.signedIn('agent')
    expect((await patch(agent.id, { disabled: true })).body.data.disabled).toBe(true)
    expect(await me(agent.token)).toBe(401)
    expect(await refresh(agent.refresh_token)).toBe(401)
    expect(http.ended.map(({ familyId }) => familyId)).toContain(await familyOf(agent.token))
    expect((await patch(agent.id, { disabled: false })).status).toBe(200)
    expect(await me(agent.token)).toBe(401)
    expect(await refresh(agent.refresh_token)).toBe(401)
    expect(await me((await http.signIn(agent.email)).token)).toBe(200)
  })

  test('a new password ends all sign-ins', async () => {
    const agent = await http.signedIn('agent')
    expect((await patch(agent.id, { password: 'a new password' })).status).toBe(200)
    expect(await me(agent.token)).toBe(401)
    expect(await refresh(agent.refresh_token)).toBe(401)
    expect(http.ended.map(({ familyId }) => familyId)).toContain(await familyOf(agent.token))
    await http.signIn(agent.email, 'a new password')
    expect(await changesOf(agent.id)).toBeEmpty()
  })

  test('a new role counts at once, and the sign-in goes on', async () => {
    const agent = await http.signedIn('agent')
    expect((await make(newUser(), agent.token)).status).toBe(403)
    await patch(agent.id, { role: 'admin' })
    expect((await make(newUser(), agent.token)).status).toBe(201)
    await patch(agent.id, { role: 'supervisor' })
    expect((await make(newUser(), agent.token)).status).toBe(403)
    expect(await refresh(agent.refresh_token)).toBe(200)
  })

  test('a new role or disabling has its place in the log, which the user’s row names', async () => {
    const { id } = await http.makeUser('agent')
    await patch(id, { role: 'supervisor' })
    await patch(id, { disabled: true, name: 'Gone' })
    const changes = await changesOf(id)
    expect(changes).toMatchObject([
      { roomId: null, staff: false, userIds: [id], data: { role: 'supervisor', disabled: false } },
      { roomId: null, staff: false, userIds: [id], data: { role: 'supervisor', disabled: true } },
    ])
    expect((await storedUser(id)).place).toBe(changes[1]!.id)
    expect(http.handedOver).toEqual(expect.arrayContaining(changes))
  })

  test('the row names its own place also when another row of the log comes in between', async () => {
    const { id } = await http.makeUser('agent')
    const { sql } = http.ctx
    const { change } = await sql.begin(async (tx) => {
      const data = { user_id: admin.id, role: 'admin', disabled: false } as const
      const draft = { roomId: null, staff: false, userIds: [], facts: null }
      await appendEvents(tx, [{ ...draft, kind: 'user_changed', data }])
      const change = patch(id, { role: 'supervisor' })
      await waitForWaiting(http.ctx.sql)
      return { change }
    })
    expect((await change).status).toBe(200)
    const changes = await changesOf(id)
    expect((await storedUser(id)).place).toBe(changes[0]!.id)
  })

  test('to the values it already has writes nothing into the log and ends nothing', async () => {
    const agent = await http.signedIn('agent')
    await patch(agent.id, { role: 'agent', disabled: false })
    expect(await changesOf(agent.id)).toBeEmpty()
    expect(await me(agent.token)).toBe(200)
  })

  test('who is not there, or has no possible id, answers not_found', async () => {
    for (const id of [Bun.randomUUIDv7(), '7', 'me', '%00', `${admin.id}'--`]) {
      const answer = await patch(id, { name: 'x' })
      expect(answer).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } })
    }
  })

  const hostile: [string, unknown][] = [
    ['null', null],
    ['an array', []],
    ['nothing to change', {}],
    ['only what nobody may change', { email: 'a@example.com', id: 'x' }],
    ['null for a name', { name: null }],
    ['a number for a name', { name: 7 }],
    ['NUL in the name', { name: 'a\0' }],
    ['a string for disabled', { disabled: 'true' }],
    ['a number for disabled', { disabled: 1 }],
    ['null for disabled', { disabled: null }],
    ['an unknown role', { role: 'root' }],
    ['an array for a role', { role: ['admin'] }],
    ['a short password', { password: 'short' }],
    ['one bad field beside a good one', { name: 'Good', role: 'root' }],
  ]
  test.each(hostile)('with %s answers invalid_request and changes nothing', async (_, body) => {
    const { id } = await http.makeUser('agent')
    const before = await storedUser(id)
    expect(await patch(id, body)).toMatchObject({ status: 400 })
    expect(await storedUser(id)).toEqual(before)
  })
})

describe('the last enabled admin', () => {
  /** A database of its own with so many admins, all signed in, and a disabled one. */
  async function withAdmins(count: number) {
    const own = await testDatabase()
    const there = openTestHttp(own.url)
    const admins = await Promise.all(Array.from({ length: count }, () => there.signedIn('admin')))
    const former = await there.makeUser('admin')
    await there.ctx.sql`update users set disabled = true where id = ${former.id}`
    const change = (by: SignedIn, id: string, body: object) =>
      there.call('PATCH', `/users/${id}`, { token: by.token, body })
    const left = async () => {
      const [row] = await there.ctx.sql<{ n: number }[]>`
        select count(*)::int as n from users where role = 'admin' and not disabled`
      return row!.n
    }
    const end = async () => {
      await there.close()
      await own.drop()
    }
    return { admins, former, change, left, end }
  }

  test('is neither disabled nor demoted, also not by themselves, and may be renamed', async () => {
    const { admins, former, change, left, end } = await withAdmins(1)
    const only = admins[0]!
    for (const body of [
      { disabled: true },
      { role: 'agent' },
      { role: 'supervisor', name: 'x' },
      { role: 'admin', disabled: true },
    ]) {
      const answer = await change(only, only.id, body)
      expect(answer).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } })
    }
    expect(
      (await change(only, only.id, { role: 'admin', disabled: false, name: 'x' })).status,
    ).toBe(200)
    expect((await change(only, former.id, { role: 'agent' })).status).toBe(200)
    expect(await left()).toBe(1)
    await end()
  })

  test('stays when all admins demote or disable each other at once', async () => {
    const { admins, change, left, end } = await withAdmins(5)
    const answers = await Promise.all(
      admins.map((by, n) => {
        const other = admins[(n + 1) % admins.length]!
        return change(by, other.id, n % 2 === 0 ? { disabled: true } : { role: 'agent' })
      }),
    )
    // Who was ended first was refused before they could end another.
    for (const { status } of answers) expect([200, 401, 403, 409]).toContain(status)
    expect(await left()).toBeGreaterThanOrEqual(1)
    await end()
  })

  test('stays when two end each other in the same moment, every time', async () => {
    const { admins, change, left, end } = await withAdmins(2)
    const [a, b] = admins as [SignedIn, SignedIn]
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all([
        change(a, b.id, { role: 'agent' }),
        change(b, a.id, { role: 'agent' }),
      ])
      expect(await left()).toBe(1)
      const done = answers.findIndex(({ status }) => status === 200)
      const [winner, loser] = done === 0 ? [a, b] : [b, a]
      expect((await change(winner, loser.id, { role: 'admin' })).status).toBe(200)
    }
    await end()
  })
})
