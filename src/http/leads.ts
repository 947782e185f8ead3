import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { auditLeadExport } from '../actions/auditLeadExport.ts'
import { changeLead } from '../actions/changeLead.ts'
import { createLead } from '../actions/createLead.ts'
import { isStaff } from '../domain/authorizeJoin.ts'
import { pageLimit } from '../protocol/http.ts'
import { lead, leadChange, newLead } from '../protocol/lead.ts'
import { plainText } from '../protocol/text.ts'
import { uuid } from '../protocol/uuid.ts'
import { listLeads } from '../store/leads.ts'
import { inSnapshot } from '../store/snapshot.ts'
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
import { exportStream } from './exportStream.ts'
import { leadFile } from './leadFile.ts'
import { decodeLeadCursor, encodeLeadCursor, pageOf } from './pageCursor.ts'
import { auditActorOf, readerOf, requireSession, requireStaff } from './session.ts'

const tags = ['leads']
const security = [{ bearer: [] }]
const query = z.object({
  q: plainText.trim().min(1).max(1000).optional(),
  cursor: z.string().optional(),
  limit: pageLimit,
})

/** `/leads`: leads; an agent sees those of its rooms. */
export function leadRoutes(deps: HttpDeps) {
  const { ctx } = deps
  const signedIn = requireSession(deps)

  return new OpenAPIHono<HttpEnv>()
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        summary: 'Leads, newest first; an agent gets those of its rooms',
        security,
        middleware: [signedIn] as const,
        request: { query },
        responses: {
          200: answer('A page of leads', z.array(lead), { next_cursor: z.string().nullable() }),
          ...failures('invalid_request', 'unauthenticated'),
        },
      }),
      async (c) => {
        const { q, cursor, limit } = c.req.valid('query')
        const asked = { reader: readerOf(c.var.user), q, after: decodeLeadCursor(cursor), limit }
        const leads = await inSnapshot(ctx.sql, (tx) => listLeads(tx, asked))
        const { shown, next_cursor } = pageOf(leads, limit, ({ id }) => encodeLeadCursor(id))
        return successWith(c, shown, { next_cursor })
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        tags,
        summary: 'Make a lead; rooms of its phone get it',
        security,
        middleware: [signedIn, requireStaff] as const,
        request: { body: jsonBody(newLead) },
        responses: {
          201: answer('Made', lead),
          ...bodyFailures('unauthenticated', 'forbidden'),
        },
      }),
      async (c) => {
        const fields = c.req.valid('json')
        return created(c, await createLead(ctx, { fields, by: c.var.user.id }))
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/export',
        tags,
        summary: 'All leads as CSV',
        security,
        middleware: [signedIn, requireStaff] as const,
        responses: {
          200: { description: 'The file', content: { 'text/csv': { schema: z.string() } } },
          ...failures('unauthenticated', 'forbidden'),
        },
      }),
      async (c) => {
        await auditLeadExport(ctx, auditActorOf(c.var))
        c.header('Cache-Control', 'no-store')
        c.header('Content-Type', 'text/csv; charset=utf-8')
        c.header('Content-Disposition', 'attachment; filename="leads.csv"')
        const { user } = c.var
        return c.body(
          exportStream(ctx.sql, leadFile(ctx.sql, readerOf(user)), { user, allows: isStaff }),
        )
      },
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/{id}',
        tags,
        summary: 'Change a lead; its rooms show it',
        security,
        middleware: [signedIn] as const,
        request: { params: z.object({ id: uuid }), body: jsonBody(leadChange) },
        responses: {
          200: answer('Changed', lead),
          ...bodyFailures('unauthenticated', 'forbidden', 'not_found'),
        },
      }),
      async (c) => {
        const { id: leadId } = c.req.valid('param')
        const asked = { leadId, change: c.req.valid('json'), actor: readerOf(c.var.user) }
        return success(c, await changeLead(ctx, asked))
      },
    )
}
