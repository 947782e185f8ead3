import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { isStaff } from '../domain/authorizeJoin.ts'
import type { UserFacts } from '../domain/user.ts'
import { AppError } from '../protocol/errors.ts'
import type { Role } from '../protocol/user.ts'
import type { Doer } from '../store/audit.ts'
import { findSessionUser } from '../store/users.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import type { RequestLimits } from './limits.ts'

/** Who asks. `familyId` is their sign-in. */
export type SessionUser = UserFacts & { familyId: string }

export type SessionEnv = { Variables: HttpEnv['Variables'] & { user: SessionUser } }

const BEARER = /^Bearer +([\w.-]+) *$/i

/**
 * Lets only signed-in users on, as `c.var.user`. Role, disabling and signing out are read from the database at each
 * request, in one query, so that they take effect at once.
 */
export function requireSession(deps: Pick<HttpDeps, 'ctx' | 'tokens' | 'limits'>) {
  return createMiddleware<SessionEnv>(async (c, next) => {
    admit(c, deps.limits, await findCaller(deps, c), 'Sign in first.')
    await next()
  })
}

/** Who asks, by their access token; null for who is not signed in. */
export async function findCaller(
  { ctx, tokens }: Pick<HttpDeps, 'ctx' | 'tokens'>,
  c: Context,
): Promise<SessionUser | null> {
  const token = BEARER.exec(c.req.header('Authorization') ?? '')?.[1]
  const claims = token === undefined ? null : await tokens.verify(token)
  const user = claims && (await findSessionUser(ctx.sql, claims))
  return user && { ...user, familyId: claims.familyId }
}

/**
 * Counts a request, as that of its user or of a stranger's address.
 * @throws AppError rate_limited
 */
export function count(limits: RequestLimits, user: SessionUser | null, address: string): void {
  if (user) limits.byUser(user.id)
  else limits.byAddress(address)
}

/**
 * Counts a request, and lets it on as its user.
 * @throws AppError rate_limited; unauthenticated without a user, with why
 */
export function admit(
  c: Context<SessionEnv>,
  limits: RequestLimits,
  user: SessionUser | null,
  refusal: string,
): void {
  count(limits, user, c.var.address)
  if (!user) throw new AppError('unauthenticated', refusal)
  c.set('user', user)
}

/** After requireSession. */
export function requireRole(...roles: Role[]) {
  return allow((role) => roles.includes(role))
}

/** After requireSession: admins and supervisors. */
export const requireStaff = allow(isStaff)

function allow(allows: (role: Role) => boolean) {
  return createMiddleware<SessionEnv>(async (c, next) => {
    if (!allows(c.var.user.role)) throw new AppError('forbidden', 'This is not for your role.')
    await next()
  })
}

/** The caller as the audit log needs it. */
export const doerOf = ({ user, address }: SessionEnv['Variables']): Doer => ({
  id: user.id,
  address,
})

/** The caller as the store needs it. */
export const readerOf = ({ id, role }: SessionUser) => ({ id, staff: isStaff(role) })
