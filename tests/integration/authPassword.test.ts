import { afterAll, describe, expect, test } from 'bun:test'
import { PASSWORD } from '../helpers/httpApp.ts'
import { openAuth } from './authWorld.ts'

const { http, logIn, refresh, me, disable, endedFamilies, familyOf, stop } = await openAuth()
afterAll(stop)

describe('changing one’s password', () => {
  const change = (token: string | undefined, current_password: unknown, new_password: unknown) =>
    http.call('POST', '/auth/password', { token, body: { current_password, new_password } })

  test('ends the other sign-ins with their sockets, and this one goes on', async () => {
    const here = await http.signedIn()
    const elsewhere = await http.signIn(here.email)
    expect((await change(here.token, PASSWORD, 'a much better one')).status).toBe(200)
    expect(await me(here.token)).toBe(200)
    expect((await refresh(here.refresh_token)).status).toBe(200)
    expect(await me(elsewhere.token)).toBe(401)
    expect((await refresh(elsewhere.refresh_token)).status).toBe(401)
    expect(endedFamilies()).toContain(await familyOf(elsewhere.token))
    expect(endedFamilies()).not.toContain(await familyOf(here.token))
    expect((await logIn({ email: here.email, password: PASSWORD })).status).toBe(401)
    expect((await logIn({ email: here.email, password: 'a much better one' })).status).toBe(200)
  })

  test('needs the current password', async () => {
    const { token, email } = await http.signedIn()
    const refused = await change(token, 'not the password', 'a much better one')
    expect(refused).toMatchObject({ status: 422, body: { error: { code: 'unprocessable' } } })
    expect((await logIn({ email, password: PASSWORD })).status).toBe(200)
  })

  test('is won by one of two that race', async () => {
    const { token, email } = await http.signedIn()
    const wanted = ['the first new one', 'the second new one']
    const answers = await Promise.all(wanted.map((password) => change(token, PASSWORD, password)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
    const won = wanted[answers.findIndex(({ status }) => status === 200)]!
    expect((await logIn({ email, password: won })).status).toBe(200)
  })

  test('takes 12 to 256 characters', async () => {
    const { token } = await http.signedIn()
    expect((await change(token, PASSWORD, 'x'.repeat(11))).status).toBe(400)
    expect((await change(token, PASSWORD, 'x'.repeat(257))).status).toBe(400)
    expect((await change(token, PASSWORD, 'x'.repeat(12))).status).toBe(200)
    expect((await change(token, 'x'.repeat(12), 'x'.repeat(256))).status).toBe(200)
  })

  test.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['an array', ['long enough for it']],
    ['an object', {}],
    ['NUL in it', 'long enough\0 for it'],
  ])('with %s for the new one answers invalid_request', async (_, password) => {
    const { token } = await http.signedIn()
    expect((await change(token, PASSWORD, password)).status).toBe(400)
  })
})

describe('who is not signed in', () => {
  test('is refused at every route that asks for a session, before its body is looked at', async () => {
    for (const [method, path] of [
      ['GET', '/auth/me'],
      ['POST', '/auth/logout-everywhere'],
      ['POST', '/auth/password'],
    ] as const) {
      const answer = await http.call(method, path, method === 'POST' ? { body: [] } : {})
      expect(answer).toMatchObject({ status: 401, body: { error: { code: 'unauthenticated' } } })
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  test('signs out by a refresh token alone, and is refused without one', async () => {
    const answer = await http.call('POST', '/auth/logout', { body: {} })
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'unauthenticated' } } })
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect((await http.call('POST', '/auth/logout', { body: [] })).status).toBe(400)
    const { refresh_token } = await http.signedIn()
    const out = { body: { refresh_token } }
    expect((await http.call('POST', '/auth/logout', out)).status).toBe(200)
    expect((await http.call('POST', '/auth/logout', out)).status).toBe(401)
  })

  test('gets one and the same answer, whatever is wrong with the token', async () => {
    const { token, id, refresh_token } = await http.signedIn()
    const { token: unknownFamily } = await http.tokens.issue(id, Bun.randomUUIDv7())
    const nobody = Bun.randomUUIDv7()
    const { token: unknownUser } = await http.tokens.issue(nobody, await familyOf(token))
    const other = await http.signedIn()
    const { token: mixed } = await http.tokens.issue(id, await familyOf(other.token))
    const given = [
      '',
      'Bearer',
      `Basic ${token}`,
      `Token ${token}`,
      token,
      `Bearer ${token}, Bearer ${token}`,
      `Bearer ${refresh_token}`,
      `Bearer ${token}x`,
      `Bearer ${unknownFamily}`,
      `Bearer ${unknownUser}`,
      `Bearer ${mixed}`,
    ]
    const answers = await Promise.all(
      given.map((authorization) => http.send('/auth/me', { headers: { authorization } })),
    )
    for (const { status, body } of answers) {
      expect(status).toBe(401)
      expect(body).toEqual(answers[0]!.body)
    }
  })

  test('is a user whose token has expired, or who was disabled meanwhile', async () => {
    const { token, id } = await http.signedIn()
    const now = http.clock.now
    http.clock.now += 16 * 60_000
    expect(await me(token)).toBe(401)
    http.clock.now = now
    expect(await me(token)).toBe(200)
    await disable(id)
    expect(await me(token)).toBe(401)
  })
})
