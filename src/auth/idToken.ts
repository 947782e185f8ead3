import { createHash } from 'node:crypto'
import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Oidc } from '../config.ts'
import { AppError } from '../protocol/errors.ts'

/** SECURITY: asymmetric algorithms only. With HS256, anybody could sign with the provider's public key as the secret. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA']
/** A client signs in right after it got the token. */
const MAX_AGE_SECONDS = 900
const TOLERANCE_SECONDS = 60
const JWKS_TIMEOUT_MS = 5000
/** Minimum time between two JWKS requests for unknown keys, so that invented key ids can't cause a flood of requests. */
const JWKS_COOLDOWN_MS = 30_000

const claims = z.object({
  email: z.email(),
  // Some providers send it as a string.
  email_verified: z.union([z.literal(true), z.literal('true')]),
  exp: z.number(),
  aud: z.union([z.string(), z.array(z.string())]),
  azp: z.string().optional(),
  nonce: z.string().optional(),
})

/** The identity that the provider confirmed. `expiresAt` is in milliseconds since the epoch. */
export type IdTokenClaims = { email: string; tokenHash: string; expiresAt: number }

export type IdTokens = ReturnType<typeof createIdTokens>

/** Verifies the ID tokens (OpenID Connect Core, 3.1.3.7) of one provider, whose keys come from its JWKS. */
export function createIdTokens({ issuer, audience, jwksUrl }: Oidc, now: () => number) {
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: JWKS_TIMEOUT_MS,
    cooldownDuration: JWKS_COOLDOWN_MS,
  })
  return {
    /**
     * Null for a token that is not the provider's, not for us, expired, or with an unverified e-mail address.
     * @param nonce the nonce that the client gave to the provider
     * @throws AppError unavailable while the provider's keys can't be fetched
     */
    async verify(token: string, nonce: string | undefined): Promise<IdTokenClaims | null> {
      try {
        const { payload } = await jwtVerify(token, keys, {
          algorithms: ALGORITHMS,
          issuer,
          audience,
          requiredClaims: ['sub', 'exp', 'iat'],
          maxTokenAge: MAX_AGE_SECONDS,
          currentDate: new Date(now()),
          clockTolerance: TOLERANCE_SECONDS,
        })
        const read = claims.parse(payload)
        const isForUs = !Array.isArray(read.aud) || read.aud.length === 1 || read.azp === audience
        if (!isForUs || (read.azp !== undefined && read.azp !== audience)) return null
        if (nonce !== undefined && read.nonce !== nonce) return null
        return {
          email: read.email.toLowerCase(),
          tokenHash: createHash('sha256').update(token).digest('hex'),
          expiresAt: (read.exp + TOLERANCE_SECONDS) * 1000,
        }
      } catch (error) {
        if (error instanceof z.ZodError) return null
        if (error instanceof errors.JOSEError && !KEYS_MISSING.has(error.code)) return null
        throw new AppError('unavailable', 'The identity provider is unreachable.')
      }
    },
  }
}

/** jose's error codes for a JWKS that could not be fetched or is invalid. */
const KEYS_MISSING = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID'])
