import type { IdTokens } from '../auth/idToken.ts'
import type { Session } from '../protocol/auth.ts'
import { useIdToken } from '../store/signInFailures.ts'
import { findUserByEmail } from '../store/users.ts'
import type { SignInSource } from './lockout.ts'
import { noteFailure, type SignInDeps, startSession } from './signIn.ts'

/**
 * Signs in an existing user with an ID token of the identity provider. It creates no users, and each token works once.
 * @returns null for an invalid token, an unknown address or a disabled user
 * @throws AppError unavailable while the provider is out of reach
 */
export async function signInByIdToken(
  deps: SignInDeps,
  idTokens: IdTokens,
  { id_token, nonce }: { id_token: string; nonce?: string | undefined },
  from: SignInSource,
): Promise<Session | null> {
  const { ctx } = deps
  const claims = await idTokens.verify(id_token, nonce)
  const user = claims && (await findUserByEmail(ctx.sql, claims.email))
  const session =
    claims && user && !user.disabled
      ? await startSession(deps, user, from, 'oidc', (tx) => useIdToken(tx, claims))
      : null
  if (!session) await noteFailure(ctx, user?.id ?? null, from, 'oidc')
  return session
}
