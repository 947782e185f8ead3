import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { changeQuickReply } from '../actions/changeQuickReply.ts'
import { createQuickReply } from '../actions/createQuickReply.ts'
import { removeQuickReply } from '../actions/removeQuickReply.ts'
import { newQuickReply, quickReply, quickReplyChange } from '../protocol/quickReply.ts'
import { uuid } from '../protocol/uuid.ts'
import { listQuickReplies } from '../store/quickReplies.ts'
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
import { auditActorOf, requireSession, requireStaff } from './session.ts'

const tags = ['quick replies']
const security = [{ bearer: [] }]
const params = z.object({ id: uuid })

/** `/quick-replies`: canned answers. Everyone may use them, staff may change them. */
export function quickReplyRoutes(deps: HttpDeps) {
  const { ctx } = deps
  const signedIn = requireSession(deps)

  return new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        summary: 'All quick replies, by shortcut',
        security,
        middleware: [signedIn] as const,
        responses: {
          200: answer('All quick replies', z.array(quickReply), { next_cursor: z.null() }),
          ...failures('unauthenticated'),
        },
      }),
      async (c) => successWith(c, await listQuickReplies(ctx.sql), { next_cursor: null }),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        tags,
        summary: 'Make a quick reply',
        security,
        middleware: [signedIn, requireStaff] as const,
        request: { body: jsonBody(newQuickReply) },
        responses: {
          201: answer('Made', quickReply),
          ...bodyFailures('unauthenticated', 'forbidden', 'conflict'),
        },
      }),
      async (c) => {
        const asked = { fields: c.req.valid('json'), by: auditActorOf(c.var) }
        return created(c, await createQuickReply(ctx, asked))
      },
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/{id}',
        tags,
        summary: 'Change a quick reply',
        security,
        middleware: [signedIn, requireStaff] as const,
        request: { params, body: jsonBody(quickReplyChange) },
        responses: {
          200: answer('Changed', quickReply),
          ...bodyFailures('unauthenticated', 'forbidden', 'not_found', 'conflict'),
        },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const asked = { id, change: c.req.valid('json'), by: auditActorOf(c.var) }
        return success(c, await changeQuickReply(ctx, asked))
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/{id}',
        tags,
        summary: 'Remove a quick reply',
        security,
        middleware: [signedIn, requireStaff] as const,
        request: { params },
        responses: {
          200: answer('Removed', z.strictObject({})),
          ...failures('unauthenticated', 'forbidden', 'not_found'),
        },
      }),
      async (c) => {
        await removeQuickReply(ctx, { id: c.req.valid('param').id, by: auditActorOf(c.var) })
        return success(c, {})
      },
    )
}
