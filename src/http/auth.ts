import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { changePassword } from '../actions/changePassword.ts'
import type { SignInSource } from '../actions/lockout.ts'
import { refreshSession } from '../actions/refreshSession.ts'
import { type SignInDeps, signIn } from '../actions/signIn.ts'
import { signInByIdToken } from '../actions/signInByIdToken.ts'
import { signOut, signOutByRefreshToken } from '../actions/signOut.ts'
import { signOutEverywhere } from '../actions/signOutEverywhere.ts'
import { createIdTokens } from '../auth/idToken.ts'
import { buildUser } from '../domain/user.ts'
import { limitKeyOf } from '../limits/clientAddress.ts'
import {
  credentials,
  idTokenRequest,
  passwordChange,
  refreshRequest,
  session,
  signOutRequest,
} from '../protocol/auth.ts'
import { AppError } from '../protocol/errors.ts'
import { user } from '../protocol/user.ts'
import { answer, bodyFailures, failures, jsonBody, success } from './answers.ts'
import { allowEmptyBody } from './bodies.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { limitConcurrency } from './limitConcurrency.ts'
import { count, findCaller, requireSession } from './session.ts'
import { createSignInLimits } from './signInLimits.ts'

const nothing = z.strictObject({})
/** Parallel password hashes. Each takes a processor, and the threads that verify token signatures; others need them too. */
const HASHES_AT_ONCE = 4
const sourceOf = ({ address }: HttpEnv['Variables']): SignInSource => ({
  address,
  network: limitKeyOf(address),
})
const tags = ['auth']
const security = [{ bearer: [] }]

/** `/auth`: signing in and out, and changing one's own password. */
export function authRoutes(deps: HttpDeps) {
  const { ctx, tokens, config, endSessions } = deps
  const signInDeps: SignInDeps = {
    ctx,
    tokens,
    refreshTokenMs: config.refreshTokenMs,
    lockout: config.rateLimits?.lockout ?? null,
  }
  const limits = createSignInLimits(config.rateLimits, ctx.now)
  const idTokens = config.oidc && createIdTokens(config.oidc, ctx.now)
  const signedIn = requireSession(deps)
  const end = (families: readonly string[], reason: string) => {
    for (const familyId of families) endSessions({ familyId, reason })
  }

  return new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'post',
        path: '/login',
        tags,
        summary: 'Sign in',
        middleware: [limitConcurrency<HttpEnv>(HASHES_AT_ONCE)] as const,
        request: { body: jsonBody(credentials) },
        responses: {
          200: answer('Signed in', session),
          ...bodyFailures('unauthenticated', 'rate_limited'),
        },
      }),
      async (c) => {
        const input = c.req.valid('json')
        deps.limits.byAddress(c.var.address)
        const who = { account: input.email, address: c.var.address }
        const started = await limits.attempt(who, () => signIn(signInDeps, input, sourceOf(c.var)))
        if (!started) throw new AppError('unauthenticated', 'Wrong e-mail address or password.')
        return success(c, started)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/oidc',
        tags,
        summary: 'Sign in with an ID token of the identity provider, where one is set',
        request: { body: jsonBody(idTokenRequest) },
        responses: {
          200: answer('Signed in', session),
          ...bodyFailures('unauthenticated', 'not_found', 'rate_limited'),
        },
      }),
      async (c) => {
        if (!idTokens) throw new AppError('not_found', 'Not found.')
        const input = c.req.valid('json')
        deps.limits.byAddress(c.var.address)
        const who = { account: '', address: c.var.address }
        const started = await limits.attempt(who, () =>
          signInByIdToken(signInDeps, idTokens, input, sourceOf(c.var)),
        )
        if (!started) throw new AppError('unauthenticated', 'The ID token signs nobody in.')
        return success(c, started)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/refresh',
        tags,
        summary: 'Take a fresh access token, and the next refresh token',
        request: { body: jsonBody(refreshRequest) },
        responses: {
          200: answer('Refreshed', session),
          ...bodyFailures('unauthenticated'),
        },
      }),
      async (c) => {
        deps.limits.byAddress(c.var.address)
        const { refresh_token: shown } = c.req.valid('json')
        const refreshed = await refreshSession(signInDeps, shown, c.var.address)
        if (refreshed.kind === 'refreshed') return success(c, refreshed.session)
        if (refreshed.kind === 'reused') end([refreshed.familyId], 'signed_out')
        throw new AppError('unauthenticated', 'Sign in again.')
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/logout',
        tags,
        summary: 'Sign out: tokens and sockets of this sign-in end',
        description:
          'A refresh token alone ends its sign-in too, when the access token has ended already.',
        security,
        middleware: [allowEmptyBody] as const,
        request: { body: { content: jsonBody(signOutRequest).content } },
        responses: {
          200: answer('Signed out', nothing),
          ...bodyFailures('unauthenticated'),
        },
      }),
      async (c) => {
        const refreshToken = c.req.valid('json').refresh_token
        const { address } = c.var
        const caller = await findCaller(deps, c)
        count(deps.limits, caller, address)
        const ended = caller
          ? await signOut(ctx, {
              userId: caller.id,
              familyId: caller.familyId,
              refreshToken,
              address,
            })
          : refreshToken !== undefined &&
            (await signOutByRefreshToken(ctx, { refreshToken, address }))
        if (!ended) throw new AppError('unauthenticated', 'Sign in first.')
        end(ended, 'signed_out')
        return success(c, {})
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/logout-everywhere',
        tags,
        summary: 'Sign out on every device: tokens and sockets of all sign-ins of the caller end',
        security,
        middleware: [signedIn] as const,
        responses: { 200: answer('Signed out', nothing), ...failures('unauthenticated') },
      }),
      async (c) => {
        const { id: userId } = c.var.user
        end(await signOutEverywhere(ctx, { userId, address: c.var.address }), 'signed_out')
        return success(c, {})
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/me',
        tags,
        summary: 'The caller',
        security,
        middleware: [signedIn] as const,
        responses: { 200: answer('The caller', user), ...failures('unauthenticated') },
      }),
      (c) => success(c, buildUser(c.var.user, c.var.user)),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/password',
        tags,
        summary: "Change one's own password: all other sign-ins end",
        security,
        middleware: [signedIn] as const,
        request: { body: jsonBody(passwordChange) },
        responses: {
          200: answer('Changed', nothing),
          ...bodyFailures('unauthenticated', 'unprocessable', 'rate_limited'),
        },
      }),
      async (c) => {
        const { id: userId, familyId } = c.var.user
        const { current_password: currentPassword, new_password: newPassword } = c.req.valid('json')
        const { address } = c.var
        const input = { userId, familyId, currentPassword, newPassword, address }
        const changed = await limits.attempt({ account: userId, address }, async () => {
          const outcome = await changePassword(ctx, input)
          return outcome.kind === 'changed' ? outcome : null
        })
        if (!changed) {
          const details = { reason: 'wrong_password' }
          throw new AppError('unprocessable', 'The current password is wrong.', details)
        }
        end(changed.endedFamilies, 'password_changed')
        return success(c, {})
      },
    )
}
