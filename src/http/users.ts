import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { changeUser } from '../actions/changeUser.ts'
import { createUser } from '../actions/createUser.ts'
import { buildUser } from '../domain/user.ts'
import { newUser, userChange } from '../protocol/auth.ts'
import { AppError } from '../protocol/errors.ts'
import { user } from '../protocol/user.ts'
import { uuid } from '../protocol/uuid.ts'
import { listUsers } from '../store/users.ts'
import {
  answer,
  bodyFailures,
  created,
  failures,
  jsonBody,
  success,
  successWith,
} from './answers.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { auditActorOf, requireRole, requireSession } from './session.ts'

const tags = ['users']
const security = [{ bearer: [] }]

/** `/users`: everyone sees the list of users; admins create and change them. */
export function usersRoutes(deps: HttpDeps) {
  const { ctx, endSessions } = deps
  const signedIn = requireSession(deps)
  const admin = requireRole('admin')

  return new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        summary: 'All colleagues; e-mail addresses for admins only',
        security,
        middleware: [signedIn] as const,
        responses: {
          200: answer('All colleagues', z.array(user), { next_cursor: z.null() }),
          ...failures('unauthenticated'),
        },
      }),
      async (c) => {
        const users = await listUsers(ctx.sql)
        const seen = users.map((one) => buildUser(one, c.var.user))
        return successWith(c, seen, { next_cursor: null })
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        tags,
        summary: 'Make a user',
        security,
        middleware: [signedIn, admin] as const,
        request: { body: jsonBody(newUser) },
        responses: {
          201: answer('Made', user),
          ...bodyFailures('unauthenticated', 'forbidden', 'conflict'),
        },
      }),
      async (c) => {
        const made = await createUser(ctx, c.req.valid('json'), auditActorOf(c.var))
        if (!made) {
          const details = { reason: 'email_taken' }
          throw new AppError('conflict', 'Another user has this e-mail address.', details)
        }
        return created(c, buildUser(made, c.var.user))
      },
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/{id}',
        tags,
        summary: 'Change a user; disabling ends their tokens and sockets at once',
        security,
        middleware: [signedIn, admin] as const,
        request: { params: z.object({ id: uuid }), body: jsonBody(userChange) },
        responses: {
          200: answer('Changed', user),
          ...bodyFailures('unauthenticated', 'forbidden', 'not_found', 'conflict'),
        },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const changed = await changeUser(ctx, id, c.req.valid('json'), auditActorOf(c.var))
        if (changed.kind === 'not_found') throw new AppError('not_found', 'There is no such user.')
        if (changed.kind === 'last_admin') {
          const details = { reason: 'last_admin' }
          throw new AppError('conflict', 'The last enabled admin has to stay one.', details)
        }
        const reason = changed.user.disabled ? 'disabled' : 'password_changed'
        for (const familyId of changed.endedFamilies) endSessions({ familyId, reason })
        return success(c, buildUser(changed.user, c.var.user))
      },
    )
}
