import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { isStaff } from '../domain/authorizeJoin.ts'
import type { UserFacts } from '../domain/user.ts'
import { AppError } from '../protocol/errors.ts'
import type { Role } from '../protocol/user.ts'
import type { AuditActor } from '../store/audit.ts'
import { findSessionUser } from '../store/users.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import type { RequestLimits } from './limits.ts'

/** The signed-in caller. `familyId` is their sign-in. */
export type SessionUser = UserFacts & { familyId: string }

export type SessionEnv = { Variables: HttpEnv['Variables'] & { user: SessionUser } }

const BEARER = /^Bearer +([\w.-]+) *$/i

/**
 * Admits only signed-in users, as `c.var.user`. Role, `disabled` and the end of the sign-in are read from the database at
 * each request, in one query, so that changes take effect at once.
 */
export function requireSession(deps: Pick<HttpDeps, 'ctx' | 'tokens' | 'limits'>) {
  return createMiddleware<SessionEnv>(async (c, next) => {
    admit(c, deps.limits, await findCaller(deps, c), 'Sign in first.')
    await next()
  })
}

/** The caller by their access token; null if not signed in. */
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
 * Counts a request against the limit of its user or, without a sign-in, of its address.
 * @throws AppError rate_limited
 */
export function count(limits: RequestLimits, user: SessionUser | null, address: string): void {
  if (user) limits.byUser(user.id)
  else limits.byAddress(address)
}

/**
 * Counts a request, and sets its user.
 * @throws AppError rate_limited; unauthenticated if there is no user
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

/** Use after requireSession. */
export function requireRole(...roles: Role[]) {
  return allow((role) => roles.includes(role))
}

/** Admits admins and supervisors. Use after requireSession. */
export const requireStaff = allow(isStaff)

function allow(allows: (role: Role) => boolean) {
  return createMiddleware<SessionEnv>(async (c, next) => {
    if (!allows(c.var.user.role)) throw new AppError('forbidden', 'Your role does not allow this.')
    await next()
  })
}

/** The caller as the audit log needs it. */
export const auditActorOf = ({ user, address }: SessionEnv['Variables']): AuditActor => ({
  id: user.id,
  address,
})

/** The caller as the store needs it. */
export const readerOf = ({ id, role }: SessionUser) => ({ id, staff: isStaff(role) })
