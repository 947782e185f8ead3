import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { auditAction, auditEntry } from '../protocol/audit.ts'
import { pageLimit } from '../protocol/http.ts'
import { plainText } from '../protocol/text.ts'
import { uuid } from '../protocol/uuid.ts'
import { listAudit } from '../store/audit.ts'
import { answer, failures, successWith } from './answers.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { decodeTimedCursor, encodeTimedCursor, pageOf } from './pageCursor.ts'
import { requireRole, requireSession } from './session.ts'

// Not every valid ISO time fits PostgreSQL (year 0; an offset may lead beyond the year 9999), so only 1970 to 9999 pass.
const LATEST = Date.parse('9999-12-31T23:59:59.999Z')
const time = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= 0 && Date.parse(text) <= LATEST)
const query = z.object({
  actor_id: uuid.optional(),
  action: auditAction.optional(),
  target_id: plainText.min(1).max(200).optional(),
  from: time.optional(),
  to: time.optional(),
  cursor: z.string().optional(),
  limit: pageLimit,
})

/** `/audit`: who did what, for admins. Changes of a room are in the room's own history instead. */
export function auditRoutes(deps: HttpDeps) {
  return new OpenAPIHono<HttpEnv>().openapi(
    createRoute({
      method: 'get',
      path: '/',
      tags: ['audit'],
      summary: 'Who did what, newest first; the filters hold together',
      security: [{ bearer: [] }],
      middleware: [requireSession(deps), requireRole('admin')] as const,
      request: { query },
      responses: {
        200: answer('A page of what was done', z.array(auditEntry), {
          next_cursor: z.string().nullable(),
        }),
        ...failures('invalid_request', 'unauthenticated', 'forbidden'),
      },
    }),
    async (c) => {
      const { actor_id, action, target_id, from, to, cursor, limit } = c.req.valid('query')
      const filter = { actorId: actor_id, action, targetId: target_id, from, to }
      const after = decodeTimedCursor(cursor)
      const found = await listAudit(deps.ctx.sql, { ...filter, after, limit })
      const { shown, next_cursor } = pageOf(found, limit, encodeTimedCursor)
      return successWith(c, shown, { next_cursor })
    },
  )
}
