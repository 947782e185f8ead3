import { createHash, createSecretKey, type KeyObject } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { forgetOldest } from '../forgetOldest.ts'

const ALGORITHM = 'HS256'
const TYPE = 'at+jwt'
const NAME = 'ruang'
/** For `nbf` alone: a colleague's clock may be a little ahead. The end of a token is exact. */
const TOLERANCE_SECONDS = 5
/** Tokens that are remembered as ours: some 300 bytes each. */
const REMEMBERED = 10_000
/** As we spell them: nothing else is looked at any further. */
const SPELLED = /^[\w-]+\.[\w-]+\.[\w-]{43}$/
const LONGEST = 1000

const claims = z.object({ sub: z.uuid(), sid: z.uuid(), exp: z.number() })

/** Whose token it is. `familyId` is the sign-in that it came from; `expiresAt` is in milliseconds since the epoch. */
export type AccessClaims = Readonly<{ userId: string; familyId: string; expiresAt: number }>

export type AccessTokens = ReturnType<typeof createTokens>

/**
 * Signs and verifies access tokens (RFC 9068). A token says who signed in and until when, never what they may do:
 * that is read from the database at each use.
 * @param previousSecret still verifies, while secrets are rotated
 * @param lifetimeMs of a new token, rounded up to whole seconds
 */
export function createTokens({
  secret,
  previousSecret,
  lifetimeMs,
  now,
}: {
  secret: string
  previousSecret?: string | undefined
  lifetimeMs: number
  now: () => number
}) {
  const kid = keyId(secret)
  const key = keyOf(secret)
  const keys = new Map<string, KeyObject>([[kid, key]])
  if (previousSecret !== undefined) keys.set(keyId(previousSecret), keyOf(previousSecret))

  /** What tokens said that have been found to be ours, by their hashes: a signature is checked once. */
  const found = new Map<string, AccessClaims>()

  /** Null for what is not ours, or not of this kind. */
  const read = async (token: string): Promise<AccessClaims | null> => {
    try {
      // SECURITY: the algorithm is ours, never the header's; the header only picks among our own keys.
      const { payload } = await jwtVerify(token, (header) => ownKey(keys, header.kid), {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: NAME,
        audience: NAME,
        requiredClaims: ['sub', 'sid', 'exp', 'iat', 'nbf'],
        currentDate: new Date(now()),
        clockTolerance: TOLERANCE_SECONDS,
      })
      const { sub, sid, exp } = claims.parse(payload)
      return { userId: sub, familyId: sid, expiresAt: exp * 1000 }
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof z.ZodError) return null
      throw error
    }
  }

  return {
    async issue(userId: string, familyId: string): Promise<{ token: string; expiresAt: number }> {
      const issuedAt = Math.floor(now() / 1000)
      const expiry = Math.ceil((now() + lifetimeMs) / 1000)
      const token = await new SignJWT({ sid: familyId })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
        .setIssuer(NAME)
        .setAudience(NAME)
        .setSubject(userId)
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(expiry)
        .sign(key)
      return { token, expiresAt: expiry * 1000 }
    },

    /** Null for a token that is not ours, not of this kind, or over. */
    async verify(token: string): Promise<AccessClaims | null> {
      if (token.length > LONGEST || !SPELLED.test(token)) return null
      // SECURITY: by all of it, so that what differs in one bit is another token; and the token itself is not kept.
      const hash = createHash('sha256').update(token).digest('base64')
      let said = found.get(hash) ?? null
      if (!said) {
        said = await read(token)
        if (!said) return null
        found.set(hash, said)
        forgetOldest(found, REMEMBERED)
      }
      if (said.expiresAt > now()) return said
      found.delete(hash)
      return null
    },
  }
}

const keyOf = (secret: string) => createSecretKey(Buffer.from(secret))

const keyId = (secret: string) =>
  createHash('sha256').update(`kid:${secret}`).digest('base64url').slice(0, 8)

function ownKey(keys: ReadonlyMap<string, KeyObject>, kid: string | undefined): KeyObject {
  const key = kid === undefined ? undefined : keys.get(kid)
  if (!key) throw new errors.JWKSNoMatchingKey()
  return key
}
