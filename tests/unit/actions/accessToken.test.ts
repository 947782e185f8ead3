import { describe, expect, test } from 'bun:test'
import { createTokens } from '../../../src/actions/accessToken.ts'

const START = Date.UTC(2026, 10, 3)
const LIFETIME_MS = 900_000
const USER = 'a0000000-0000-4000-8000-000000000001'
const FAMILY = 'a0000000-0000-4000-8000-000000000002'

function opened(given: { secret?: string; previousSecret?: string } = {}) {
  const clock = { at: START }
  const tokens = createTokens({
    secret: 'a'.repeat(32),
    lifetimeMs: LIFETIME_MS,
    now: () => clock.at,
    ...given,
  })
  return { clock, ...tokens }
}

/** The token with one character of it changed. */
const changed = (token: string, at: number) =>
  `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`

describe('an access token', () => {
  test('says the same each time it is shown, until the moment it is over', async () => {
    const { clock, issue, verify } = opened()
    const { token, expiresAt } = await issue(USER, FAMILY)
    const said = { userId: USER, familyId: FAMILY, expiresAt }
    expect(expiresAt).toBe(START + LIFETIME_MS)
    expect(await verify(token)).toEqual(said)
    clock.at = expiresAt - 1
    expect(await verify(token)).toEqual(said)
    clock.at = expiresAt
    expect(await verify(token)).toBeNull()
    expect(await verify(token)).toBeNull()
  })

  test('is none with any of its characters changed, even after the true one was shown', async () => {
    const { issue, verify } = opened()
    const { token } = await issue(USER, FAMILY)
    expect(await verify(token)).not.toBeNull()
    // The last character of the signature has bits that say nothing.
    for (let at = 0; at < token.length - 1; at++)
      expect(await verify(changed(token, at))).toBeNull()
    for (const other of ['', token.slice(1), token.slice(0, -4), `${token}.`, `${token}AAAA`])
      expect(await verify(other)).toBeNull()
    expect(await verify(token)).not.toBeNull()
  })

  test('of another secret is none; of the secret before, one as long as that is named', async () => {
    const before = opened({ secret: 'b'.repeat(32) })
    const { token } = await before.issue(USER, FAMILY)
    expect(await opened().verify(token)).toBeNull()
    const after = opened({ previousSecret: 'b'.repeat(32) })
    expect(await after.verify(token)).not.toBeNull()
    expect(await after.verify(token)).not.toBeNull()
  })

  test('is ours however many others were shown meanwhile', async () => {
    const { issue, verify } = opened()
    const { token } = await issue(USER, FAMILY)
    expect(await verify(token)).not.toBeNull()
    for (let n = 0; n < 11_000; n++) {
      const other = await issue(USER, `b0000000-0000-4000-8000-${String(n).padStart(12, '0')}`)
      expect((await verify(other.token))?.familyId).not.toBe(FAMILY)
    }
    expect((await verify(token))?.familyId).toBe(FAMILY)
  })
})
