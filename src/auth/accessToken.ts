import { createHash, createSecretKey, type KeyObject } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { evictOldest } from '../limits/evictOldest.ts'

const ALGORITHM = 'HS256'
const TYPE = 'at+jwt'
const NAME = 'ruang'
/** Matters for `nbf` only: another server's clock may be a little ahead. The expiry is checked exactly. */
const TOLERANCE_SECONDS = 5
/** Size of the cache of verified tokens, at some 300 bytes each. */
const MAX_CACHED = 10_000
/** The shape of our own tokens; anything else is rejected without further work. */
const SPELLED = /^[\w-]+\.[\w-]+\.[\w-]{43}$/
const MAX_LENGTH = 1000

const payloadShape = z.object({ sub: z.uuid(), sid: z.uuid(), exp: z.number() })

/** The content of a token. `familyId` is the sign-in it belongs to; `expiresAt` is in milliseconds since the epoch. */
export type AccessClaims = Readonly<{ userId: string; familyId: string; expiresAt: number }>

export type AccessTokens = ReturnType<typeof createTokens>

/**
 * Signs and verifies access tokens (RFC 9068). A token says who signed in and until when, but not what they may do: roles
 * are read from the database at each use.
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

  /** Verified claims by token hash, so that a signature is checked only once. */
  const cache = new Map<string, AccessClaims>()

  /** Null for a token that is not ours, or no access token. */
  const checkSignature = async (token: string): Promise<AccessClaims | null> => {
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
      const { sub, sid, exp } = payloadShape.parse(payload)
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

    /** Null for a token that is not ours, no access token, or expired. */
    async verify(token: string): Promise<AccessClaims | null> {
      if (token.length > MAX_LENGTH || !SPELLED.test(token)) return null
      // SECURITY: the key is a hash of the whole token, so that one changed bit misses the cache, and no token is kept in memory.
      const hash = createHash('sha256').update(token).digest('base64')
      let claims = cache.get(hash) ?? null
      if (!claims) {
        claims = await checkSignature(token)
        if (!claims) return null
        cache.set(hash, claims)
        evictOldest(cache, MAX_CACHED)
      }
      if (claims.expiresAt > now()) return claims
      cache.delete(hash)
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
