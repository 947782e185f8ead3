import type { Session } from '../protocol/auth.ts'
import { useIdToken } from '../store/signInFailures.ts'
import { findUserByEmail } from '../store/users.ts'
import type { IdTokens } from './idToken.ts'
import type { Origin } from './lockout.ts'
import { noteFailure, type SignInDeps, startSession } from './signIn.ts'

/**
 * Signs in a colleague whom the identity provider vouches for. Nobody is made by it, and a token does so once.
 * @returns null for a token that is not good, an unknown address and a disabled user alike
 * @throws AppError unavailable while the provider is out of reach
 */
export async function signInByIdToken(
  deps: SignInDeps,
  idTokens: IdTokens,
  { id_token, nonce }: { id_token: string; nonce?: string | undefined },
  from: Origin,
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
