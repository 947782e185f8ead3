import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { replayQuarantined } from '../actions/replayQuarantined.ts'
import { AppError } from '../protocol/errors.ts'
import { pageLimit } from '../protocol/http.ts'
import { quarantined } from '../protocol/quarantine.ts'
import { uuid } from '../protocol/uuid.ts'
import { listQuarantined, readQuarantineEntry } from '../store/quarantine.ts'
import { answer, failures, success, successWith } from './answers.ts'
import { allowEmptyBody } from './bodies.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { decodeTimedCursor, encodeTimedCursor, pageOf } from './pageCursor.ts'
import { auditActorOf, requireRole, requireSession } from './session.ts'

const tags = ['quarantine']
const security = [{ bearer: [] }]
const query = z.object({
  replayed: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  cursor: z.string().optional(),
  limit: pageLimit,
})

/** `/quarantine`: deliveries with a part that could not be stored. */
export function quarantineRoutes(deps: HttpDeps) {
  const { ctx, submit } = deps
  const signedIn = requireSession(deps)
  const admin = requireRole('admin')

  return new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        summary: 'Deliveries with a part that could not be stored, newest first',
        security,
        middleware: [signedIn, admin] as const,
        request: { query },
        responses: {
          200: answer('A page of them', z.array(quarantined), {
            next_cursor: z.string().nullable(),
          }),
          ...failures('invalid_request', 'unauthenticated', 'forbidden'),
        },
      }),
      async (c) => {
        const { replayed, cursor, limit } = c.req.valid('query')
        const asked = { replayed, after: decodeTimedCursor(cursor), limit }
        const found = await listQuarantined(ctx.sql, asked)
        const { shown, next_cursor } = pageOf(found, limit, ({ received_at, id }) =>
          encodeTimedCursor({ at: received_at, id }),
        )
        return successWith(c, shown, { next_cursor })
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/replay',
        tags,
        summary: 'Take a delivery in again; what is stored already is left alone',
        security,
        middleware: [signedIn, admin, allowEmptyBody] as const,
        request: { params: z.object({ id: uuid }) },
        responses: {
          200: answer('All of it is stored', quarantined),
          ...failures('unauthenticated', 'forbidden', 'not_found', 'unprocessable'),
        },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const stored = await replayQuarantined(ctx, submit, id, auditActorOf(c.var))
        const entry = await readQuarantineEntry(ctx.sql, id)
        if (!stored || !entry) {
          const details = { reason: 'refused_again', error: entry?.error }
          throw new AppError('unprocessable', 'It could not be stored this time either.', details)
        }
        return success(c, entry)
      },
    )
}
