import { afterAll, describe, expect, test } from 'bun:test'
import { REFRESH_RACE_MS } from '../../src/domain/refresh.ts'
import { session as sessionSchema } from '../../src/protocol/auth.ts'
import { openAuth } from './authWorld.ts'

const { http, refresh, me, disable, endedFamilies, familyOf, stop } = await openAuth()
afterAll(stop)

describe('refreshing', () => {
  test('gives a new pair of tokens of the same sign-in', async () => {
    const old = await http.signedIn()
    const { status, body } = await refresh(old.refresh_token)
    expect(status).toBe(200)
    const next = sessionSchema.parse(body.data)
    expect(next.refresh_token).not.toBe(old.refresh_token)
    expect(await familyOf(next.token)).toBe(await familyOf(old.token))
    expect(await me(next.token)).toBe(200)
  })

  test('lets all tabs win that race with one token, each with a token of its own', async () => {
    const { refresh_token } = await http.signedIn()
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(refresh_token)))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
    const next = answers.map(({ body }) => body.data.refresh_token as string)
    expect(new Set(next).size).toBe(8)
    for (const token of next) expect((await refresh(token)).status).toBe(200)
  })

  test('lets a tab win that comes 20 s after the first one', async () => {
    const { refresh_token } = await http.signedIn()
    await refresh(refresh_token)
    http.clock.now += REFRESH_RACE_MS
    expect((await refresh(refresh_token)).status).toBe(200)
  })

  test('with a token used longer ago ends the whole sign-in: tokens, access and sockets', async () => {
    const stolen = await http.signedIn()
    const bystander = await http.signIn(stolen.email)
    const { body } = await refresh(stolen.refresh_token)
    const owner = sessionSchema.parse(body.data)
    http.clock.now += REFRESH_RACE_MS + 1
    expect(await me(owner.token)).toBe(200)

    expect((await refresh(stolen.refresh_token)).status).toBe(401)
    expect((await refresh(owner.refresh_token)).status).toBe(401)
    expect(await me(owner.token)).toBe(401)
    expect(endedFamilies()).toContain(await familyOf(owner.token))
    expect(await me(bystander.token)).toBe(200)
  })

  test('is refused in the same words for what is unknown, expired, revoked or of a disabled user', async () => {
    const disabled = await http.signedIn()
    await disable(disabled.id)
    const revoked = await http.signedIn()
    await http.call('POST', '/auth/logout', { token: revoked.token })
    const expired = await http.signedIn()
    const soon = http.clock.now
    const refusals = [await refresh('unknown'), await refresh(disabled.refresh_token)]
    refusals.push(await refresh(revoked.refresh_token), await refresh(`${expired.refresh_token} `))
    http.clock.now += http.deps.config.refreshTokenMs
    refusals.push(await refresh(expired.refresh_token))
    http.clock.now = soon
    for (const { status, body } of refusals) {
      expect(status).toBe(401)
      expect(body).toEqual(refusals[0]!.body)
    }
  })

  test('that races with signing out leaves nothing behind that works', async () => {
    for (let round = 0; round < 10; round++) {
      const { token, refresh_token } = await http.signedIn()
      const [refreshed] = await Promise.all([
        refresh(refresh_token),
        http.call('POST', '/auth/logout', { token }),
      ])
      if (refreshed.status !== 200) continue
      const next = sessionSchema.parse(refreshed.body.data)
      expect(await me(next.token)).toBe(401)
      expect((await refresh(next.refresh_token)).status).toBe(401)
    }
  })

  test.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['an array', ['x']],
    ['an object', {}],
    ['an empty string', ''],
    ['a long string', 'x'.repeat(100_000)],
  ])('with %s for a token answers invalid_request', async (_, token) => {
    expect((await refresh(token)).status).toBe(400)
  })
})

describe('signing out', () => {
  test('ends the tokens and the sockets of this sign-in at once, and of no other', async () => {
    const here = await http.signedIn()
    const elsewhere = await http.signIn(here.email)
    expect((await http.call('POST', '/auth/logout', { token: here.token })).status).toBe(200)
    expect(await me(here.token)).toBe(401)
    expect((await refresh(here.refresh_token)).status).toBe(401)
    expect(await me(elsewhere.token)).toBe(200)
    expect(endedFamilies()).toContain(await familyOf(here.token))
    expect(endedFamilies()).not.toContain(await familyOf(elsewhere.token))
  })

  test('takes the refresh token of another sign-in of one’s own with it, and nobody else’s', async () => {
    const here = await http.signedIn()
    const elsewhere = await http.signIn(here.email)
    const stranger = await http.signedIn()
    const out = (token: string, refresh_token: string) =>
      http.call('POST', '/auth/logout', { token, body: { refresh_token } })
    expect((await out(here.token, elsewhere.refresh_token)).status).toBe(200)
    expect(await me(elsewhere.token)).toBe(401)
    const again = await http.signIn(here.email)
    expect((await out(again.token, stranger.refresh_token)).status).toBe(200)
    expect(await me(stranger.token)).toBe(200)
  })

  test('with an access token that has ended, by the refresh token: it works no more, and another sign-in goes on', async () => {
    const here = await http.signedIn()
    const elsewhere = await http.signIn(here.email)
    const family = await familyOf(here.token)
    const out = (body: object) => http.call('POST', '/auth/logout', { token: here.token, body })
    http.clock.now += 3_600_000
    expect((await out({})).status).toBe(401)
    expect((await out({ refresh_token: 'unknown' })).status).toBe(401)
    expect((await out({ refresh_token: here.refresh_token })).status).toBe(200)
    expect(endedFamilies()).toContain(family)
    expect((await refresh(here.refresh_token)).status).toBe(401)
    expect((await out({ refresh_token: here.refresh_token })).status).toBe(401)
    expect((await refresh(elsewhere.refresh_token)).status).toBe(200)
  })

  test('needs no body, also where a client announces one', async () => {
    const { token } = await http.signedIn()
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    expect((await http.send('/auth/logout', { method: 'POST', headers })).status).toBe(200)
  })

  test('with a malformed body signs nobody out', async () => {
    const { token } = await http.signedIn()
    for (const body of [null, [], { refresh_token: 1 }]) {
      expect((await http.call('POST', '/auth/logout', { token, body })).status).toBe(400)
    }
    expect(await me(token)).toBe(200)
  })
})
