import { afterAll, describe, expect, test } from 'bun:test'
import { z } from 'zod'
import { type User, user as userSchema } from '../../src/protocol/user.ts'
import { PASSWORD } from '../helpers/httpApp.ts'
import { freshEmail, newUser, openUsers } from './usersWorld.ts'

const { http, admin, make, patch, me, storedUser, stop } = await openUsers()
afterAll(stop)

describe('listing users', () => {
  test('shows everyone who there is, and e-mail addresses to admins only', async () => {
    const supervisor = await http.signedIn('supervisor')
    const agent = await http.signedIn('agent')
    for (const viewer of [admin, supervisor, agent]) {
      const { status, body } = await http.call('GET', '/users', { token: viewer.token })
      expect(status).toBe(200)
      expect(Object.keys(body).sort()).toEqual(['data', 'next_cursor', 'success'])
      const users = z.array(userSchema).parse(body.data)
      expect(users.map(({ id }) => id)).toEqual(
        expect.arrayContaining([admin.id, supervisor.id, agent.id]),
      )
      const withEmail = users.filter(({ email }) => email !== undefined)
      expect(withEmail).toHaveLength(viewer === admin ? users.length : 0)
    }
  })

  test('never shows a password hash', async () => {
    const { body } = await http.call('GET', '/users', { token: admin.token })
    expect(JSON.stringify(body)).not.toContain('argon2')
  })

  test('tells when somebody was last seen', async () => {
    const { id } = await http.makeUser()
    await http.ctx.sql`update users set last_seen_at = '2026-11-03T04:05:06.7Z' where id = ${id}`
    const { body } = await http.call('GET', '/users', { token: admin.token })
    const seen = body.data.find((user: User) => user.id === id)
    expect(seen).toMatchObject({ status: 'offline', last_seen_at: '2026-11-03T04:05:06.700Z' })
  })
})

describe('making a user', () => {
  test('answers 201 with a user who may sign in', async () => {
    const { status, body } = await make({
      ...newUser(),
      email: ' New.One@Example.com ',
      name: ' Siti ',
    })
    expect(status).toBe(201)
    const made = userSchema.parse(body.data)
    expect(made).toMatchObject({ email: 'new.one@example.com', name: 'Siti', disabled: false })
    expect(await me((await http.signIn('new.one@example.com')).token)).toBe(200)
  })

  test('with a taken e-mail address answers conflict, in whatever case it is written', async () => {
    const body = newUser()
    await make(body)
    const again = await make({ ...body, email: body.email.toUpperCase() })
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } })
  })

  test('twice at once with one e-mail address makes one', async () => {
    const body = newUser()
    const answers = await Promise.all(Array.from({ length: 6 }, () => make(body)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409])
  })

  const hostile: [string, unknown][] = [
    ['null', null],
    ['an array', [newUser()]],
    ['a number', 1],
    ['null for each field', { email: null, password: null, name: null, role: null }],
    ['an array for e-mail', { ...newUser(), email: [freshEmail()] }],
    ['no address for e-mail', { ...newUser(), email: 'siti' }],
    ['a long e-mail', { ...newUser(), email: `${'a'.repeat(300)}@example.com` }],
    ['letters outside ASCII in the e-mail', { ...newUser(), email: 'sİti@example.com' }],
    ['a short password', { ...newUser(), password: 'x'.repeat(11) }],
    ['a long password', { ...newUser(), password: 'x'.repeat(257) }],
    ['NUL in the password', { ...newUser(), password: `${PASSWORD}\0` }],
    ['an empty name', { ...newUser(), name: '   ' }],
    ['a long name', { ...newUser(), name: 'x'.repeat(101) }],
    ['NUL in the name', { ...newUser(), name: 'Si\0ti' }],
    ['half a character in the name', { ...newUser(), name: 'Siti \ud83d' }],
    ['an unknown role', { ...newUser(), role: 'owner' }],
    ['a role from the prototype', { ...newUser(), role: 'constructor' }],
    ['an object for a role', { ...newUser(), role: { toString: 'admin' } }],
  ]
  test.each(hostile)('with %s answers invalid_request', async (_, body) => {
    const answer = await make(body)
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } })
  })

  test('takes nothing from __proto__, and no id, hash or disabling from outside', async () => {
    const { email } = newUser()
    const id = Bun.randomUUIDv7()
    const answer = await http.send('/users', {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
      body: `{"__proto__":{"role":"admin"},"id":"${id}","disabled":true,"passwordHash":"x",
              "email":"${email}","password":"${PASSWORD}","name":"x","role":"agent"}`,
    })
    expect(answer.status).toBe(201)
    expect(answer.body.data).toMatchObject({ role: 'agent', disabled: false })
    expect(answer.body.data.id).not.toBe(id)
    await http.signIn(email)
  })
})

describe('who is no admin', () => {
  test.each(['supervisor', 'agent'] as const)('a %s makes and changes nobody', async (role) => {
    const { token, id } = await http.signedIn(role)
    const before = await storedUser(id)
    for (const answer of [
      await make(newUser(), token),
      await make(null, token),
      await patch(id, { role: 'admin' }, token),
      await patch(id, { name: 'Myself' }, token),
      await patch(Bun.randomUUIDv7(), { name: 'x' }, token),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
    }
    expect(await storedUser(id)).toEqual(before)
  })

  test('nobody who is not signed in sees, makes or changes anybody', async () => {
    for (const [method, path, body] of [
      ['GET', '/users', undefined],
      ['POST', '/users', newUser()],
      ['PATCH', `/users/${admin.id}`, { disabled: true }],
    ] as const) {
      for (const token of [undefined, 'x.y.z']) {
        const answer = await http.call(method, path, { token, body })
        expect(answer).toMatchObject({ status: 401, body: { error: { code: 'unauthenticated' } } })
      }
    }
    expect(await me(admin.token)).toBe(200)
  })
})
